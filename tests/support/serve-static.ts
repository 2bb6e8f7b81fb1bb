import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/**
 * Answers a POST: the body's JSON and the headers in, the answer's JSON out; a throw answers 500.
 */
export type PostHandler = (body: unknown, headers: http.IncomingHttpHeaders) => unknown;

export interface StaticServerOptions {
  /** Folder to serve; / is its index.html. */
  root: string;
  /** Answers by path, for tests that need no real server behind the page. */
  post?: Record<string, PostHandler>;
  /** Path prefix → base URL: such requests go to the server there, on the page's own origin. */
  forward?: Record<string, string>;
}

export interface StaticServer {
  /** http://127.0.0.1:port, no slash at the end. */
  url: string;
  close: () => Promise<void>;
}

async function readBody(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

function sendFile(root: string, pathname: string, response: http.ServerResponse): void {
  const file = path.join(root, pathname === '/' ? 'index.html' : decodeURIComponent(pathname));
  const inside = file.startsWith(root + path.sep);
  if (!inside || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
    response.writeHead(404).end('not found');
    return;
  }
  const type = CONTENT_TYPES[path.extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
  fs.createReadStream(file).pipe(response);
}

async function answerPost(
  handler: PostHandler,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const text = (await readBody(request)).toString('utf8');
  const answer = await handler(text === '' ? {} : JSON.parse(text), request.headers);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

async function forwardTo(
  base: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const headers = { ...request.headers, host: new URL(base).host };
  const upstream = http.request(new URL(request.url ?? '/', base), {
    method: request.method,
    headers,
  });
  upstream.end(await readBody(request));
  await new Promise<void>((resolve, reject) => {
    upstream.once('error', reject);
    upstream.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response).once('finish', resolve);
    });
  });
}

async function route(
  { root, post = {}, forward = {} }: StaticServerOptions,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://local');
  const target = Object.entries(forward).find(([prefix]) => pathname.startsWith(prefix));
  const handler = request.method === 'POST' ? post[pathname] : undefined;
  if (target) await forwardTo(target[1], request, response);
  else if (handler) await answerPost(handler, request, response);
  else sendFile(path.resolve(root), pathname, response);
}

/** Serves a built site on a free port of 127.0.0.1. */
export async function serveStatic(options: StaticServerOptions): Promise<StaticServer> {
  const server = http.createServer((request, response) => {
    route(options, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(error instanceof Error ? error.message : 'failed');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
