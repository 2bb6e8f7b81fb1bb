import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Formatter, Rsa } from 'wechatpay-axios-plugin';
import * as z from 'zod';
import { type Config } from '../config';
import { UpstreamError } from './http';
import {
  refusalOf,
  sm3Stream,
  type Statement,
  statementBytesMax,
  StatementError,
} from './statement';
import { TradeBillReader } from './trade-bill';

const system = 'wechat-pay';
/** A day of 100,000 payments is some 3 MB packed; with room for a slow line. */
const downloadTimeoutMs = 60_000;

/** What the request for a bill answers. */
export const billAddress = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-f]{40}$/i),
  download_url: z.url(),
});
export type BillAddress = z.output<typeof billAddress>;

/**
 * Downloads a bill and reads it while it comes in, without keeping the file. WeChat Pay does not
 * sign this answer: what is believed is the digest from the signed one, over the unpacked file.
 *
 * @param day 'YYYY-MM-DD', the day asked for
 * @throws UpstreamError when it cannot be fetched
 */
export async function fetchTradeBill(
  pay: Config['wechatPay'],
  address: BillAddress,
  day: string,
): Promise<Statement> {
  const url = new URL(address.download_url);
  // our signature goes along: nobody else gets it
  if (url.origin !== new URL(pay.url).origin) return { outcome: 'refused', reason: 'foreignHost' };
  const body = await download(pay, url);
  try {
    return await readBill(unpacked(body), address, new TradeBillReader(day, pay.mchid));
  } catch (error) {
    return refusalOf(error);
  }
}

/** @throws StatementError */
async function readBill(
  file: AsyncIterable<Uint8Array>,
  { hash_value }: BillAddress,
  reader: TradeBillReader,
): Promise<Statement> {
  const [sha1, digest] = [createHash('sha1'), sm3Stream()];
  let bytes = 0;
  let unreadable: Error | null = null;
  for await (const chunk of file) {
    bytes += chunk.length;
    if (bytes > statementBytesMax) throw new StatementError('tooLarge');
    sha1.update(chunk);
    digest.update(chunk);
    unreadable ??= tried(() => reader.push(chunk));
  }
  // a file that was changed on its way is that before anything else
  if (sha1.digest('hex') !== hash_value.toLowerCase()) throw new StatementError('wrongHash');
  if (unreadable !== null) throw unreadable;
  return { outcome: 'read', rows: reader.end(), digest: digest.digest('hex') };
}

function tried(work: () => void): Error | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error('unreadable', { cause: error });
  }
}

async function download(pay: Config['wechatPay'], url: URL): Promise<Readable> {
  const response = await fetch(url, {
    headers: { authorization: authorization(pay, url), accept: '*/*' },
    redirect: 'error',
    signal: AbortSignal.timeout(downloadTimeoutMs),
  }).catch((error: unknown) => {
    throw new UpstreamError(system, error instanceof Error ? error.name : 'unknown', error);
  });
  if (!response.ok || !response.body) throw new UpstreamError(system, `HTTP ${response.status}`);
  return Readable.fromWeb(response.body);
}

/** WECHATPAY2-SHA256-RSA2048 over a GET without a body. */
function authorization(pay: Config['wechatPay'], url: URL): string {
  const [timestamp, nonce] = [Formatter.timestamp(), Formatter.nonce()];
  const text = Formatter.request('GET', `${url.pathname}${url.search}`, timestamp, nonce, '');
  const signature = Rsa.sign(text, pay.merchantPrivateKey);
  return Formatter.authorization(pay.mchid, nonce, signature, timestamp, pay.merchantSerial);
}

/**
 * @throws StatementError `cut` when the packed file ends too soon, `malformed` when it is none;
 *   UpstreamError when the connection breaks
 */
async function* unpacked(body: Readable): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  let broken: unknown = null;
  body.once('error', (error) => {
    broken = error;
  });
  pipeline(body, gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield chunk;
  } catch (error) {
    if (broken !== null) throw new UpstreamError(system, 'connection broken', broken);
    const { code } = error as { code?: string };
    throw new StatementError(code === 'Z_BUF_ERROR' ? 'cut' : 'malformed');
  } finally {
    gunzip.destroy();
    body.destroy();
  }
}
