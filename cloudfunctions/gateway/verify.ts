import { type Context, Hono } from 'hono';
import { groupCode, readCode } from '@yibao/shared/rules/certificate-code';
import {
  comparePaper,
  countLookup,
  findByCode,
  publicView,
  type PublicPaper,
} from '../certificate/verify';
import { findPrint } from '../partner/verify-print';
import { type Runtime } from '../lib/runtime';
import { clientAddress } from './client-address';
import { type GatewayEnv } from './environment';
import { areManyGuessing, countGuess, isGuessing } from './guesses';
import { keyPage, publicKeyPem } from './verify-key';
import {
  comparisonPage,
  formPage,
  messagePage,
  pageHeaders,
  paperPage,
  type Typo,
} from './verify-page';

/** A paper is some 50 kB; the form around it takes a little more. */
const maxPaperBytes = 2 * 1024 * 1024;
export const maxComparedBytes = maxPaperBytes + 4 * 1024;

interface FoundPaper {
  view: PublicPaper;
  fileSm3: string;
  /** Notes that somebody looked, where the paper's person is told of it. */
  count: () => Promise<void>;
}

/** A certificate, or a print by a consent: both are asked for, whichever it is. */
async function findPaper(runtime: Runtime, code: string): Promise<FoundPaper | null> {
  const [row, print] = await Promise.all([findByCode(runtime, code), findPrint(runtime, code)]);
  if (row) {
    const { fileSm3 } = row;
    return { view: publicView(runtime, row), fileSm3, count: () => countLookup(runtime, row) };
  }
  return print && { ...print, count: () => Promise.resolve() };
}

type Answer =
  | { kind: 'paper'; paper: FoundPaper; view: PublicPaper; code: string }
  | { kind: 'unknown' | 'tooMany' }
  | { kind: 'typo'; typo: Typo };

/** The same work and the same answer for every code that was never given out. */
async function lookUp(runtime: Runtime, address: string, typed: string): Promise<Answer> {
  const read = readCode(typed);
  if (!read.ok) return { kind: 'typo', typo: read.reason };
  if (await isGuessing(runtime, address)) return { kind: 'tooMany' };
  const paper = await findPaper(runtime, read.code);
  if (!paper) {
    if (await areManyGuessing(runtime, address)) return { kind: 'tooMany' };
    await countGuess(runtime, address);
    return { kind: 'unknown' };
  }
  return { kind: 'paper', paper, view: paper.view, code: groupCode(read.code) };
}

type Ctx = Context<GatewayEnv>;

const refusals = {
  unknown: [
    404,
    '查不到这个验证码',
    '没有开具过这样的文件。请对照文件再输入一遍；仍然查不到的，请不要相信这份文件。',
  ],
  tooMany: [
    429,
    '查询太频繁',
    '这里刚才输错了太多次。请过 10 分钟再试，或拨打医保服务热线 12393。',
  ],
} as const;

const wantsJson = (context: Ctx): boolean =>
  /^application\/json\b/.test(context.req.header('accept') ?? '');

function refuse(
  context: Ctx,
  answer: Exclude<Answer, { kind: 'paper' }>,
): Response | Promise<Response> {
  if (answer.kind === 'typo') {
    if (wantsJson(context)) return context.json({ status: 'mistyped' }, 400);
    return context.html(formPage({ typo: answer.typo }), 400);
  }
  const [status, title, text] = refusals[answer.kind];
  if (wantsJson(context)) return context.json({ status: answer.kind }, status);
  return context.html(messagePage(title, text), status);
}

function toJson({
  status,
  kind,
  serial,
  issuer,
  proves,
  lines,
  issuedAt,
  withdrawnAt,
  ...rest
}: PublicPaper) {
  const { nameMasked, documentMasked, region } = rest;
  return {
    status,
    kind,
    serial,
    nameMasked,
    documentMasked,
    region,
    proves,
    lines,
    issuer,
    issuedAt,
    withdrawnAt,
  };
}

async function showPaper(context: Ctx, code: string): Promise<Response> {
  const runtime = context.get('runtime');
  const answer = await lookUp(runtime, clientAddress(context), code);
  if (answer.kind !== 'paper') return refuse(context, answer);
  await answer.paper.count();
  if (wantsJson(context)) return context.json(toJson(answer.view));
  return context.html(paperPage(answer.view, answer.code));
}

async function compare(context: Ctx, code: string): Promise<Response> {
  const runtime = context.get('runtime');
  const answer = await lookUp(runtime, clientAddress(context), code);
  if (answer.kind !== 'paper') return refuse(context, answer);
  const file = await readFile(context);
  if (!file) {
    if (wantsJson(context)) return context.json({ comparison: 'noFile' }, 400);
    return context.html(
      paperPage(answer.view, answer.code, '没有收到文件，请先选好 PDF 文件再点比对。'),
      400,
    );
  }
  await answer.paper.count();
  const comparison = comparePaper(runtime, answer.paper, file);
  if (wantsJson(context)) return context.json({ ...toJson(answer.view), comparison });
  return context.html(comparisonPage(answer.view, answer.code, comparison));
}

/** @returns the chosen file; null for a form without one and for what is no form at all */
async function readFile(context: Ctx): Promise<Uint8Array | null> {
  if (!context.req.header('content-type')?.startsWith('multipart/form-data')) return null;
  // what cannot be read as a form is no file, whatever error a parser throws at it
  const form: Record<string, unknown> = await context.req.parseBody().catch(() => ({}));
  const { file } = form;
  if (!(file instanceof File) || file.size === 0) return null;
  return new Uint8Array(await file.arrayBuffer());
}

export function fileTooLarge(context: Ctx): Response | Promise<Response> {
  context.header('cache-control', 'no-store');
  if (wantsJson(context)) return context.json({ comparison: 'tooLarge' }, 413);
  return context.html(
    messagePage('文件太大', '这里开具的文件都小于 2 MB，您选的不是。请返回，选原来的 PDF 文件。'),
    413,
  );
}

/**
 * The public page: anybody, any browser, no login, no script. It reads and counts, and holds
 * nothing that anybody else waits for.
 */
export function verifyRoutes(): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.use(pageHeaders);
  routes.get('/', (context) => {
    const typed = context.req.query('code');
    if (typed === undefined) return context.html(formPage({}));
    const read = readCode(typed);
    // the code belongs into the address that the QR code has too
    if (read.ok) return context.redirect(`/verify/${groupCode(read.code)}`, 303);
    return context.html(formPage({ typo: read.reason, typed }), 400);
  });
  routes.get('/key', (context) => {
    const { publicKeys, keyId } = context.get('runtime').config.certificates;
    if (wantsJson(context))
      return context.json({ algorithm: 'SM2-SM3', current: keyId, publicKeys });
    return context.html(keyPage(publicKeys, keyId));
  });
  routes.get('/key/:file{[A-Za-z0-9-]{1,40}\\.pem}', (context) => {
    const { publicKeys } = context.get('runtime').config.certificates;
    const id = context.req.param('file').replace(/\.pem$/, '');
    const key = Object.hasOwn(publicKeys, id) ? publicKeys[id] : undefined;
    if (key === undefined)
      return context.html(messagePage('没有这把公钥', '请看公钥页上的列表。'), 404);
    context.header('content-type', 'application/x-pem-file');
    return context.body(publicKeyPem(key));
  });
  routes.get('/:code', (context) => showPaper(context, context.req.param('code')));
  routes.post('/:code', (context) => compare(context, context.req.param('code')));
  return routes;
}
