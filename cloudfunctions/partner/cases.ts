import { and, count, eq, inArray, isNotNull, isNull, lt } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type Output } from '@yibao/shared/contracts';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { caseNumberProblem } from '@yibao/shared/rules/case-number';
import { type ConsentPurpose } from '@yibao/shared/rules/consent-scope';
import { addDays, shanghaiDate } from '@yibao/shared/rules/dates';
import { type ClerkCaller } from '../lib/caller';
import { type Queryable, type Transaction } from '../lib/database/database';
import { consent, type Consent, consentCase, type ConsentCase } from '../lib/database/schema';
import { refuseField } from '../lib/dispatcher/input';
import { ServiceError } from '../lib/errors';
import { type Runtime } from '../lib/runtime';
import { grantedScopeOf } from './view-consent';

export type CaseView = Output<'partner.closeCase'>;

/**
 * A case of the caller's organisation by its number, opened if it is new; held until the transaction
 * ends, so that what is asked for in one case is asked one after the other.
 *
 * @throws ServiceError bad_input for a number that is somebody's; case_state when it is closed, or was
 *   opened for another purpose
 */
export async function openCase(
  tx: Transaction,
  caller: ClerkCaller,
  { caseNo, purpose }: { caseNo: string; purpose: ConsentPurpose },
  now: number,
): Promise<ConsentCase> {
  const problem = caseNumberProblem(caseNo);
  if (problem !== null) throw refuseField('caseNo', problem);
  const { organisationId } = caller.clerk;
  await tx
    .insert(consentCase)
    .values({
      id: randomUUID(),
      organisationId,
      caseNo,
      purpose,
      openedBy: caller.accountId,
      openedAt: now,
    })
    .onConflictDoNothing();
  const [row] = await tx
    .select()
    .from(consentCase)
    .where(and(eq(consentCase.organisationId, organisationId), eq(consentCase.caseNo, caseNo)))
    .for('update');
  if (!row) throw new Error('a case just opened cannot be missing');
  if (row.closedAt !== null) {
    throw new ServiceError('case_state', { message: '这个案件已经结案，请换一个案件编号' });
  }
  if (row.purpose !== purpose) {
    const message = '这个案件编号已经用于另一种用途，请换一个案件编号';
    throw new ServiceError('case_state', { message });
  }
  return row;
}

/**
 * One case, held until the transaction ends.
 *
 * @throws ServiceError not_found, the same for another organisation's and for none
 */
export async function lockCase(
  tx: Transaction,
  caller: ClerkCaller,
  caseId: string,
): Promise<ConsentCase> {
  const [row] = await tx
    .select()
    .from(consentCase)
    .where(
      and(eq(consentCase.id, caseId), eq(consentCase.organisationId, caller.clerk.organisationId)),
    )
    .for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

/**
 * By when what was seen in a case has to be erased: the shortest time that a person of it allowed,
 * and never longer than the city does. What nobody granted was never seen.
 */
export function eraseByOf(runtime: Runtime, consents: readonly Consent[], now: number): string {
  const granted = consents.flatMap((row) => grantedScopeOf(row) ?? []);
  const scopes = granted.length > 0 ? granted : consents.map(({ requested }) => requested);
  const { maxRetentionDays } = consentPolicyOf(runtime.config.region);
  const days = Math.min(maxRetentionDays, ...scopes.map(({ retentionDays }) => retentionDays));
  return addDays(shanghaiDate(now), days);
}

/** Cases as their organisation sees them, in the order given. */
export async function viewCases(db: Queryable, rows: readonly ConsentCase[]): Promise<CaseView[]> {
  if (rows.length === 0) return [];
  const counted = await db
    .select({ caseId: consent.caseId, consents: count() })
    .from(consent)
    .where(
      inArray(
        consent.caseId,
        rows.map(({ id }) => id),
      ),
    )
    .groupBy(consent.caseId);
  const byCase = new Map(counted.map(({ caseId, consents }) => [caseId, consents]));
  return rows.map(({ id, caseNo, purpose, openedAt, closedAt, eraseBy, erasedAt }) => ({
    caseId: id,
    caseNo,
    purpose,
    openedAt,
    closedAt,
    eraseBy,
    erasedAt,
    consents: byCase.get(id) ?? 0,
  }));
}

/** Closed cases whose day is over and of which nobody has said that what was seen is erased. */
export const isOverdue = (today: string) =>
  and(
    isNotNull(consentCase.closedAt),
    isNull(consentCase.erasedAt),
    lt(consentCase.eraseBy, today),
  );

/**
 * Says in the log, every night, in how many cases erasure is overdue: the organisation has them in
 * its list, and whoever watches the log asks it.
 */
export async function noteOverdueErasures({ db, clock, log }: Runtime, traceId: string) {
  const overdue = await db
    .select({ organisationId: consentCase.organisationId, cases: count() })
    .from(consentCase)
    .where(isOverdue(shanghaiDate(clock.now())))
    .groupBy(consentCase.organisationId);
  if (overdue.length > 0) log.warn({ traceId, overdue }, 'erasure not confirmed');
}
