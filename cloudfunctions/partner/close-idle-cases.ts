import { and, asc, eq, isNull, lte, notInArray, sql, type SQL } from 'drizzle-orm';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { caseEndsAt } from '@yibao/shared/rules/consent-case';
import { dayMs } from '@yibao/shared/rules/dates';
import { auditAs, systemActor } from '../lib/audit';
import { momentOf, type Transaction } from '../lib/database/database';
import { consent, consentCase } from '../lib/database/schema';
import { rowByRow } from '../lib/row-by-row';
import { type Runtime } from '../lib/runtime';
import { endCase, holdCase } from './cases';

/** What `caseEndsAt` says, of all cases at once. */
function isIdleSince(moment: number): SQL | undefined {
  const since = momentOf(moment);
  const some = (which: SQL) =>
    sql`exists (select 1 from ${consent} own where own.case_id = ${consentCase.id} and ${which})`;
  return and(
    isNull(consentCase.closedAt),
    lte(consentCase.openedAt, moment),
    sql`not ${some(sql`(own.status in ('active', 'paused')
      or (own.artefact is not null and own.status_since > ${since}))`)}`,
    sql`(${some(sql`own.artefact is not null`)} or not ${some(sql`own.requested_at > ${since}`)})`,
  );
}

/**
 * Closes cases in which nothing has been in force for as long as the city lets one stay open: an
 * organisation that never closes would otherwise keep for ever what it saw. The day of erasure is set
 * as if a clerk had closed it; the organisation finds it in its list.
 *
 * @returns how many were closed
 */
export function closeIdleCases(
  runtime: Runtime,
  { limit, traceId }: { limit: number; traceId: string },
): Promise<number> {
  const { caseOpenDays } = consentPolicyOf(runtime.config.region);
  const isIdle = isIdleSince(runtime.clock.now() - caseOpenDays * dayMs);
  return rowByRow(
    runtime,
    { job: 'close cases', limit, traceId },
    async (hadTheirTurn, most) => {
      const rows = await runtime.db
        .select({ id: consentCase.id })
        .from(consentCase)
        .where(and(isIdle, notInArray(consentCase.id, hadTheirTurn)))
        .orderBy(asc(consentCase.openedAt))
        .limit(most);
      return rows.map(({ id }) => id);
    },
    (tx, id) => closeOne(tx, runtime, id, { caseOpenDays, traceId }),
  );
}

async function closeOne(
  tx: Transaction,
  runtime: Runtime,
  caseId: string,
  { caseOpenDays, traceId }: { caseOpenDays: number; traceId: string },
): Promise<boolean> {
  const held = await holdCase(tx, eq(consentCase.id, caseId));
  if (!held || held.row.closedAt !== null) return false;
  const now = runtime.clock.now();
  const facts = held.consents.map((each) => ({ ...each, wasGranted: each.artefact !== null }));
  const endsAt = caseEndsAt(held.row.openedAt, facts, caseOpenDays);
  if (endsAt === null || endsAt > now) return false;
  const audit = auditAs(tx, { actor: systemActor, traceId, now });
  await endCase(tx, runtime, held, { closedBy: null, now, audit });
  return true;
}
