import { sm3 } from 'sm-crypto-v2';

/** @returns SM3 digest (GM/T 0004) of UTF-8 text or bytes, 64 hex digits */
export function sm3Hex(data: string | Uint8Array): string {
  return sm3(data);
}

/** @returns HMAC-SM3, 64 hex digits; the key is hex */
export function hmacSm3Hex(text: string, keyHex: string): string {
  return sm3(text, { key: Buffer.from(keyHex, 'hex'), mode: 'hmac' });
}
