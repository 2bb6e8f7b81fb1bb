/**
 * The signatures of WeChat Pay APIv3 (WECHATPAY2-SHA256-RSA2048), from WeChat Pay's side: the
 * merchant's requests are checked, every answer and notification is signed.
 */
import crypto from 'node:crypto';
import { type SandboxHost } from '../lib/host';
import { minuteMs } from '../lib/time';
import { createSweeper } from '../wechat/short-lived';
import { type Problem } from './problem';

export const scheme = 'WECHATPAY2-SHA256-RSA2048';
/** How far a signature's timestamp may be from real time, on either side. */
const freshnessMs = 5 * minuteMs;

/** @returns whether `signature` (base64) is the key's RSA-SHA256 signature over `message` */
export function isSignedBy(publicKeyPem: string, message: string, signature: string): boolean {
  return crypto
    .createVerify('RSA-SHA256')
    .update(message)
    .verify(publicKeyPem, signature, 'base64');
}

/**
 * @param body the exact text that is sent
 * @returns the four headers by which the merchant knows that WeChat Pay sent it, with the real
 *   time: client libraries check it against their own clock
 */
export function signatureHeaders(host: SandboxHost, body: string): Record<string, string> {
  const { platform, platformKeyId } = host.keys.wechatPay;
  const timestamp = String(Math.floor(host.clock.wallNow() / 1000));
  const nonce = crypto.randomBytes(16).toString('hex');
  const signature = crypto
    .createSign('RSA-SHA256')
    .update(`${timestamp}\n${nonce}\n${body}\n`)
    .sign(platform.privateKeyPem, 'base64');
  return {
    'Wechatpay-Serial': platformKeyId,
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Signature': signature,
    'Wechatpay-Signature-Type': scheme,
  };
}

interface Authorization {
  mchid: string;
  nonce: string;
  timestamp: string;
  serial: string;
  signature: string;
}

function parseAuthorization(header: string): Authorization | null {
  if (!header.startsWith(`${scheme} `)) return null;
  const pairs = [...header.slice(scheme.length).matchAll(/\s*([a-z_]+)="([^"]*)"\s*(?:,|$)/g)];
  const fields = new Map(pairs.map(([, name, value]) => [name, value]));
  const mchid = fields.get('mchid');
  const nonce = fields.get('nonce_str');
  const timestamp = fields.get('timestamp');
  const serial = fields.get('serial_no');
  const signature = fields.get('signature');
  if (!mchid || !nonce || !timestamp || !serial || !signature) return null;
  return { mchid, nonce, timestamp, serial, signature };
}

/** Remembers each nonce for as long as its timestamp would be accepted. */
function openNonces(host: SandboxHost) {
  const store = host.journal.store<{ forgetAt: number }>('wechat-pay-nonces');
  const sweep = createSweeper(store, ({ forgetAt }, wallNow) => wallNow > forgetAt);
  return {
    /** @returns false when the nonce was used before */
    use(nonce: string): boolean {
      const wallNow = host.clock.wallNow();
      sweep(wallNow);
      if (store.has(nonce)) return false;
      store.set(nonce, { forgetAt: wallNow + 2 * freshnessMs });
      return true;
    },
  };
}

export interface SignedRequest {
  method: string;
  /** Path and query exactly as received. */
  target: string;
  /** Raw body; empty for none. */
  body: string;
  authorization: string | undefined;
}

const refused = (field: string, message: string): Problem => ({
  code: 'SIGN_ERROR',
  message,
  detail: { location: 'authorization', field, issue: message },
});

/**
 * Makes the check that every APIv3 request passes first: form, merchant, serial, freshness
 * (5 minutes of real time), signature, and that the nonce was not seen before.
 *
 * @returns a function that answers null for a good request and SIGN_ERROR otherwise
 */
export function createRequestVerifier(
  host: SandboxHost,
): (request: SignedRequest) => Problem | null {
  const keys = host.keys.wechatPay;
  const nonces = openNonces(host);
  return ({ method, target, body, authorization }) => {
    const claim = parseAuthorization(authorization ?? '');
    if (!claim) return refused('Authorization', 'Authorization 缺失或格式不正确');
    if (claim.mchid !== keys.mchid) return refused('mchid', '商户号不存在');
    if (claim.serial !== keys.merchantSerial) return refused('serial_no', '商户证书序列号有误');
    const sentAt = /^\d{10}$/.test(claim.timestamp) ? Number(claim.timestamp) * 1000 : 0;
    if (Math.abs(host.clock.wallNow() - sentAt) > freshnessMs) {
      return refused('timestamp', 'Authorization 的时间戳与当前时间相差超过 5 分钟');
    }
    const message = `${method}\n${target}\n${claim.timestamp}\n${claim.nonce}\n${body}\n`;
    if (!isSignedBy(keys.merchant.publicKeyPem, message, claim.signature)) {
      return refused('signature', '签名验证失败');
    }
    // Last, so that nobody without the key can use up the merchant's nonces.
    return nonces.use(claim.nonce) ? null : refused('nonce_str', '请求随机串已经使用过');
  };
}
