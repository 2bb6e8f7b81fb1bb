import { Hono } from 'hono';
import { fileNameOf, readPaper } from '../certificate/file';
import { redeemTicket } from '../certificate/verify';
import { ServiceError } from '../lib/errors';
import { type GatewayEnv } from './environment';
import { messagePage, pageHeaders } from './verify-page';

/** GET /papers/<ticket>: one paper for whoever got the ticket in the last ten minutes. */
export function paperRoutes(): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.use(pageHeaders);
  routes.get('/:ticket{[A-Za-z0-9_-]{32}}', async (context) => {
    const runtime = context.get('runtime');
    const row = await redeemTicket(runtime, context.req.param('ticket'));
    const gone = () =>
      context.html(
        messagePage(
          '下载链接已经失效',
          '链接只在 10 分钟内有用。请回到「证明与凭证」，再点一次下载。',
        ),
        410,
      );
    if (!row) return gone();
    try {
      const content = await readPaper(runtime.db, runtime.cipher, row, runtime.clock.now());
      const name = encodeURIComponent(fileNameOf(row));
      context.header('content-type', 'application/pdf');
      context.header(
        'content-disposition',
        `attachment; filename="${row.serial}.pdf"; filename*=UTF-8''${name}`,
      );
      return context.body(Buffer.from(content));
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'paper_gone') return gone();
      throw error;
    }
  });
  routes.all('*', (context) =>
    context.html(messagePage('没有这个文件', '请回到「证明与凭证」重新下载。'), 404),
  );
  return routes;
}
