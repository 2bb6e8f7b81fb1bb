/**
 * The second factor (RFC 6238) as authenticators know it: SHA-1, six digits, thirty seconds. Its
 * time is real time, whatever the business clock says: the clerk's phone has no other (docs/adr/0005).
 */
import { Secret, TOTP } from 'otpauth';

const issuer = '医保随身办';
const stepMs = 30_000;
const secretBytes = 20;
/** A phone's clock may be one step off, either way. */
const driftSteps = 1;

function totpOf(secret: string, login: string): TOTP {
  return new TOTP({
    issuer,
    label: login,
    algorithm: 'SHA1',
    digits: 6,
    period: stepMs / 1000,
    secret: Secret.fromBase32(secret),
  });
}

/** @returns a new secret, base32 */
export function makeTotpSecret(): string {
  return new Secret({ size: secretBytes }).base32;
}

/** @returns otpauth://totp/…, what an authenticator scans */
export function totpUri(secret: string, login: string): string {
  return totpOf(secret, login).toString();
}

/**
 * @param secret base32
 * @param wallNow real time, epoch ms
 * @returns which step the code belongs to; null when it fits none around now
 */
export function totpStep(secret: string, code: string, wallNow: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totpOf(secret, '').validate({
    token: code,
    timestamp: wallNow,
    window: driftSteps,
  });
  return delta === null ? null : Math.floor(wallNow / stepMs) + delta;
}
