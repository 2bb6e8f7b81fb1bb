import { createHash } from 'node:crypto';
import { type MiddlewareHandler } from 'hono';
import { html, raw } from 'hono/html';
import { formatChineseDateTime } from '@yibao/shared/rules/dates';
import { type Comparison, type PublicPaper } from '../certificate/verify';
import { type GatewayEnv } from './environment';

/** Large letters, large targets, no picture and no script: for any phone, and for people of seventy. */
const style = `
*{box-sizing:border-box}
body{margin:0;background:#f4f6f8;color:#1a1d21;font:20px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:640px;margin:0 auto;padding:20px 16px 48px}
header{padding:14px 16px;background:#0a5fa8;color:#fff;font-weight:600}
h1{font-size:28px;line-height:1.35;margin:8px 0 12px}
h2{font-size:22px;margin:28px 0 8px}
.card{background:#fff;border-radius:14px;padding:18px 16px;margin:16px 0}
.answer{border-left:10px solid;padding-left:16px}
.ok{border-color:#18794e}.ok h1{color:#18794e}
.bad{border-color:#b42318}.bad h1{color:#b42318}
.warn{border-color:#8a5a00}.warn h1{color:#8a5a00}
dl{margin:0}dt{color:#555c66;font-size:18px;margin-top:12px}dd{margin:0;overflow-wrap:anywhere}
label{display:block;font-weight:600;margin-bottom:8px}
input{display:block;width:100%;font:inherit;padding:14px 12px;border:2px solid #555c66;border-radius:10px;background:#fff}
button{display:block;width:100%;min-height:60px;margin-top:16px;font:inherit;font-weight:600;color:#fff;
background:#0a5fa8;border:0;border-radius:12px}
input:focus-visible,button:focus-visible,a:focus-visible{outline:4px solid #f5b400;outline-offset:2px}
a{color:#0a5fa8}.hint,small{color:#555c66;font-size:18px}.error{color:#b42318;font-weight:600}
.mono,pre{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:15px;overflow-wrap:anywhere}
pre{white-space:pre-wrap;background:#fff;padding:12px;border-radius:10px}
`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing but this one style sheet and forms to this site; not kept, not indexed, not framed. */
export const pageHeaders: MiddlewareHandler<GatewayEnv> = async (context, next) => {
  await next();
  context.header(
    'content-security-policy',
    `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; ` +
      "base-uri 'none'; frame-ancestors 'none'",
  );
  context.header('cache-control', 'no-store');
  context.header('x-robots-tag', 'noindex, nofollow, noarchive');
  // the code is in the address
  context.header('referrer-policy', 'no-referrer');
  context.header('vary', 'accept');
};

type Html = ReturnType<typeof html>;

export function shell(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <title>${title} - 证明验证</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <header>医保随身办 · 证明验证</header>
        <main>${body}</main>
      </body>
    </html>`;
}

export type Typo = 'empty' | 'length' | 'signs' | 'check';

const typos = {
  empty: '请输入文件上的验证码',
  length: '验证码应是 28 位，请对照文件数一数',
  signs: '验证码里只有数字和大写字母，请对照文件再看一遍',
  check: '验证码里有一位抄错了，请对照文件再看一遍',
} as const satisfies Record<Typo, string>;

/** The code by hand. */
export function formPage({ typo, typed = '' }: { typo?: Typo; typed?: string }): Html {
  return shell(
    '输入验证码',
    html`<h1>验证一份证明</h1>
      <p>输入证明上的验证码，就能知道它是真是假、有没有撤回。也可以用微信扫证明上的二维码。</p>
      <form class="card" method="get" action="/verify">
        <label for="code">验证码</label>
        ${typo ? html`<p class="error" id="wrong" role="alert">${typos[typo]}</p>` : ''}
        <input
          id="code"
          name="code"
          value="${typed}"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          maxlength="60"
          placeholder="例如 7K2M-…（共 7 组）"
          ${typo ? raw('aria-invalid="true" aria-describedby="wrong"') : ''}
        />
        <button>查一查</button>
      </form>
      <p class="hint">大小写、空格和横线都不要紧。<a href="/verify/key">签名公钥</a></p>`,
  );
}

/** One sentence and the way on. */
export function messagePage(title: string, text: string): Html {
  return shell(
    title,
    html`<div class="card answer bad">
        <h1>${title}</h1>
        <p>${text}</p>
      </div>
      <p><a href="/verify">重新输入验证码</a></p>`,
  );
}

const fact = (name: string, value: string): Html =>
  html`<dt>${name}</dt>
    <dd>${value}</dd>`;

function facts(view: PublicPaper): Html {
  return html`<div class="card">
    <dl>
      ${fact('文件', view.kindName)} ${fact('编号', view.serial)}
      ${fact('姓名（* 是隐去的字）', view.nameMasked)}
      ${fact('证件号码（* 是隐去的数字）', view.documentMasked)} ${fact('参保地', view.region)}
      ${view.lines.map(({ label, value }) => fact(label, value))}
      ${fact('签发时间', formatChineseDateTime(view.issuedAt))} ${fact('签发机构', view.issuer)}
    </dl>
  </div>`;
}

/** Of its day: what became of the cover since then is not what a paper tells. */
const genuine = '真的，没有撤回';

function answer(view: PublicPaper): Html {
  if (view.status === 'withdrawn') {
    const at = view.withdrawnAt === null ? '' : formatChineseDateTime(view.withdrawnAt);
    return html`<div class="card answer warn">
      <h1>✕ 已撤回</h1>
      <p>这份${view.kindName}是真的开具过，但已在${at}撤回，不能再用。</p>
    </div>`;
  }
  return html`<div class="card answer ok">
    <h1>✓ ${genuine}</h1>
    <p>请一行一行核对：下面的内容和手里的${view.kindName}一样，才可以相信。</p>
    <p>它说的是签发那一天的情况，以后的变化不在上面。</p>
  </div>`;
}

const compareForm = (code: string, wrong: string | null): Html =>
  html`<h2>手里的文件改过没有？</h2>
    <form class="card" method="post" action="/verify/${code}" enctype="multipart/form-data">
      <label for="file">选手里的 PDF 文件</label>
      ${wrong === null ? '' : html`<p class="error" role="alert">${wrong}</p>`}
      <input id="file" name="file" type="file" accept="application/pdf,.pdf" required />
      <button>比一比</button>
      <p class="hint">文件只用来比对，不保存。</p>
    </form>`;

/** What a code stands for. */
export function paperPage(view: PublicPaper, code: string, wrong: string | null = null): Html {
  return shell(
    view.status === 'genuine' ? genuine : '已撤回',
    html`${answer(view)} ${facts(view)} ${compareForm(code, wrong)}
      <p><a href="/verify">验证另一份</a> · <a href="/verify/key">签名公钥</a></p>`,
  );
}

const comparisons = {
  same: ['ok', '✓ 没有改过', '您选的文件和当时开具的一个字节都不差，签名也对。'],
  changed: ['bad', '✕ 被改过', '这份文件签发以后被改动过，请不要相信它。'],
  otherPaper: [
    'bad',
    '✕ 不是这一份',
    '您选的是另一份真的证明，它有自己的验证码；和这个验证码对不上。',
  ],
  notOurs: [
    'bad',
    '✕ 不是原来的文件',
    '您选的文件没有完整的签名：不是这里开具的，或者被另存、打印、改动过。',
  ],
} as const satisfies Record<Comparison, readonly [string, string, string]>;

/** What a file is, beside what the code stands for. */
export function comparisonPage(view: PublicPaper, code: string, comparison: Comparison): Html {
  const [tone, title, text] = comparisons[comparison];
  const withdrawn = view.status === 'withdrawn' ? answer(view) : '';
  return shell(
    title,
    html`<div class="card answer ${tone}" id="comparison">
        <h1>${title}</h1>
        <p>${text}</p>
      </div>
      ${withdrawn} ${facts(view)} ${compareForm(code, null)}
      <p><a href="/verify">验证另一份</a></p>`,
  );
}
