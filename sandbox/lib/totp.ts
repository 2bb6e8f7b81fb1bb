import { createHmac } from 'node:crypto';

const stepMs = 30_000;
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function bytesOf(secret: string): Buffer {
  const bits = Array.from(secret, (sign) => base32.indexOf(sign).toString(2).padStart(5, '0'));
  const octets = bits.join('').match(/.{8}/g) ?? [];
  return Buffer.from(octets.map((octet) => Number.parseInt(octet, 2)));
}

/**
 * What an authenticator shows (RFC 6238, SHA-1, six digits, thirty seconds).
 *
 * @param secret base32, capital letters
 * @param wallNow real time, epoch ms
 */
export function totpCode(secret: string, wallNow: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(wallNow / stepMs)));
  const digest = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const at = digest.readUInt8(digest.length - 1) & 0xf;
  const code = (digest.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000;
  return String(code).padStart(6, '0');
}

/** @returns seconds for which the code of now is still shown */
export const totpSecondsLeft = (wallNow: number): number =>
  Math.ceil((stepMs - (wallNow % stepMs)) / 1000);
