/**
 * The wire of the partner API: what an organisation's own system signs, and how an answer is sealed to
 * it. `docs/partner-api.md` tells it to whoever writes the other side.
 */
import { randomBytes } from 'node:crypto';
import { sm2, sm3, sm4 } from 'sm-crypto-v2';
import * as z from 'zod';
import { sign } from './sm2';

export const apiBasePath = '/api/v1';

/** Lower case, as HTTP/2 has them. */
export const apiHeaders = {
  organisation: 'x-yibao-organisation',
  timestamp: 'x-yibao-timestamp',
  nonce: 'x-yibao-nonce',
  signature: 'x-yibao-signature',
} as const;

/** How far the clock of the other side may be off, both ways. */
export const apiFreshnessSeconds = 300;

export const apiCredentials = z.object({
  /** 统一社会信用代码. */
  organisation: z.string().regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/),
  /** Seconds since 1970, wall clock. */
  timestamp: z.string().regex(/^\d{10}$/),
  /** Used once; long enough that nobody guesses another one's. */
  nonce: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
  /** SM2 with SM3 (GM/T 0003, default user id), hex of its DER form. */
  signature: z.string().regex(/^(?:[0-9a-f]{2}){8,80}$/),
});
export type ApiCredentials = z.output<typeof apiCredentials>;

export interface SignedRequest extends Omit<ApiCredentials, 'signature'> {
  method: string;
  /** With its query, as it is sent. */
  path: string;
  body: Uint8Array;
}

/**
 * The text a request's signature is over. Its first line keeps a signature of this from ever standing
 * for another kind of statement.
 */
export function requestText(request: SignedRequest): string {
  const { organisation, method, path, timestamp, nonce, body } = request;
  return ['yibao-partner-request-1', organisation, method, path, timestamp, nonce, sm3(body)].join(
    '\n',
  );
}

const hex = z.string().regex(/^(?:[0-9a-f]{2})+$/);

/** An answer that only the organisation can open, and that only we can have made. */
export const sealedReply = z.strictObject({
  alg: z.literal('SM2-SM4-GCM'),
  /** A fresh SM4 key, SM2-encrypted to the organisation's key: hex of the DER form (GM/T 0009). */
  encryptedKey: hex,
  /** 12 bytes. */
  iv: hex.length(24),
  /** 16 bytes. */
  tag: hex.length(32),
  ciphertext: z.base64(),
  /** Which of our keys signed; they are listed at /verify/key. */
  keyId: z.string(),
  /** SM2 with SM3 over `replyText`, hex of its DER form. */
  signature: hex,
});
export type SealedReply = z.output<typeof sealedReply>;

/** The call that an answer belongs to: put under another call it neither opens nor verifies. */
export interface Answered {
  organisation: string;
  nonce: string;
  /** Of HTTP. */
  status: number;
}

/** What the seal is bound to: the associated data of SM4-GCM, and the head of what is signed. */
export function replyHead({ organisation, nonce, status }: Answered): string {
  return ['yibao-partner-reply-1', organisation, nonce, String(status)].join('\n');
}

/** The text an answer's signature is over. */
export function replyText(
  answered: Answered,
  { alg, encryptedKey, iv, tag, ciphertext }: Omit<SealedReply, 'keyId' | 'signature'>,
): string {
  return [replyHead(answered), alg, encryptedKey, iv, tag, ciphertext].join('\n');
}

/** The order of the parts since GM/T 0003 of 2012. */
const c1c3c2 = 1;
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/**
 * Seals an answer to an organisation and signs it.
 *
 * @param payload JSON text
 * @param publicKey of the organisation: SM2, uncompressed, 130 hex digits
 * @param signing our key, of which the organisation knows the public one
 */
export function sealReply(
  payload: string,
  publicKey: string,
  answered: Answered,
  signing: { keyId: string; privateKey: string },
): SealedReply {
  const [key, iv] = [randomBytes(16), randomBytes(12)];
  const { output, tag } = sm4.encrypt(Buffer.from(payload, 'utf8'), key, {
    mode: 'gcm',
    output: 'array',
    iv,
    associatedData: Buffer.from(replyHead(answered), 'utf8'),
    outputTag: true,
  });
  if (!tag) throw new Error('the cipher gave no tag');
  const sealed = {
    alg: 'SM2-SM4-GCM' as const,
    encryptedKey: sm2.doEncrypt(key, publicKey, c1c3c2, { asn1: true }),
    iv: toHex(iv),
    tag: toHex(tag),
    ciphertext: Buffer.from(output).toString('base64'),
  };
  const signature = sign(replyText(answered, sealed), signing.privateKey);
  return { ...sealed, keyId: signing.keyId, signature };
}
