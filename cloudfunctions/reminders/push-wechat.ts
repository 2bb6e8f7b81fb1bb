import { and, eq, gt, sql } from 'drizzle-orm';
import { templateData, usualFields } from '@yibao/shared/rules/message-template';
import { type SubscribeTemplate } from '../lib/config';
import { account, accountLogin, messageQuota } from '../lib/database/schema';
import { type Outcome, type TopicHandler } from '../lib/outbox/deliver';
import { enqueue } from '../lib/outbox/enqueue';
import { UpstreamError } from '../lib/ports/http';
import { toWireTime } from '../lib/ports/wire-time';
import { type Runtime } from '../lib/runtime';
import { gate, type Passed, returnTurn, takeTurn } from './gate';
import { pushOnce, type PushEnd } from './pushes';

interface Addressee {
  accountId: string;
  openId: string;
  template: SubscribeTemplate;
}

/**
 * A subscribe message for a notice, to each mini-program login of the person that has quota. Where
 * none can be sent, the short message's turn has come. The notice in the app is there all the same.
 */
export const subscribeMessageTopic: TopicHandler<'wechat.message'> = {
  async deliver(runtime, { noticeId }): Promise<Outcome> {
    const result = await gate(runtime, noticeId);
    if ('instead' in result) return result.instead;
    const { passed } = result;
    const addressees = passed.settings.wechat ? await addresseesOf(runtime, passed) : [];
    if (addressees.length === 0) return tryShortMessage(runtime, noticeId);
    const notBefore = await takeTurn(runtime, passed.row.personId);
    if (notBefore !== null) return { notBefore };
    const gone = await sendToAll(runtime, passed, addressees);
    return gone ? 'done' : tryShortMessage(runtime, noticeId);
  },

  async giveUp(runtime, { noticeId }) {
    await tryShortMessage(runtime, noticeId);
  },
};

async function tryShortMessage(runtime: Runtime, noticeId: string): Promise<'done'> {
  const { db, clock, ports } = runtime;
  if (ports.sms === null) return 'done';
  await enqueue(
    db,
    { topic: 'sms.message', dedupeKey: noticeId, payload: { noticeId } },
    clock.now(),
  );
  return 'done';
}

/** @returns whether it went to at least one login, now or before */
async function sendToAll(
  runtime: Runtime,
  passed: Passed,
  addressees: Addressee[],
): Promise<boolean> {
  const { id: noticeId, personId } = passed.row;
  const ends: (PushEnd | null)[] = [];
  try {
    for (const addressee of addressees) {
      const target = addressee.accountId;
      const key = { noticeId, personId, channel: 'wechat' as const, target };
      ends.push(await pushOnce(runtime, key, () => sendTo(runtime, passed, addressee)));
    }
  } catch (error) {
    if (!ends.some(hasGone)) await returnTurn(runtime, personId);
    throw error;
  }
  // another worker, or a former attempt, has counted what was sent before
  if (!ends.some((end) => end !== null && hasGone(end))) await returnTurn(runtime, personId);
  return ends.some(hasGone);
}

const hasGone = (end: PushEnd | null): boolean =>
  end === null || end.status === 'sent' || end.status === 'unknown';

async function sendTo(
  runtime: Runtime,
  { row, message }: Passed,
  addressee: Addressee,
): Promise<PushEnd> {
  const { openId, template } = addressee;
  const at = toWireTime(row.createdAt).slice(0, 'YYYY-MM-DD HH:mm'.length);
  const fields = template.fields ?? usualFields(message.topic);
  const data = templateData(message, { at, about: row.title }, fields);
  if (!(await takeQuota(runtime, addressee))) return { status: 'refused', reason: 'noQuota' };
  const { templateId } = template;
  try {
    const { wechat } = runtime.ports;
    const sent = await wechat.sendSubscribeMessage({ openId, templateId, page: row.link, data });
    if (sent) return { status: 'sent' };
  } catch (error) {
    await giveQuotaBack(runtime, addressee, error);
    throw error;
  }
  await dropQuota(runtime, addressee);
  return { status: 'refused', reason: '43101' };
}

async function addresseesOf(runtime: Runtime, { row, message }: Passed): Promise<Addressee[]> {
  const { miniProgram, subscribeTemplates } = runtime.config.wechat;
  const template = subscribeTemplates.find((candidate) => candidate.topic === message.topic);
  if (!template) return [];
  const rows = await runtime.db
    .selectDistinctOn([account.id], { accountId: account.id, openId: accountLogin.openId })
    .from(account)
    .innerJoin(accountLogin, eq(accountLogin.accountId, account.id))
    .innerJoin(messageQuota, eq(messageQuota.accountId, account.id))
    .where(
      and(
        eq(account.personId, row.personId),
        eq(accountLogin.appId, miniProgram.appId),
        eq(messageQuota.templateId, template.templateId),
        gt(messageQuota.remaining, 0),
      ),
    );
  return rows.map((found) => ({ ...found, template }));
}

const key = ({ accountId, template }: Addressee) =>
  and(eq(messageQuota.accountId, accountId), eq(messageQuota.templateId, template.templateId));

/**
 * One accept, one message: the quota is taken before the message goes, so it is never sent twice.
 * A long-term subscription (长期订阅消息) is good for any number: it only has to stand.
 */
async function takeQuota(runtime: Runtime, addressee: Addressee): Promise<boolean> {
  const used = addressee.template.longTerm ? 0 : 1;
  const taken = await runtime.db
    .update(messageQuota)
    .set({ remaining: sql`${messageQuota.remaining} - ${used}::int` })
    .where(and(key(addressee), gt(messageQuota.remaining, 0)))
    .returning({ remaining: messageQuota.remaining });
  return taken.length === 1;
}

/** What certainly did not go is not used up. */
async function giveQuotaBack(
  runtime: Runtime,
  addressee: Addressee,
  error: unknown,
): Promise<void> {
  const gone = !(error instanceof UpstreamError) || error.mayHaveBeenProcessed;
  if (gone || addressee.template.longTerm) return;
  await runtime.db
    .update(messageQuota)
    .set({ remaining: sql`${messageQuota.remaining} + 1` })
    .where(key(addressee));
}

/** 43101: WeChat says there is none left, so ours is wrong. */
async function dropQuota(runtime: Runtime, addressee: Addressee): Promise<void> {
  await runtime.db.update(messageQuota).set({ remaining: 0 }).where(key(addressee));
}
