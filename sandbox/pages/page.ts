import { type Context } from 'hono';
import { html, raw } from 'hono/html';
import { spokenTime } from '../lib/time';

/** What hono/html gives back: everything interpolated is escaped already. */
export type Markup = ReturnType<typeof html>;

/** Where the sandbox is mounted; its own links and forms start here. */
export const base = '/sandbox';

/** The colours and sizes of the service itself, at phone width. */
const style = `
  * { box-sizing: border-box; }
  body { margin: 0; background: #f4f6f8; color: #1a1d21;
    font: 17px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
  .band { background: #8a5a00; color: #fff; padding: 8px 16px; font-size: 15px;
    text-align: center; }
  main { max-width: 640px; margin: 0 auto; padding: 20px 16px 64px; }
  h1 { font-size: 24px; margin: 0 0 16px; } h2 { font-size: 19px; margin: 0 0 12px; }
  h3, .card h2 { font-size: 17px; margin: 0; }
  section, .card { background: #fff; border-radius: 12px; padding: 16px; margin: 0 0 12px; }
  .clock { font-size: 26px; font-weight: 600; font-variant-numeric: tabular-nums; margin: 0 0 12px;
    text-wrap: balance; }
  .quiet { color: #555c66; } p { margin: 0 0 8px; }
  .number { font-family: ui-monospace, monospace; overflow-wrap: anywhere; user-select: all; }
  .tag { display: inline-block; background: #e8f1fa; color: #0a5fa8; border-radius: 6px;
    padding: 0 8px; font-size: 15px; }
  .row { display: flex; flex-wrap: wrap; align-items: end; gap: 8px; margin: 0 0 8px; }
  .stack { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; }
  .stack input, .stack select { width: 100%; } ul { margin: 4px 0 0; padding-left: 20px; }
  label { display: grid; gap: 4px; color: #555c66; font-size: 15px; }
  input, select, button, a.button { min-height: 44px; padding: 8px 14px; border-radius: 8px;
    font: inherit; border: 1px solid #767c85; background: #fff; color: #1a1d21; max-width: 100%; }
  button, a.button { border-color: #0a5fa8; color: #0a5fa8; cursor: pointer;
    text-decoration: none; display: inline-block; }
  button.main, a.main { background: #0a5fa8; color: #fff; }
  :focus-visible { outline: 3px solid #1a1d21; outline-offset: 2px; }
  table { width: 100%; border-collapse: collapse; font-size: 15px; }
  th, td { text-align: left; padding: 6px 4px; border-bottom: 1px solid #e3e6ea; }
`;

interface PageContent {
  title: string;
  /** Business time, epoch ms. */
  now: number;
  body: Markup;
}

type PageStatus = 200 | 400 | 409 | 502;

/** A whole control page: no script, nothing loaded from elsewhere, forms only to itself. */
export function showControlPage(
  c: Context,
  { title, now, body }: PageContent,
  status: PageStatus = 200,
) {
  c.header(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  );
  c.header('Cache-Control', 'no-store');
  const document = html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <header class="band">沙盒：这里的人和钱都是虚构的<br />${spokenTime(now)}</header>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
  return c.html(document, status);
}

/** What an action came to, in one sentence, with the way back. */
export function showMessage(
  c: Context,
  message: { title: string; text: string; now: number; backTo: string },
  status: PageStatus,
) {
  const body = html`<section><p>${message.text}</p></section>
    <a class="button main" href="${message.backTo}">返回</a>`;
  return showControlPage(c, { title: message.title, now: message.now, body }, status);
}
