import { isSignedBy, sign } from '@yibao/shared/protocols/sm2';

/**
 * The signature stands in one line behind the PDF's own end (%%EOF), as a comment that readers
 * pass over. It covers every byte before its own line, so nothing can be changed, left out or
 * put in between; `openssl` alone can check it (docs/adr/0011).
 */
const intro = '\n%YIBAO-SIGNATURE ';
const algorithm = 'SM2-SM3';
const pattern =
  /^\n%YIBAO-SIGNATURE alg=SM2-SM3 key=([A-Za-z0-9-]{1,40}) sig=([0-9a-f]{130,146})\n$/;
/** Longer than any such line. */
const maxTrailerBytes = 300;

export interface SigningKeys {
  keyId: string;
  privateKey: string;
  /** By id, hex: the one that signs and every earlier one. */
  publicKeys: Record<string, string>;
}

/** @returns the file with the signature behind it */
export function signPaper(content: Uint8Array, { keyId, privateKey }: SigningKeys): Uint8Array {
  const signature = sign(content, privateKey);
  const trailer = `${intro}alg=${algorithm} key=${keyId} sig=${signature}\n`;
  return Buffer.concat([content, Buffer.from(trailer, 'latin1')]);
}

export interface SignedParts {
  content: Uint8Array;
  keyId: string;
  /** Hex of the DER form. */
  signature: string;
}

/** @returns the file in its parts; null when no signature of ours ends it */
export function readSignature(file: Uint8Array): SignedParts | null {
  const tailFrom = Math.max(0, file.length - maxTrailerBytes);
  const tail = Buffer.from(file.subarray(tailFrom)).toString('latin1');
  const from = tail.lastIndexOf(intro);
  if (from < 0) return null;
  const [, keyId, signature] = pattern.exec(tail.slice(from)) ?? [];
  if (keyId === undefined || signature === undefined) return null;
  return { content: file.subarray(0, tailFrom + from), keyId, signature };
}

export type SignatureAnswer = 'genuine' | 'unsigned' | 'unknownKey' | 'broken';

/** Whether one of our keys signed this very file, whatever else is known of it. */
export function checkSignature(
  file: Uint8Array,
  publicKeys: SigningKeys['publicKeys'],
): SignatureAnswer {
  const parts = readSignature(file);
  if (!parts) return 'unsigned';
  const { content, keyId, signature } = parts;
  const publicKey = Object.hasOwn(publicKeys, keyId) ? publicKeys[keyId] : undefined;
  if (publicKey === undefined) return 'unknownKey';
  return isSignedBy(content, signature, publicKey) ? 'genuine' : 'broken';
}
