/** What a clerk sees of applications, and which of them are theirs to handle. */
import { and, eq, inArray } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { maskName } from '@yibao/shared/rules/masking';
import { type Caller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';
import { newbornApplication, type NewbornApplication, staffMember } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { guardiansOf } from '../lib/guardians';
import { getPerson, identityOf } from '../lib/people';
import { type RegisteredPerson } from '../lib/ports/data-sharing';
import { type Runtime } from '../lib/runtime';
import { motherIndexOf, openDetails } from './details';
import { registeredPersonOf } from './registration';
import { findApplication } from './store';

export type StaffRow = Output<'newborn.staffClaim'>;

/** @returns account id → badge */
export async function badgesOf(
  db: Queryable,
  accountIds: (string | null)[],
): Promise<Map<string, string>> {
  const ids = [...new Set(accountIds.filter((id) => id !== null))];
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ accountId: staffMember.accountId, badge: staffMember.badge })
    .from(staffMember)
    .where(inArray(staffMember.accountId, ids));
  return new Map(rows.map(({ accountId, badge }) => [accountId, badge]));
}

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
    awaitsSecondApproval: row.status === 'queued' && row.firstApprover !== null,
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

/**
 * Whom the marriage registry names as the applicant's spouse, where the application itself names
 * nobody else. Asked before a clerk takes something up: it may be their own child.
 *
 * @throws ServiceError not_found; UpstreamError while the registry is away
 */
export async function spouseToRuleOut(
  { runtime, caller }: { runtime: Runtime; caller: Caller },
  applicationId: string,
): Promise<RegisteredPerson | null> {
  const { db, cipher, ports } = runtime;
  const row = await findApplication(db, applicationId);
  if (!row) throw new ServiceError('not_found');
  const { otherParent } = openDetails(cipher, row);
  if (caller.personId === null || otherParent.kind !== 'spouse') return null;
  const applicant = await getPerson(db, row.applicantPersonId);
  return ports.dataSharing.findSpouse(registeredPersonOf(cipher, applicant));
}

/**
 * Nobody handles the application of their own family: not as the applicant, not as the other
 * parent, not as the baby's guardian.
 *
 * @param spouse of the applicant, when the marriage registry was asked
 * @throws ServiceError not_allowed
 */
export async function assertNotFamily(
  db: Queryable,
  { runtime: { cipher }, caller }: { runtime: Runtime; caller: Caller },
  row: NewbornApplication,
  spouse: RegisteredPerson | null = null,
): Promise<void> {
  const { personId } = caller;
  if (personId === null) return;
  const own = identityOf(cipher, await getPerson(db, personId));
  const { otherParent } = openDetails(cipher, row);
  const isOther = (other: RegisteredPerson | null) =>
    other?.documentType === own.documentType && other.documentNumber === own.documentNumber;
  const isFamily =
    row.applicantPersonId === personId ||
    row.motherIndex === motherIndexOf(cipher, own) ||
    isOther(otherParent.kind === 'typed' ? otherParent.person : spouse) ||
    (await hasApplied(db, personId, row.certificateIndex)) ||
    (await isGuardian(db, personId, row.personId));
  if (!isFamily) return;
  throw new ServiceError('not_allowed', { message: '这是您自己家的申请，请交给同事办理' });
}

async function hasApplied(
  db: Queryable,
  personId: string,
  certificateIndex: string,
): Promise<boolean> {
  const rows = await db
    .select({ id: newbornApplication.id })
    .from(newbornApplication)
    .where(
      and(
        eq(newbornApplication.applicantPersonId, personId),
        eq(newbornApplication.certificateIndex, certificateIndex),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

async function isGuardian(
  db: Queryable,
  personId: string,
  babyPersonId: string | null,
): Promise<boolean> {
  if (babyPersonId === null) return false;
  const guardians = await guardiansOf(db, babyPersonId);
  return guardians.some(({ guardianPersonId }) => guardianPersonId === personId);
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
