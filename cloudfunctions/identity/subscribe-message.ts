import { and, eq, gt, sql } from 'drizzle-orm';
import {
  account,
  accountLogin,
  type MessageContent,
  messageQuota,
  notice,
} from '../lib/database/schema';
import { type TopicHandler } from '../lib/outbox/deliver';
import { toWireTime } from '../lib/ports/wire-time';
import { type Runtime } from '../lib/runtime';

/** Length limit of a `thing` value in a WeChat template. */
const thingLength = 20;

interface Addressee {
  accountId: string;
  openId: string;
  templateId: string;
}

/**
 * A subscribe message for a notice, to each mini-program login of the person that has quota.
 * Nobody who did not allow it gets one; the notice in the app is there all the same.
 */
export const subscribeMessageTopic: TopicHandler<'wechat.message'> = {
  async deliver(runtime, { noticeId }) {
    const [row] = await runtime.db.select().from(notice).where(eq(notice.id, noticeId));
    const message = row?.message;
    if (!row || !message) return 'done';
    for (const addressee of await addresseesOf(runtime, row.personId, message.topic)) {
      if (!(await takeQuota(runtime, addressee))) continue;
      const sent = await runtime.ports.wechat.sendSubscribeMessage({
        openId: addressee.openId,
        templateId: addressee.templateId,
        page: row.link,
        data: {
          thing1: message.person,
          [highlightFields[message.topic]]: message.highlight,
          time3: toWireTime(row.createdAt).slice(0, 'YYYY-MM-DD HH:mm'.length),
          thing4: row.title.slice(0, thingLength),
        },
      });
      if (!sent) await dropQuota(runtime, addressee);
    }
    return 'done';
  },

  async giveUp() {
    return Promise.resolve(); // the notice in the app stands
  },
};

/** The name of the second field in each topic's template; the others are the same. */
const highlightFields = { payment: 'amount2', enrollment: 'phrase2' } as const;

async function addresseesOf(
  runtime: Runtime,
  personId: string,
  topic: MessageContent['topic'],
): Promise<Addressee[]> {
  const { miniProgram, subscribeTemplates } = runtime.config.wechat;
  const template = subscribeTemplates.find((candidate) => candidate.topic === topic);
  if (!template) return [];
  return runtime.db
    .selectDistinctOn([account.id], {
      accountId: account.id,
      openId: accountLogin.openId,
      templateId: messageQuota.templateId,
    })
    .from(account)
    .innerJoin(accountLogin, eq(accountLogin.accountId, account.id))
    .innerJoin(messageQuota, eq(messageQuota.accountId, account.id))
    .where(
      and(
        eq(account.personId, personId),
        eq(accountLogin.appId, miniProgram.appId),
        eq(messageQuota.templateId, template.templateId),
        gt(messageQuota.remaining, 0),
      ),
    );
}

const key = ({ accountId, templateId }: Addressee) =>
  and(eq(messageQuota.accountId, accountId), eq(messageQuota.templateId, templateId));

/** One accept, one message: the quota is taken before the message goes, so it is never sent twice. */
async function takeQuota(runtime: Runtime, addressee: Addressee): Promise<boolean> {
  const taken = await runtime.db
    .update(messageQuota)
    .set({ remaining: sql`${messageQuota.remaining} - 1` })
    .where(and(key(addressee), gt(messageQuota.remaining, 0)))
    .returning({ remaining: messageQuota.remaining });
  return taken.length === 1;
}

/** 43101: WeChat says there is none left, so ours is wrong. */
async function dropQuota(runtime: Runtime, addressee: Addressee): Promise<void> {
  await runtime.db.update(messageQuota).set({ remaining: 0 }).where(key(addressee));
}
