import { and, desc, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import { messageQuota, notice } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { countUnread } from './me';

const pageSize = 20;

export const listNotices = query(
  'identity.listNotices',
  async ({ runtime, caller }, { cursor }) => {
    if (caller.personId === null) return { notices: [], nextCursor: null };
    const rows = await runtime.db
      .select()
      .from(notice)
      .where(
        and(
          eq(notice.personId, caller.personId),
          cursor === undefined ? undefined : lt(notice.createdAt, cursor),
        ),
      )
      .orderBy(desc(notice.createdAt))
      .limit(pageSize);
    return {
      notices: rows.map((row) => ({
        noticeId: row.id,
        at: row.createdAt,
        title: row.title,
        text: row.body,
        read: row.readAt !== null,
        link: row.link,
      })),
      nextCursor: rows.length === pageSize ? (rows.at(-1)?.createdAt ?? null) : null,
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

/** One accept is one message that may be sent (a one-time subscription). */
export const acceptMessages = mutation('identity.acceptMessages', {
  async run({ tx, runtime, caller }, { templateIds }) {
    const known = new Set(runtime.config.wechat.subscribeTemplates.map((t) => t.templateId));
    if (!templateIds.every((id) => known.has(id))) {
      throw refuseField('templateIds', '没有这个消息模板');
    }
    for (const templateId of new Set(templateIds)) {
      await tx
        .insert(messageQuota)
        .values({ accountId: caller.accountId, templateId, remaining: 1 })
        .onConflictDoUpdate({
          target: [messageQuota.accountId, messageQuota.templateId],
          set: { remaining: sql`${messageQuota.remaining} + 1` },
        });
    }
    return { accepted: new Set(templateIds).size };
  },
});
