/**
 * An organisation's own system, as its people would write it from docs/partner-api.md: nothing of the
 * service's code, only SM2, SM3 and SM4-GCM.
 */
import { randomBytes } from 'node:crypto';
import { sm2, sm3, sm4 } from 'sm-crypto-v2';

export interface Keys {
  publicKey: string;
  privateKey: string;
}

export const newKeys = (): Keys => sm2.generateKeyPairHex();

export interface Call {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Signs one call. `said` is for tests: what it says of itself although it is not so. */
export function signCall(
  creditCode: string,
  { privateKey, publicKey }: Keys,
  path: string,
  body: string,
  said: { timestamp?: number; nonce?: string; method?: string } = {},
): Call {
  const timestamp = String(said.timestamp ?? Math.floor(Date.now() / 1000));
  const nonce = said.nonce ?? randomBytes(16).toString('hex');
  const method = said.method ?? 'POST';
  const digest = sm3(Buffer.from(body, 'utf8'));
  const text = ['yibao-partner-request-1', creditCode, method, path, timestamp, nonce, digest];
  const signature = sm2.doSignature(text.join('\n'), privateKey, {
    hash: true,
    der: true,
    publicKey,
  });
  return {
    method,
    path,
    body,
    headers: {
      'content-type': 'application/json',
      'x-yibao-organisation': creditCode,
      'x-yibao-timestamp': timestamp,
      'x-yibao-nonce': nonce,
      'x-yibao-signature': signature,
    },
  };
}

export const sendCall = (url: string, { method, path, headers, body }: Call): Promise<Response> =>
  fetch(`${url}${path}`, { method, headers, body });

export interface Envelope {
  alg: string;
  encryptedKey: string;
  iv: string;
  tag: string;
  ciphertext: string;
  keyId: string;
  signature: string;
}

/**
 * Checks who made an answer, and opens it.
 *
 * @param serviceKey the public key of that keyId, from GET /verify/key
 * @throws Error when it is not signed by it, not for this call, or not for this key
 */
export function openReply(
  envelope: Envelope,
  call: Call,
  status: number,
  privateKey: string,
  serviceKey: string,
): unknown {
  const { alg, encryptedKey, iv, tag, ciphertext, signature } = envelope;
  const organisation = call.headers['x-yibao-organisation'] ?? '';
  const nonce = call.headers['x-yibao-nonce'] ?? '';
  const head = ['yibao-partner-reply-1', organisation, nonce, String(status)].join('\n');
  const signed = [head, alg, encryptedKey, iv, tag, ciphertext].join('\n');
  if (!sm2.doVerifySignature(signed, signature, serviceKey, { hash: true, der: true })) {
    throw new Error('not signed by the service');
  }
  const key = sm2.doDecrypt(encryptedKey, privateKey, 1, { asn1: true, output: 'array' });
  const opened = sm4.decrypt(Buffer.from(ciphertext, 'base64'), key, {
    mode: 'gcm',
    output: 'array',
    iv: Buffer.from(iv, 'hex'),
    associatedData: Buffer.from(head, 'utf8'),
    tag: Buffer.from(tag, 'hex'),
  });
  return JSON.parse(Buffer.from(opened).toString('utf8'));
}
