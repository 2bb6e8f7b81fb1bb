import canonicalize from 'canonicalize';
import { sm2 } from 'sm-crypto-v2';

/** Anything that carries its own SM2 signature in `cainfo`. */
export type Unsigned<T extends { cainfo: string }> = Omit<T, 'cainfo'>;

/** Keys are few and used for every call; a precomputed one verifies five times faster. */
const verifyingKeys = new Map<string, ReturnType<typeof sm2.precomputePublicKey>>();
const signingKeys = new Map<string, string>();

function known<V>(keys: Map<string, V>, hex: string, make: (hex: string) => V): V {
  const found = keys.get(hex) ?? make(hex);
  keys.set(hex, found);
  return found;
}

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
  const publicKey = known(signingKeys, privateKeyHex, (hex) => sm2.getPublicKeyFromPrivateKey(hex));
  const options = { hash: true, der: true, publicKey };
  const cainfo = sm2.doSignature(signedText(unsigned), privateKeyHex, options);
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
    const publicKey = known(verifyingKeys, publicKeyHex, (hex) => sm2.precomputePublicKey(hex));
    return sm2.doVerifySignature(signedText(unsigned), cainfo, publicKey, {
      hash: true,
      der: true,
    });
  } catch {
    return false; // a malformed signature is no signature
  }
}
