import canonicalize from 'canonicalize';
import { sm2 } from 'sm-crypto-v2';

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
  const cainfo = sm2.doSignature(signedText(unsigned), privateKeyHex, { hash: true, der: true });
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
    return sm2.doVerifySignature(signedText(unsigned), cainfo, publicKeyHex, {
      hash: true,
      der: true,
    });
  } catch {
    return false; // a malformed signature is no signature
  }
}
