import { and, asc, eq, isNotNull } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { erasureStateOf } from '@yibao/shared/rules/consent-case';
import { daysBetween, shanghaiDate } from '@yibao/shared/rules/dates';
import { consentCase, type ConsentCase, organisation } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { type Runtime } from '../../lib/runtime';
import { badgesOf } from '../../lib/staff';
import { consentsOf, isOverdue } from '../../partner/cases';
import { afterDay, dayPageOf, type DaySorting } from '../days';
import { checkReason } from '../inputs';

type Row = Output<'oversight.erasures'>['rows'][number];

const pageSize = 20;
const sorting: DaySorting = { day: consentCase.eraseBy, id: consentCase.id };

/** Who settled what, and why: reasons are kept sealed, and the bureau's staff may read them. */
function settledOf(
  { cipher }: Runtime,
  { settledAt: at, settledBy, settledReason }: ConsentCase,
  badges: Map<string, string>,
): Row['settled'] {
  if (at === null || settledBy === null || settledReason === null) return null;
  const reason = cipher.open('oversight.reason', settledReason);
  return { badge: badges.get(settledBy) ?? '', at, reason };
}

export const erasures = query('oversight.erasures', async (context, { show, cursor }) => {
  const { runtime, now } = context;
  const { db } = runtime;
  const today = shanghaiDate(now);
  const isShown = show === 'overdue' ? isOverdue(today) : isNotNull(consentCase.settledAt);
  const found = await db
    .select({ row: consentCase, organisationName: organisation.name })
    .from(consentCase)
    .innerJoin(organisation, eq(organisation.id, consentCase.organisationId))
    .where(and(isShown, isNotNull(consentCase.eraseBy), afterDay(sorting, cursor)))
    .orderBy(asc(sorting.day), asc(sorting.id))
    .limit(pageSize + 1);
  const { rows, nextCursor } = dayPageOf(found, pageSize, ({ row: { eraseBy, id } }) => ({
    day: eraseBy ?? '',
    id,
  }));
  const consents = await consentsOf(
    db,
    rows.map(({ row }) => row.id),
  );
  const badges = await badgesOf(
    db,
    rows.flatMap(({ row }) => row.settledBy ?? []),
  );
  return {
    rows: rows.flatMap(({ row, organisationName }): Row[] => {
      const { id: caseId, organisationId, caseNo, purpose, closedAt, closedBy, eraseBy } = row;
      if (closedAt === null || eraseBy === null) return [];
      return [
        {
          caseId,
          organisationId,
          organisationName,
          caseNo,
          purpose,
          closedAt,
          closedByItself: closedBy === null,
          eraseBy,
          daysOverdue: daysBetween(eraseBy, today),
          consents: consents.get(caseId) ?? 0,
          settled: settledOf(runtime, row, badges),
        },
      ];
    }),
    nextCursor,
  };
});

/** The organisation is gone, or has shown on the spot that nothing is left: somebody answers for it. */
export const settleErasure = mutation('oversight.settleErasure', {
  async run({ tx, runtime, caller, now, audit }, { caseId, reason }) {
    checkReason(reason);
    const [row] = await tx
      .select()
      .from(consentCase)
      .where(eq(consentCase.id, caseId))
      .for('no key update');
    if (!row) throw new ServiceError('not_found');
    if (erasureStateOf(row, shanghaiDate(now)) !== 'overdue') {
      const message = '只有过了最晚删除日期、机构还没有确认的案件才需要处理';
      throw new ServiceError('case_state', { message });
    }
    const settledReason = runtime.cipher.seal('oversight.reason', reason);
    await tx
      .update(consentCase)
      .set({ settledBy: caller.accountId, settledAt: now, settledReason })
      .where(eq(consentCase.id, caseId));
    const { organisationId, eraseBy } = row;
    await audit({
      action: 'oversight.settleErasure',
      subjectPersonId: null,
      details: { caseId, organisationId, eraseBy, reason: settledReason },
    });
    return { caseId, settledAt: now };
  },
});
