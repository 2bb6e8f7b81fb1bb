import { createHash, createHmac } from 'node:crypto';

const algorithm = 'TC3-HMAC-SHA256';

/** What a signature of Tencent Cloud's API 3.0 covers. */
export interface Tc3Request {
  secretId: string;
  secretKey: string;
  /** The product, e.g. `sms`. */
  service: string;
  /** Headers that are signed, names in lower case, without `host` and `content-type` it is refused. */
  headers: Readonly<Record<string, string>>;
  payload: string;
  /** Wall time in seconds. */
  timestampS: number;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text, 'utf8').digest();

/**
 * Signs a POST to the root of an API 3.0 address (签名方法 v3).
 *
 * @returns the value of the Authorization header
 */
export function tc3Authorization(request: Tc3Request): string {
  const { secretId, secretKey, service, headers, payload, timestampS } = request;
  const date = new Date(timestampS * 1000).toISOString().slice(0, 10);
  const names = Object.keys(headers).sort();
  const canonicalHeaders = names.map(
    (name) => `${name}:${(headers[name] ?? '').trim().toLowerCase()}\n`,
  );
  const signedHeaders = names.join(';');
  const canonicalRequest = [
    'POST',
    '/',
    '',
    canonicalHeaders.join(''),
    signedHeaders,
    sha256(payload),
  ].join('\n');
  const scope = `${date}/${service}/tc3_request`;
  const toSign = [algorithm, timestampS, scope, sha256(canonicalRequest)].join('\n');
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), service), 'tc3_request');
  const signature = hmac(key, toSign).toString('hex');
  return `${algorithm} Credential=${secretId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}
