import crypto from 'node:crypto';

/** As far from now a request may be signed. */
const maxAgeS = 300;

export interface SignedCall {
  authorization: string;
  headers: (name: string) => string | undefined;
  payload: string;
}

export type SignatureProblem =
  | 'AuthFailure.SignatureExpire'
  | 'AuthFailure.SignatureFailure'
  | 'AuthFailure.SecretIdNotFound'
  | 'AuthFailure.InvalidAuthorization';

const form =
  /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d{2}-\d{2})\/([a-z]+)\/tc3_request, ?SignedHeaders=([a-z;-]+), ?Signature=([0-9a-f]{64})$/;

function chain(first: string, ...steps: string[]): Buffer {
  return steps.reduce<Buffer>(
    (key, step) => crypto.createHmac('sha256', key).update(step).digest(),
    Buffer.from(first),
  );
}

const digest = (text: string): string => crypto.createHash('sha256').update(text).digest('hex');

/**
 * Checks a signature of API 3.0 (TC3-HMAC-SHA256), as the carrier's side reads the method.
 *
 * @param nowS wall time in seconds
 * @returns the error code, null when the request is who it says it is
 */
export function signatureProblem(
  call: SignedCall,
  keys: { secretId: string; secretKey: string },
  nowS: number,
): SignatureProblem | null {
  const parts = form.exec(call.authorization);
  const [, secretId = '', date = '', service = '', signedHeaders = '', signature = ''] =
    parts ?? [];
  const names = signedHeaders.split(';');
  if (!parts || service !== 'sms') return 'AuthFailure.InvalidAuthorization';
  if (!['content-type', 'host'].every((name) => names.includes(name))) {
    return 'AuthFailure.InvalidAuthorization';
  }
  if (secretId !== keys.secretId) return 'AuthFailure.SecretIdNotFound';
  const timestamp = Number(call.headers('x-tc-timestamp'));
  const isFresh = Math.abs(nowS - timestamp) <= maxAgeS;
  if (!isFresh || new Date(timestamp * 1000).toISOString().slice(0, 10) !== date) {
    return 'AuthFailure.SignatureExpire';
  }
  const lines = names.map((name) => `${name}:${(call.headers(name) ?? '').trim().toLowerCase()}\n`);
  const canonical = ['POST', '/', '', lines.join(''), signedHeaders, digest(call.payload)];
  const toSign = [
    'TC3-HMAC-SHA256',
    String(timestamp),
    `${date}/${service}/tc3_request`,
    digest(canonical.join('\n')),
  ].join('\n');
  const expected = chain(`TC3${keys.secretKey}`, date, service, 'tc3_request', toSign);
  const given = Buffer.from(signature, 'hex');
  const fits = given.length === expected.length && crypto.timingSafeEqual(given, expected);
  return fits ? null : 'AuthFailure.SignatureFailure';
}
