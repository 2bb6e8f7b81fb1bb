/** What a clerk sees of applications, and which of them are theirs to handle. */
import { and, eq, isNotNull, lt, notExists, or, type SQL } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { dayMs } from '@yibao/shared/rules/dates';
import { maskName } from '@yibao/shared/rules/masking';
import { type Caller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';
import { newbornApplication, type NewbornApplication, staffMember } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { type Runtime } from '../lib/runtime';
import { badgesOf, refuseLongNumbers } from '../lib/staff';
import { openDetails } from './details';

export type StaffRow = Output<'newborn.staffClaim'>;

/** One clerk has approved it against a mismatch, and another one has to as well. */
export const awaitsSecondApproval = ({ status, firstApprover }: NewbornApplication): boolean =>
  status === 'queued' && firstApprover !== null;

/** Rows of the queue: the baby masked, nobody else named. */
export async function viewStaffRows(
  db: Queryable,
  { runtime, caller }: { runtime: Runtime; caller: Caller },
  rows: NewbornApplication[],
): Promise<StaffRow[]> {
  const badges = await badgesOf(
    db,
    rows.map(({ claimedBy }) => claimedBy),
  );
  return rows.map((row) => ({
    applicationId: row.id,
    reference: row.reference,
    status: row.status,
    queueReason: row.queueReason,
    babyNameMasked: maskName(openDetails(runtime.cipher, row).babyName),
    bornOn: row.birthDate,
    submittedAt: row.submittedAt,
    claimedByBadge: row.claimedBy === null ? null : (badges.get(row.claimedBy) ?? null),
    claimedByMe: row.claimedBy === caller.accountId,
    awaitsSecondApproval: awaitsSecondApproval(row),
  }));
}

export async function viewStaffRow(
  db: Queryable,
  context: { runtime: Runtime; caller: Caller },
  row: NewbornApplication,
): Promise<StaffRow> {
  const [view] = await viewStaffRows(db, context, [row]);
  if (!view) throw new Error('a row without its view');
  return view;
}

/** @throws ServiceError bad_input for the field reason: most of it goes to the guardian */
export const checkReason = (reason: string): void => refuseLongNumbers('reason', '理由', reason);

/**
 * How long an application stays in one clerk's hands without their deciding: over a weekend, but a
 * clerk who is ill or has left does not keep a family waiting.
 */
export const claimHoldsMs = 3 * dayMs;

/** Applications nobody has in hand any more: the clerk has left, or let them lie too long. */
export function lapsedClaim(db: Queryable, now: number): SQL | undefined {
  const holder = db
    .select({ accountId: staffMember.accountId })
    .from(staffMember)
    .where(and(eq(staffMember.accountId, newbornApplication.claimedBy), staffMember.active));
  return and(
    isNotNull(newbornApplication.claimedBy),
    or(lt(newbornApplication.claimedAt, now - claimHoldsMs), notExists(holder)),
  );
}

/** Whether a clerk may take an application over from the colleague who has it in hand. */
export async function mayTakeOver(
  db: Queryable,
  { id }: NewbornApplication,
  now: number,
): Promise<boolean> {
  const rows = await db
    .select({ id: newbornApplication.id })
    .from(newbornApplication)
    .where(and(eq(newbornApplication.id, id), lapsedClaim(db, now)));
  return rows.length > 0;
}

/** @throws ServiceError newborn_state unless the clerk has the application in hand */
export function assertClaimed(row: NewbornApplication, caller: Caller): void {
  if (row.claimedBy === caller.accountId) return;
  throw row.claimedBy === null
    ? new ServiceError('newborn_state', { message: '请先领取这份申请，再办理' })
    : takenByColleague();
}

export const takenByColleague = (): ServiceError =>
  new ServiceError('newborn_state', { message: '同事正在办这份申请' });
