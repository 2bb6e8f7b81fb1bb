/**
 * The carrier's stand-in (Tencent Cloud SMS, SendSms of 2021-01-11): POST /sms takes what the real
 * address takes at its root, signature included; GET /sms shows what arrived on which phone.
 */
import crypto from 'node:crypto';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import * as z from 'zod';
import { exchange } from '../lib/exchange';
import { type DurableMap, type ExchangeAnswer, type SandboxHost } from '../lib/host';
import { parseJson } from '../lib/json';
import { rfc3339, spokenTime } from '../lib/time';
import { base, showControlPage } from '../pages/page';
import { signatureProblem } from './signature';
import { fillTemplate, parameterCount, smsTemplateById } from './templates';

/** A phone keeps this many, newest last. */
const messagesPerPhoneMax = 50;
/** A parameter of a new account's template holds so many characters. */
const parameterMax = 6;

export interface ArrivedSms {
  serialNo: string;
  /** What the sender calls the message. */
  sessionContext: string;
  templateId: string;
  text: string;
  /** Business time, epoch ms. */
  at: number;
}

const sendBody = z.object({
  PhoneNumberSet: z.array(z.string()).length(1),
  SmsSdkAppId: z.string(),
  SignName: z.string(),
  TemplateId: z.string(),
  TemplateParamSet: z.array(z.string()).default([]),
  SessionContext: z.string().max(511).default(''),
});
type SendBody = z.output<typeof sendBody>;

/** Numbers that end so have a story of their own, for trying out what a carrier may say. */
export const numberStories = {
  '0003': { code: 'FailedOperation.PhoneNumberInBlacklist', words: '退订过，在免打扰名单里' },
  '0004': { code: 'InvalidParameterValue.IncorrectPhoneNumber', words: '运营商说没有这个号码' },
  '0005': { code: 'LimitExceeded.PhoneNumberOneHourLimit', words: '这个号码一小时内收得太多' },
  '0006': { code: 'LimitExceeded.AppDailyLimit', words: '这个账号今天发得太多' },
} as const satisfies Record<string, { code: string; words: string }>;

const isStory = (tail: string): tail is keyof typeof numberStories =>
  Object.hasOwn(numberStories, tail);

/** 13800000000 → 138****0000 */
const masked = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(7)}`;

function refusalOf(host: SandboxHost, body: SendBody, phone: string | undefined): string | null {
  const { sdkAppId, signName } = host.keys.sms;
  if (body.SmsSdkAppId !== sdkAppId) return 'InvalidParameterValue.SdkAppIdNotExist';
  if (body.SignName !== signName) return 'FailedOperation.SignatureIncorrectOrUnapproved';
  const template = smsTemplateById(body.TemplateId);
  if (!template) return 'FailedOperation.TemplateUnapprovedOrNotExist';
  if (body.TemplateParamSet.length !== parameterCount(template)) {
    return 'FailedOperation.TemplateParamSetNotMatchApprovedTemplate';
  }
  if (body.TemplateParamSet.some((text) => Array.from(text).length > parameterMax)) {
    return 'InvalidParameterValue.TemplateParameterLengthLimit';
  }
  if (phone === undefined) return 'InvalidParameterValue.IncorrectPhoneNumber';
  const tail = phone.slice(-4);
  return isStory(tail) ? numberStories[tail].code : null;
}

function deliver(host: SandboxHost, inbox: DurableMap<ArrivedSms[]>, body: SendBody) {
  const phone = /^\+86(1[3-9]\d{9})$/.exec(body.PhoneNumberSet[0] ?? '')?.[1];
  const refusal = refusalOf(host, body, phone);
  const template = smsTemplateById(body.TemplateId);
  const serialNo = refusal === null ? `5000:${crypto.randomInt(2 ** 47)}` : '';
  if (refusal === null && phone !== undefined && template) {
    const arrived: ArrivedSms = {
      serialNo,
      sessionContext: body.SessionContext,
      templateId: body.TemplateId,
      text: `【${body.SignName}】${fillTemplate(template, body.TemplateParamSet)}`,
      at: host.clock.now(),
    };
    inbox.set(phone, [...(inbox.get(phone) ?? []), arrived].slice(-messagesPerPhoneMax));
  }
  return {
    SerialNo: serialNo,
    PhoneNumber: body.PhoneNumberSet[0],
    Fee: refusal === null ? 1 : 0,
    SessionContext: body.SessionContext,
    Code: refusal ?? 'Ok',
    Message: refusal === null ? 'send success' : 'refused',
    IsoCode: refusal === null ? 'CN' : '',
  };
}

const respond = (c: Context, response: object, outcome: string): ExchangeAnswer => ({
  response: c.json({ Response: { ...response, RequestId: crypto.randomUUID() } }),
  outcome,
});

const failed = (c: Context, code: string): ExchangeAnswer =>
  respond(c, { Error: { Code: code, Message: code } }, code);

function answer(
  host: SandboxHost,
  inbox: DurableMap<ArrivedSms[]>,
  c: Context,
  payload: string,
): ExchangeAnswer {
  const problem = signatureProblem(
    {
      authorization: c.req.header('authorization') ?? '',
      headers: (name) => c.req.header(name),
      payload,
    },
    host.keys.sms,
    Math.floor(host.clock.wallNow() / 1000),
  );
  if (problem !== null) return failed(c, problem);
  if (c.req.header('x-tc-action') !== 'SendSms') return failed(c, 'InvalidAction');
  if (c.req.header('x-tc-version') !== '2021-01-11') return failed(c, 'NoSuchVersion');
  const body = sendBody.safeParse(parseJson(payload));
  if (!body.success) return failed(c, 'InvalidParameter');
  const status = deliver(host, inbox, body.data);
  return respond(c, { SendStatusSet: [status] }, status.Code);
}

function inboxBody(inbox: DurableMap<ArrivedSms[]>) {
  const all = inbox
    .entries()
    .flatMap(([phone, messages]) => messages.map((message) => ({ phone, ...message })))
    .sort((a, b) => b.at - a.at);
  const cards = all.map(
    ({ phone, text, at }) =>
      html`<div class="card">
        <p><strong>${masked(phone)}</strong> <span class="quiet">${spokenTime(at)}</span></p>
        <p>${text}</p>
      </div>`,
  );
  const stories = Object.entries(numberStories).map(
    ([tail, { words }]) => html`<li>尾号 ${tail}：${words}</li>`,
  );
  return html`<p class="row"><a class="button" href="${base}">返回沙盒控制台</a></p>
    ${cards.length > 0 ? cards : html`<section><p>还没有收到短信。</p></section>`}
    <section>
      <h2>试一试运营商拒收</h2>
      <ul>
        ${stories}
      </ul>
    </section>`;
}

/** @returns what is mounted at /sandbox */
export function createSms(host: SandboxHost): Hono {
  const inbox = host.journal.store<ArrivedSms[]>('sms-inbox');
  const app = new Hono();
  app.post('/sms', async (c) => {
    const payload = await c.req.text();
    const operation = c.req.header('x-tc-action') ?? 'unknown';
    return exchange(host, c, 'sms', operation, () =>
      Promise.resolve(answer(host, inbox, c, payload)),
    );
  });
  app.get('/sms', (c) => {
    if (c.req.header('accept')?.includes('text/html')) {
      const now = host.clock.now();
      return showControlPage(c, { title: '短信', now, body: inboxBody(inbox) });
    }
    const messages = inbox.get(c.req.query('phone') ?? '') ?? [];
    return c.json({
      messages: messages.map((message) => ({ ...message, at: rfc3339(message.at) })),
    });
  });
  return app;
}
