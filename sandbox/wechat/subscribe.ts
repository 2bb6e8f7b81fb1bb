/** Subscribe messages: one accept on the phone is good for one message. */
import crypto from 'node:crypto';
import { type Context, type Hono } from 'hono';
import { html } from 'hono/html';
import * as z from 'zod';
import { type DurableMap, type SandboxHost } from '../lib/host';
import { rfc3339, spokenTime } from '../lib/time';
import { type AccessTokens } from './access-token';
import { failed, jsonBody, serveApi, succeeded } from './answer';
import { showPage } from './page';
import { firstBadField, templateById } from './templates';

/** A person's list keeps this many, newest last. */
const messagesPerPersonMax = 100;
/** More accepts in stock than this are not counted. */
const acceptsMax = 100;

interface Message {
  msgid: string;
  templateId: string;
  title: string;
  /** What the person reads, in the template's order. */
  lines: { label: string; text: string }[];
  /** Mini-program page that a tap opens. */
  page: string | null;
  /** Business time, epoch ms. */
  at: number;
}

const openid = z.string().min(1).max(128);
const templateId = z.string().min(1).max(64);
const acceptBody = z.object({ openid, template_id: templateId });
const sendBody = z.object({
  touser: openid,
  template_id: templateId,
  page: z.string().max(1024).optional(),
  data: z.record(z.string(), z.object({ value: z.string() })),
});
type SendBody = z.infer<typeof sendBody>;

interface Stores {
  /** openid/template id → sends left. */
  quota: DurableMap<number>;
  /** openid → messages delivered. */
  inbox: DurableMap<Message[]>;
}

const quotaKey = (person: string, template: string): string => `${person}/${template}`;

function deliver(host: SandboxHost, { quota, inbox }: Stores, body: SendBody, c: Context) {
  const { touser, template_id: id } = body;
  if (!host.residents.testUserByOpenid(touser)) return failed(c, 40003);
  const template = templateById(id);
  if (!template) return failed(c, 40037);
  const data = Object.fromEntries(
    Object.entries(body.data).map(([name, { value }]) => [name, value]),
  );
  const badField = firstBadField(template, data);
  if (badField !== null) return failed(c, 47003, `data.${badField}.value`);
  const left = quota.get(quotaKey(touser, id)) ?? 0;
  if (left === 0) return failed(c, 43101);
  const message: Message = {
    msgid: crypto.randomUUID(),
    templateId: id,
    title: template.title,
    lines: Object.entries(template.fields).map(([name, label]) => ({
      label,
      text: data[name] ?? '',
    })),
    page: body.page ?? null,
    at: host.clock.now(),
  };
  quota.set(quotaKey(touser, id), left - 1);
  inbox.set(touser, [...(inbox.get(touser) ?? []), message].slice(-messagesPerPersonMax));
  return succeeded(c, { errcode: 0, errmsg: 'ok', msgid: message.msgid });
}

function messageCard({ title, lines, at }: Message) {
  const rows = lines.map(
    ({ label, text }) =>
      html`<dt>${label}</dt>
        <dd>${text}</dd>`,
  );
  return html`<div class="card">
    <p><strong>${title}</strong></p>
    <p class="quiet">${spokenTime(at)}</p>
    <dl>${rows}</dl>
  </div>`;
}

function showMessages(c: Context, messages: Message[]) {
  const cards = messages.toReversed().map(messageCard);
  const body = cards.length > 0 ? html`${cards}` : html`<div class="card">还没有收到消息。</div>`;
  return showPage(c, { title: '微信服务通知', body });
}

const describe = (message: Message) => ({
  msgid: message.msgid,
  template_id: message.templateId,
  title: message.title,
  lines: message.lines,
  page: message.page,
  at: rfc3339(message.at),
});

/**
 * Adds POST /cgi-bin/message/subscribe/send, POST /subscribe/accept (what
 * wx.requestSubscribeMessage does on a phone) and GET /messages (a page, or JSON for who asks
 * without text/html).
 */
export function addSubscribe(app: Hono, host: SandboxHost, tokens: AccessTokens): void {
  const stores: Stores = {
    quota: host.journal.store('wechat-subscribe-quota'),
    inbox: host.journal.store('wechat-messages'),
  };

  app.post('/cgi-bin/message/subscribe/send', (c) =>
    serveApi(host, c, 'subscribeSend', async () => {
      const refusal = tokens.check(c.req.query('access_token'));
      if (refusal !== null) return failed(c, refusal);
      const body = sendBody.safeParse(await jsonBody(c));
      if (!body.success) return failed(c, 47001, body.error.issues[0]?.path.join('.'));
      return deliver(host, stores, body.data, c);
    }),
  );

  app.post('/subscribe/accept', async (c) => {
    const body = acceptBody.safeParse(await jsonBody(c));
    if (!body.success || !host.residents.testUserByOpenid(body.data.openid)) {
      return c.json({ errMsg: 'requestSubscribeMessage:fail 没有这位虚构的用户' }, 400);
    }
    const { openid: person, template_id: id } = body.data;
    if (!templateById(id)) {
      return c.json({ errMsg: 'requestSubscribeMessage:fail No template data return' }, 400);
    }
    const key = quotaKey(person, id);
    stores.quota.set(key, Math.min((stores.quota.get(key) ?? 0) + 1, acceptsMax));
    return c.json({ errMsg: 'requestSubscribeMessage:ok', [id]: 'accept' });
  });

  app.get('/messages', (c) => {
    const messages = stores.inbox.get(c.req.query('openid') ?? '') ?? [];
    if (c.req.header('accept')?.includes('text/html')) return showMessages(c, messages);
    return c.json({ messages: messages.map(describe) });
  });
}
