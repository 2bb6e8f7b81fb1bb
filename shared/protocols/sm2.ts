import { sm2 } from 'sm-crypto-v2';

/** Keys are few and used for every call; a precomputed one verifies five times faster. */
const verifyingKeys = new Map<string, ReturnType<typeof sm2.precomputePublicKey>>();
const signingKeys = new Map<string, string>();

function known<V>(keys: Map<string, V>, hex: string, make: (hex: string) => V): V {
  const found = keys.get(hex) ?? make(hex);
  keys.set(hex, found);
  return found;
}

/** @returns the SM2 public key (uncompressed, 130 hex digits) of a private one (64) */
export function publicKeyOf(privateKeyHex: string): string {
  return known(signingKeys, privateKeyHex, (hex) => sm2.getPublicKeyFromPrivateKey(hex));
}

/**
 * SM2 with SM3 (GM/T 0003, default user id).
 *
 * @param content UTF-8 text or bytes
 * @param privateKeyHex SM2 private key, 64 hex digits
 * @returns the signature, hex of its DER form
 */
export function sign(content: string | Uint8Array, privateKeyHex: string): string {
  const options = { hash: true, der: true, publicKey: publicKeyOf(privateKeyHex) };
  return sm2.doSignature(content, privateKeyHex, options);
}

/**
 * @param signature as `sign` gives it
 * @param publicKeyHex SM2 public key, uncompressed, 130 hex digits
 * @returns whether it fits; a malformed signature is no signature
 */
export function isSignedBy(
  content: string | Uint8Array,
  signature: string,
  publicKeyHex: string,
): boolean {
  try {
    const publicKey = known(verifyingKeys, publicKeyHex, (hex) => sm2.precomputePublicKey(hex));
    return sm2.doVerifySignature(content, signature, publicKey, { hash: true, der: true });
  } catch {
    return false;
  }
}
