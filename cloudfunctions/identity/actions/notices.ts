import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { messageQuota, notice } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { passedOf } from '../../reminders/passed';
import { groupOf } from '@yibao/shared/rules/message-template';
import { countUnread } from './me';

const pageSize = 20;
const sorting: Sorting = { at: notice.createdAt, id: notice.id, first: 'newest' };
/** More accepts than this are not counted: nobody is sent so many. */
const maxRemaining = 100;

export const listNotices = query(
  'identity.listNotices',
  async ({ runtime, caller, now }, { cursor }) => {
    if (caller.personId === null) return { notices: [], nextCursor: null };
    const found = await runtime.db
      .select()
      .from(notice)
      .where(and(eq(notice.personId, caller.personId), afterCursor(sorting, cursor)))
      .orderBy(...sortedBy(sorting))
      .limit(pageSize + 1);
    const { rows, nextCursor } = pageOf(found, pageSize, ({ createdAt, id }) => ({
      at: createdAt,
      id,
    }));
    const passed = await passedOf(runtime.db, rows, now);
    return {
      notices: rows.map((row) => ({
        noticeId: row.id,
        at: row.createdAt,
        title: row.title,
        text: row.body,
        read: row.readAt !== null,
        link: passed.has(row.id) ? '' : row.link,
        group: row.message ? groupOf[row.message.topic] : ('other' as const),
        passed: passed.has(row.id),
      })),
      nextCursor,
    };
  },
);

export const readNotices = mutation('identity.readNotices', {
  async run({ tx, caller, now }, { noticeIds }) {
    if (caller.personId === null) return { unreadNotices: 0 };
    await tx
      .update(notice)
      .set({ readAt: now })
      .where(
        and(
          eq(notice.personId, caller.personId),
          inArray(notice.id, noticeIds),
          isNull(notice.readAt),
        ),
      );
    return { unreadNotices: await countUnread(tx, caller.personId) };
  },
});

/**
 * One accept is one message that may be sent (一次性订阅); of a long-term subscription (长期订阅) it
 * stands until WeChat says otherwise.
 */
export const acceptMessages = mutation('identity.acceptMessages', {
  async run({ tx, runtime, caller }, { templateIds }) {
    const { subscribeTemplates } = runtime.config.wechat;
    const known = new Map(subscribeTemplates.map((template) => [template.templateId, template]));
    if (!templateIds.every((id) => known.has(id))) {
      throw refuseField('templateIds', '没有这个消息模板');
    }
    for (const templateId of new Set(templateIds)) {
      const longTerm = known.get(templateId)?.longTerm ?? false;
      await tx
        .insert(messageQuota)
        .values({ accountId: caller.accountId, templateId, remaining: 1 })
        .onConflictDoUpdate({
          target: [messageQuota.accountId, messageQuota.templateId],
          set: {
            remaining: longTerm ? 1 : sql`least(${messageQuota.remaining} + 1, ${maxRemaining})`,
          },
        });
    }
    return { accepted: new Set(templateIds).size };
  },
});
