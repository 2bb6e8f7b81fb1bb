/** The merchant's side for the tests: the client library that the functions use, over real HTTP. */
import { createRequire } from 'node:module';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { type PayOrder } from './order';
import { createWechatPay } from './index';
import { createTestHost, type TestHost } from '../wechat/test-support';

interface Reply {
  status: number;
  data: Record<string, unknown>;
}

/** What the tests use of wechatpay-axios-plugin, which is a dependency of the functions. */
interface PayLibrary {
  Wechatpay: new (options: Record<string, unknown>) => {
    chain(target: string): {
      get(config?: { params: Record<string, string> }): Promise<Reply>;
      post(body: unknown): Promise<Reply>;
    };
  };
  Rsa: {
    sign(message: string, privateKey: string): string;
    verify(message: string, signature: string, publicKey: string): boolean;
  };
  Aes: {
    AesGcm: { decrypt(ciphertext: string, key: string, nonce: string, aad: string): string };
  };
  Formatter: {
    request(method: string, uri: string, at: number, nonce: string, body: string): string;
    response(at: string, nonce: string, body: string): string;
    authorization(
      mchid: string,
      nonce: string,
      signature: string,
      at: number,
      serial: string,
    ): string;
  };
}
const functionsRequire = createRequire(path.join(__dirname, '../../cloudfunctions/package.json'));
export const library = functionsRequire('wechatpay-axios-plugin') as PayLibrary;

export const mountedAt = '/sandbox/wechat-pay';

/** One notification as it arrived at the merchant. */
export interface Received {
  url: string;
  headers: Headers;
  body: string;
}

export interface Shop {
  host: TestHost;
  app: Hono;
  received: Received[];
  order(changes?: Record<string, unknown>): Record<string, unknown>;
  /** The cashier's parameters for a prepay_id, signed by the merchant. */
  cashierParameters(prepayId: string): Record<string, string>;
  stored(outTradeNo: string): PayOrder | undefined;
}

export const outTradeNo = 'YB20251120-0001';

/** WeChat Pay on this host, mounted as the local server mounts it. */
export function mount(host: TestHost): Hono {
  const app = new Hono();
  app.route(mountedAt, createWechatPay(host));
  return app;
}

/** @param answer what the merchant answers to a notification: an HTTP state, or a broken line */
export function openShop(answer: () => number | Promise<number>, dataDir?: string): Shop {
  const received: Received[] = [];
  const notify: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    received.push({ url: request.url, headers: request.headers, body: await request.text() });
    return new Response(null, { status: await answer() });
  };
  const host = createTestHost({ notify, ...(dataDir === undefined ? {} : { dataDir }) });
  const app = mount(host);
  const { miniProgram } = host.keys.wechat;
  const { mchid, merchant } = host.keys.wechatPay;
  return {
    host,
    app,
    received,
    order: (changes = {}) => ({
      appid: miniProgram.appId,
      mchid,
      description: '2026 年度城乡居民基本医疗保险 2 人',
      out_trade_no: outTradeNo,
      time_expire: '2025-11-20T11:00:00+08:00',
      notify_url: 'http://127.0.0.1:8080/notify/wechat-pay',
      amount: { total: 80000, currency: 'CNY' },
      payer: { openid: host.residents.testUsers()[0]?.miniProgramOpenid },
      ...changes,
    }),
    cashierParameters: (prepayId) => {
      const given = {
        appId: miniProgram.appId,
        timeStamp: String(Math.floor(Date.now() / 1000)),
        nonceStr: 'nonce-of-the-test',
        package: `prepay_id=${prepayId}`,
        signType: 'RSA',
      };
      const message = `${given.appId}\n${given.timeStamp}\n${given.nonceStr}\n${given.package}\n`;
      return { ...given, paySign: library.Rsa.sign(message, merchant.privateKeyPem) };
    },
    stored: (no) => host.journal.store<PayOrder>('wechat-pay-orders').get(no),
  };
}

export interface Served {
  origin: string;
  client: InstanceType<PayLibrary['Wechatpay']>;
  close(): Promise<void>;
}

/** Serves the shop's app on a free port of the loopback address, with a client for it. */
export async function serve({ app, host }: Shop): Promise<Served> {
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const keys = host.keys.wechatPay;
  const client = new library.Wechatpay({
    baseURL: `${origin}${mountedAt}`,
    mchid: keys.mchid,
    serial: keys.merchantSerial,
    privateKey: keys.merchant.privateKeyPem,
    certs: { [keys.platformKeyId]: keys.platform.publicKeyPem },
  });
  return {
    origin,
    client,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The code of a refused call; undefined when it was not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const { response } = error as { response?: Reply };
    return response?.data.code ?? error;
  }
}
