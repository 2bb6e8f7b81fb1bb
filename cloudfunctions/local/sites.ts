import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** File names carry their hash, so only the pages themselves are asked for again. */
const keptForGood: MiddlewareHandler = async (context, next) => {
  await next();
  if (context.res.ok) context.header('cache-control', 'public, max-age=31536000, immutable');
};

/** The built H5 site. */
export function residentSite(folder: string): Hono {
  const routes = new Hono();
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  routes.get('/', (context) => {
    context.header('cache-control', 'no-cache');
    return context.html(index);
  });
  routes.use('*', keptForGood, serveStatic({ root: folder }));
  return routes;
}

/**
 * What the console's pages may load, and that no other site may frame them. The page says all but
 * the last of it itself (console/index.html), for a hosting that sends no headers.
 */
const consoleHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    // the component library writes its styles into the page
    styleSrc: ["'self'", "'unsafe-inline'"],
    // photographs and the watermark are data
    imgSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
});

/** The built console, below /console/. */
export function consoleSite(folder: string): Hono {
  const routes = new Hono();
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  routes.use('/console/*', consoleHeaders);
  routes.get('/console', (context) => context.redirect('/console/'));
  routes.get('/console/', (context) => {
    context.header('cache-control', 'no-cache');
    return context.html(index);
  });
  routes.use(
    '/console/assets/*',
    keptForGood,
    serveStatic({
      root: folder,
      rewriteRequestPath: (path) => path.slice('/console'.length),
    }),
  );
  return routes;
}
