/**
 * WeChat Pay's stand-in: APIv3 for the merchant's server, a cashier for the payer.
 *
 * Mounted at /sandbox/wechat-pay. Client libraries reach it by their base URL alone.
 */
import { type Context, Hono, type Next } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type SandboxHost } from '../lib/host';
import { addBills } from './bills';
import { addCashier } from './cashier';
import { createNotifier } from './notification';
import { openOrderBook } from './order';
import { answerProblem } from './problem';
import { createRefundNotifier, RefundBook } from './refund';
import { addRefunds } from './refund-requests';
import { createRequestVerifier, signatureHeaders } from './signature';
import { addTransactions } from './transactions';

const bodyMaxBytes = 64 * 1024;

/** @returns path and query of the request as they came in, prefix of the mount included */
function targetOf(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}

/** A broken connection (see lib/exchange) carries no answer, so there is nothing to sign. */
const isBroken = (response: Response): boolean =>
  response.status === 599 || response.headers.has('x-hono-already-sent');

/** Files are sent without a signature; their digest came with the signed answer before. */
const isDownload = (response: Response): boolean =>
  response.headers.get('content-type') === 'application/x-gzip';

/**
 * @param host what the sandbox gives its stand-ins
 * @param refunds the refunds of the merchant
 * @returns the app; pending notifications of an earlier run are scheduled again at once
 */
export function createWechatPay(host: SandboxHost, refunds = new RefundBook(host)): Hono {
  const app = new Hono();
  const book = openOrderBook(host);
  const notifier = createNotifier(host, book);
  const verify = createRequestVerifier(host);

  app.use(bodyLimit({ maxSize: bodyMaxBytes }));
  app.use('/v3/*', async (c: Context, next: Next) => {
    const problem = verify({
      method: c.req.method,
      target: targetOf(c.req.url),
      body: await c.req.text(),
      authorization: c.req.header('authorization'),
    });
    if (problem) {
      host.calls.record({ system: 'wechat-pay', operation: 'signature', outcome: problem.code });
      c.res = answerProblem(c, problem);
    } else {
      await next();
    }
    if (isBroken(c.res) || isDownload(c.res)) return;
    const headers = signatureHeaders(host, await c.res.clone().text());
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  });
  addTransactions(app, host, book);
  addRefunds(app, host, { orders: book, refunds, notifier: createRefundNotifier(host, refunds) });
  addBills(app, host, { orders: book, refunds });
  addCashier(app, host, book, notifier);
  return app;
}
