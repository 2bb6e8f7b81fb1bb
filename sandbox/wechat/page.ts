import { type Context } from 'hono';
import { html, raw } from 'hono/html';

/** What hono/html gives back: everything interpolated is escaped already. */
export type Markup = ReturnType<typeof html>;

/** Large type and targets of 60 px: the people who are shown the sandbox are not young. */
const style = `
  :root { color-scheme: light; }
  * { box-sizing: border-box; }
  body { margin: 0; background: #f4f6f8; color: #1a1d21;
    font: 18px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
  .band { background: #8a5a00; color: #fff; padding: 8px 16px; font-size: 16px; text-align: center; }
  main { max-width: 480px; margin: 0 auto; padding: 24px 16px 48px; }
  h1 { font-size: 26px; line-height: 1.3; margin: 0 0 16px; }
  .card { background: #fff; border-radius: 12px; padding: 20px 16px; margin-bottom: 16px; }
  .amount { font-size: 44px; font-weight: 600; text-align: center; margin: 8px 0;
    font-variant-numeric: tabular-nums; }
  .centre { text-align: center; }
  .quiet { color: #555c66; }
  p { margin: 0 0 8px; }
  dl { margin: 0; } dt { color: #555c66; } dd { margin: 0 0 12px; overflow-wrap: anywhere; }
  dd:last-child { margin-bottom: 0; }
  form { display: grid; gap: 12px; margin: 0; }
  button, a.button { display: block; width: 100%; min-height: 60px; padding: 14px 16px;
    border: 1px solid #0a5fa8; border-radius: 12px; background: #fff; color: #0a5fa8;
    font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
  button.main, a.main { background: #0a5fa8; color: #fff; }
  button.person { text-align: left; border-color: #e3e6ea; color: #1a1d21; }
  button.person small { display: block; font-size: 16px; font-weight: 400; color: #555c66; }
  button:focus-visible, a:focus-visible { outline: 3px solid #1a1d21; outline-offset: 2px; }
`;

interface PageContent {
  title: string;
  body: Markup;
}

/** @returns a whole sandbox page: phone width, no script, nothing loaded from elsewhere */
export function showPage(c: Context, { title, body }: PageContent, status: 200 | 400 = 200) {
  c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
  c.header('Cache-Control', 'no-store');
  // Not no-referrer: forms would then be sent with the origin "null".
  c.header('Referrer-Policy', 'same-origin');
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
        <div class="band" role="note">沙盒：人和钱都是虚构的</div>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
  return c.html(document, status);
}

/** A page that says what is wrong, with a way back when there is a safe one. */
export function showProblem(c: Context, title: string, words: string, backUrl: string | null) {
  const back =
    backUrl === null ? '' : html`<a class="button main" href="${backUrl}">返回医保随身办</a>`;
  const body = html`<div class="card">${words}</div>
    ${back}`;
  return showPage(c, { title, body }, 400);
}
