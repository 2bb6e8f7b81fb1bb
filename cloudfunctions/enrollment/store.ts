import { and, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import { type EnrollmentEvent, enrollmentTransitions } from '@yibao/shared/rules/enrollment-states';
import { transition } from '@yibao/shared/rules/transition';
import { type Queryable, type Transaction } from '../lib/database/database';
import { coverage, type Coverage, enrollment, type Enrollment } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { type EnrollmentStatus } from '../lib/wire';

/** The one enrolment of a person and year that is not cancelled. */
export async function findLive(
  db: Queryable,
  personId: string,
  coverageYear: number,
): Promise<Enrollment | null> {
  const [row] = await db
    .select()
    .from(enrollment)
    .where(
      and(
        eq(enrollment.personId, personId),
        eq(enrollment.coverageYear, coverageYear),
        ne(enrollment.status, 'cancelled'),
      ),
    );
  return row ?? null;
}

export async function findLiveOf(
  db: Queryable,
  personIds: string[],
  coverageYear: number,
): Promise<Map<string, Enrollment>> {
  if (personIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(enrollment)
    .where(
      and(
        inArray(enrollment.personId, personIds),
        eq(enrollment.coverageYear, coverageYear),
        ne(enrollment.status, 'cancelled'),
      ),
    );
  return new Map(rows.map((row) => [row.personId, row]));
}

/** Whether a person has an enrolment of any year that is not cancelled. */
export async function hasLiveEnrollment(db: Queryable, personId: string): Promise<boolean> {
  const rows = await db
    .select({ id: enrollment.id })
    .from(enrollment)
    .where(and(eq(enrollment.personId, personId), ne(enrollment.status, 'cancelled')))
    .limit(1);
  return rows.length > 0;
}

/** Registered newborns that can still be covered from birth, the earliest year of each. */
export async function findUnpaidNewborns(
  db: Queryable,
  personIds: string[],
  today: string,
): Promise<Enrollment[]> {
  if (personIds.length === 0) return [];
  const rows = await db
    .select()
    .from(enrollment)
    .where(
      and(
        inArray(enrollment.personId, personIds),
        eq(enrollment.status, 'registered'),
        sql`${enrollment.assessment} -> 'newborn' ->> 'payBy' >= ${today}`,
      ),
    )
    .orderBy(desc(enrollment.coverageYear));
  return [...new Map(rows.map((row) => [row.personId, row])).values()];
}

/** @throws ServiceError not_found */
export async function getEnrollment(db: Queryable, id: string): Promise<Enrollment> {
  const [row] = await db.select().from(enrollment).where(eq(enrollment.id, id));
  if (!row) throw new ServiceError('not_found');
  return row;
}

/** The same, held until the transaction ends. */
export async function lockEnrollment(tx: Transaction, id: string): Promise<Enrollment> {
  const [row] = await tx.select().from(enrollment).where(eq(enrollment.id, id)).for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

export async function findEnrollments(db: Queryable, ids: string[]): Promise<Enrollment[]> {
  return db.select().from(enrollment).where(inArray(enrollment.id, ids));
}

/** The same, held until the transaction ends. */
export async function lockEnrollments(tx: Transaction, ids: string[]): Promise<Enrollment[]> {
  // one order of locking for everybody, so that two payers of a family cannot deadlock
  return tx
    .select()
    .from(enrollment)
    .where(inArray(enrollment.id, ids))
    .orderBy(enrollment.id)
    .for('update');
}

type Changes = Partial<
  Pick<
    Enrollment,
    | 'platformRegistration'
    | 'refusal'
    | 'elsewhereName'
    | 'elsewhereInsurance'
    | 'suspendedAt'
    | 'nextCheckAt'
    | 'checkDeadlineAt'
  >
>;

/** @returns the status an event leads to, null when the table refuses it */
export function nextStatus(row: Enrollment, event: EnrollmentEvent): EnrollmentStatus | null {
  const step = transition(enrollmentTransitions, row.status, event);
  return step.ok ? step.to : null;
}

/**
 * Moves a locked enrolment on.
 *
 * @returns the row as it is now
 * @throws ServiceError enrollment_state when its status does not take the event
 */
export async function moveEnrollment(
  tx: Transaction,
  row: Enrollment,
  event: EnrollmentEvent,
  now: number,
  changes: Changes = {},
): Promise<Enrollment> {
  const status = nextStatus(row, event);
  if (status === null) throw new ServiceError('enrollment_state');
  const statusSince = status === row.status ? row.statusSince : now;
  const next = { ...row, ...changes, status, statusSince };
  await tx
    .update(enrollment)
    .set({ ...changes, status, statusSince })
    .where(eq(enrollment.id, row.id));
  return next;
}

/** The live cover of each enrolment; one that a refund has ended is none. */
export async function coverageOf(
  db: Queryable,
  enrollmentIds: string[],
): Promise<Map<string, Coverage>> {
  if (enrollmentIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(coverage)
    .where(and(inArray(coverage.enrollmentId, enrollmentIds), isNull(coverage.endedAt)));
  return new Map(rows.map((row) => [row.enrollmentId, row]));
}
