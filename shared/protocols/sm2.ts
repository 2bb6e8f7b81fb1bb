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
  if (!isCanonical(signature)) return false;
  try {
    const publicKey = known(verifyingKeys, publicKeyHex, (hex) => sm2.precomputePublicKey(hex));
    return sm2.doVerifySignature(content, signature, publicKey, { hash: true, der: true });
  } catch {
    return false;
  }
}

/**
 * Whether a signature is written the one way it can be (DER, X.690: shortest lengths and numbers, and
 * nothing behind them; hex in small letters). The library reads others too, and so would not notice
 * when a byte of those was changed.
 */
function isCanonical(signature: string): boolean {
  if (!/^(?:[0-9a-f]{2}){8,72}$/.test(signature)) return false;
  const bytes = Buffer.from(signature, 'hex');
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return false;
  const afterR = endOfNumber(bytes, 2);
  return afterR !== null && endOfNumber(bytes, afterR) === bytes.length;
}

/** @returns where the number that begins at `at` ends; null for what is no positive, shortest number */
function endOfNumber(bytes: Uint8Array, at: number): number | null {
  const [tag, length = 0, first = 0x80, second = 0] = bytes.subarray(at, at + 4);
  if (tag !== 0x02 || length < 1 || length > 33 || first >= 0x80) return null;
  if (length > 1 && first === 0 && second < 0x80) return null;
  return at + 2 + length;
}
