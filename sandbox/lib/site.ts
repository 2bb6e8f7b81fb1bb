import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';

const bodyMaxBytes = 1_048_576;

/** A form of a foreign page must not move the clock or confirm a code behind the tester's back. */
function isForeign(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return false;
  try {
    return new URL(origin).host !== host;
  } catch {
    return true; // "null" and the like
  }
}

/** The frame every sandbox part stands in: bounded bodies, own origin only, JSON for the rest. */
export function createSite(): Hono {
  const site = new Hono();
  site.use(async (c, next) => {
    const foreign = isForeign(c.req.header('origin'), c.req.header('host'));
    if (c.req.method !== 'GET' && foreign) {
      return c.json({ code: 'foreign_origin', message: '只接受来自本机页面的操作' }, 403);
    }
    return next();
  });
  site.use(
    bodyLimit({
      maxSize: bodyMaxBytes,
      onError: (c) => c.json({ code: 'body_too_large', message: '请求内容超过 1 MB' }, 413),
    }),
  );
  site.notFound((c) => c.json({ code: 'not_found', message: '沙盒里没有这个地址' }, 404));
  site.onError((_error, c) => c.json({ code: 'sandbox_error', message: '沙盒内部出错' }, 500));
  return site;
}
