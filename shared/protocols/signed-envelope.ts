import canonicalize from 'canonicalize';
import { isSignedBy, sign } from './sm2';

/** Anything that carries its own SM2 signature in `cainfo`. */
export type Unsigned<T extends { cainfo: string }> = Omit<T, 'cainfo'>;

function signedText(unsigned: object): string {
  const text = canonicalize(unsigned);
  if (text === undefined) throw new TypeError('an envelope must be plain JSON');
  return text;
}

/**
 * Signs an envelope: SM2 with SM3 (GM/T 0003, default user id) over its canonical JSON (RFC 8785).
 *
 * @param unsigned the envelope without `cainfo`
 * @param privateKeyHex SM2 private key, 64 hex digits
 * @returns the same envelope with `cainfo` (hex, DER)
 */
export function signEnvelope<T extends object>(
  unsigned: T,
  privateKeyHex: string,
): T & { cainfo: string } {
  const cainfo = sign(signedText(unsigned), privateKeyHex);
  return { ...unsigned, cainfo };
}

/**
 * @param envelope a received envelope, with its `cainfo`
 * @param publicKeyHex the sender's SM2 public key (uncompressed, 130 hex digits)
 * @returns whether the signature fits every other field
 */
export function verifyEnvelope(envelope: { cainfo: string }, publicKeyHex: string): boolean {
  const { cainfo, ...unsigned } = envelope;
  try {
    return isSignedBy(signedText(unsigned), cainfo, publicKeyHex);
  } catch {
    return false; // what has no canonical form was never signed
  }
}
