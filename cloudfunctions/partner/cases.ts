import { and, count, eq, inArray, isNotNull, isNull, lt, type SQL } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type Output } from '@yibao/shared/contracts';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { caseNumberProblem } from '@yibao/shared/rules/case-number';
import { erasureStateOf } from '@yibao/shared/rules/consent-case';
import { type ConsentPurpose } from '@yibao/shared/rules/consent-scope';
import { addDays, shanghaiDate } from '@yibao/shared/rules/dates';
import { moveConsent, type Mover } from '../consent/status';
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
    .for('no key update');
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

/** A case with its consents, both held until the transaction ends. */
export interface HeldCase {
  row: ConsentCase;
  consents: Consent[];
}

/** Held against who changes it; looks, which only name it, go on. */
async function lockRow(tx: Transaction, which: SQL | undefined): Promise<ConsentCase | null> {
  const [row] = await tx.select().from(consentCase).where(which).for('no key update');
  return row ?? null;
}

/** One case and its consents, locked in this order: a look that has begun ends before. */
export async function holdCase(tx: Transaction, which: SQL | undefined): Promise<HeldCase | null> {
  const row = await lockRow(tx, which);
  if (!row) return null;
  const consents = await tx
    .select()
    .from(consent)
    .where(eq(consent.caseId, row.id))
    .orderBy(consent.id)
    .for('no key update');
  return { row, consents };
}

/** A condition on the caller's own cases: another organisation's is as good as none. */
export const ownCase = (caller: ClerkCaller, caseId: string): SQL | undefined =>
  and(eq(consentCase.id, caseId), eq(consentCase.organisationId, caller.clerk.organisationId));

/**
 * A case stays small enough to be closed in one go.
 *
 * @param caseId of a case that is locked
 * @param more consents that are to come into it
 * @throws ServiceError case_state when it would hold more than the policy's most
 */
export async function requireRoom(
  tx: Transaction,
  { config }: Runtime,
  caseId: string,
  more: number,
): Promise<void> {
  const { maxConsentsPerCase: most } = consentPolicyOf(config.region);
  const [row] = await tx
    .select({ consents: count() })
    .from(consent)
    .where(eq(consent.caseId, caseId));
  if ((row?.consents ?? 0) + more <= most) return;
  const message = `一个案件最多 ${most} 份授权，请换一个案件编号`;
  throw new ServiceError('case_state', { message });
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
  const row = await lockRow(tx, ownCase(caller, caseId));
  if (!row) throw new ServiceError('not_found');
  return row;
}

/**
 * Ends a case that is held and open: no look any more, requests that nobody has answered are taken
 * back, and a day is set by which what was seen has to be erased.
 *
 * @param closedBy the clerk; null for the service itself
 * @returns the case as it stands then
 */
export async function endCase(
  tx: Transaction,
  runtime: Runtime,
  { row, consents }: HeldCase,
  { closedBy, now, audit }: { closedBy: string | null } & Omit<Mover, 'cipher'>,
): Promise<ConsentCase> {
  const { id: caseId, organisationId } = row;
  const mover = { cipher: runtime.cipher, now, audit };
  for (const each of consents) {
    if (each.status !== 'requested') continue;
    await moveConsent(tx, mover, each, 'withdrawn', { details: { caseId } });
  }
  const eraseBy = eraseByOf(runtime, consents, now);
  const change = { closedBy, closedAt: now, eraseBy };
  await tx.update(consentCase).set(change).where(eq(consentCase.id, caseId));
  const consentIds = consents.map(({ id }) => id);
  await audit({
    action: 'partner.caseClosed',
    subjectPersonId: null,
    details: { caseId, organisationId, eraseBy, consentIds },
  });
  return { ...row, ...change };
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
export async function viewCases(
  db: Queryable,
  rows: readonly ConsentCase[],
  now: number,
): Promise<CaseView[]> {
  const today = shanghaiDate(now);
  const consents = await consentsOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    caseId: row.id,
    caseNo: row.caseNo,
    purpose: row.purpose,
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    closedByItself: row.closedAt !== null && row.closedBy === null,
    eraseBy: row.eraseBy,
    erasedAt: row.erasedAt,
    settledAt: row.settledAt,
    erasure: erasureStateOf(row, today),
    consents: consents.get(row.id) ?? 0,
  }));
}

/** How many consents each case holds; those without one are not there. */
export async function consentsOf(db: Queryable, caseIds: string[]): Promise<Map<string, number>> {
  if (caseIds.length === 0) return new Map();
  const counted = await db
    .select({ caseId: consent.caseId, consents: count() })
    .from(consent)
    .where(inArray(consent.caseId, caseIds))
    .groupBy(consent.caseId);
  return new Map(
    counted.flatMap(({ caseId, consents }) => (caseId === null ? [] : [[caseId, consents]])),
  );
}

/** Closed, and nobody has said that what was seen in it is erased, nor has the bureau settled it. */
export const isToErase = and(
  isNotNull(consentCase.eraseBy),
  isNull(consentCase.erasedAt),
  isNull(consentCase.settledAt),
);

/** The same, and its day is over: `overdue` by `erasureStateOf`. */
export const isOverdue = (today: string) => and(isToErase, lt(consentCase.eraseBy, today));

/**
 * Says in the log, every night, in how many cases erasure is overdue. The organisation has them on
 * its screen and the bureau in its list of overdue erasures; whoever watches the log knows as well.
 */
export async function noteOverdueErasures({ db, clock, log }: Runtime, traceId: string) {
  const overdue = await db
    .select({ organisationId: consentCase.organisationId, cases: count() })
    .from(consentCase)
    .where(isOverdue(shanghaiDate(clock.now())))
    .groupBy(consentCase.organisationId);
  if (overdue.length > 0) log.warn({ traceId, overdue }, 'erasure not confirmed');
}
