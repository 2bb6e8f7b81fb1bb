import { and, asc, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import {
  liveNewbornStatuses,
  type NewbornEvent,
  newbornTransitions,
  undecidedNewbornStatuses,
} from '@yibao/shared/rules/newborn-states';
import { transition } from '@yibao/shared/rules/transition';
import { type Sibling } from '@yibao/shared/rules/newborn-question';
import { type VerifiedCaller } from '../lib/caller';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable, type Transaction } from '../lib/database/database';
import {
  newbornApplication,
  type NewbornApplication,
  newbornCheck,
  type NewbornCheck,
} from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { findWard, wardsOf } from '../lib/guardians';
import { openDetails } from './details';

/**
 * An application of the caller. Once it has made them a guardian it is theirs as long as they are:
 * what it shows is the child's.
 *
 * @throws ServiceError not_found, the same for somebody else's application and for none
 */
export async function getOwnApplication(
  db: Queryable,
  caller: VerifiedCaller,
  applicationId: string,
  now: number,
): Promise<NewbornApplication> {
  const row = await findApplication(db, applicationId);
  if (row?.applicantPersonId !== caller.personId) throw new ServiceError('not_found');
  if (row.personId !== null && !(await findWard(db, caller.personId, row.personId, now))) {
    throw new ServiceError('not_found');
  }
  return row;
}

export async function findApplication(
  db: Queryable,
  applicationId: string,
): Promise<NewbornApplication | null> {
  const [row] = await db
    .select()
    .from(newbornApplication)
    .where(eq(newbornApplication.id, applicationId));
  return row ?? null;
}

/** @throws ServiceError not_found */
export async function lockApplication(
  tx: Transaction,
  applicationId: string,
): Promise<NewbornApplication> {
  const [row] = await tx
    .select()
    .from(newbornApplication)
    .where(eq(newbornApplication.id, applicationId))
    .for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

/** A parent's applications, newest first, but for children whose guardian they are no more. */
export async function applicationsOf(
  db: Queryable,
  applicantPersonId: string,
  now: number,
): Promise<NewbornApplication[]> {
  const rows = await db
    .select()
    .from(newbornApplication)
    .where(eq(newbornApplication.applicantPersonId, applicantPersonId))
    .orderBy(desc(newbornApplication.submittedAt));
  const wards = await wardsOf(db, applicantPersonId, now);
  const children = new Set(wards.map(({ person }) => person.id));
  return rows.filter(({ personId }) => personId === null || children.has(personId));
}

/** How many applications of a parent wait for a decision. */
export async function countWaiting(db: Queryable, applicantPersonId: string): Promise<number> {
  const rows = await db
    .select({ id: newbornApplication.id })
    .from(newbornApplication)
    .where(
      and(
        eq(newbornApplication.applicantPersonId, applicantPersonId),
        inArray(newbornApplication.status, undecidedNewbornStatuses),
      ),
    );
  return rows.length;
}

/**
 * Everybody who decides about one baby or one mother takes turns: both parents at the same moment,
 * two births of one mother, the sweep and a clerk. Held until the transaction ends. The
 * certificate always comes before the mother, so that two who need both never wait for each other.
 */
export async function takeTurn(
  tx: Transaction,
  certificateIndex: string,
  motherIndex: string | null,
): Promise<void> {
  for (const key of [certificateIndex, motherIndex]) {
    if (key !== null)
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
  }
}

/** The application by which the baby of a certificate was approved. */
export async function findApproved(
  db: Queryable,
  certificateIndex: string,
): Promise<NewbornApplication | null> {
  const [row] = await db
    .select()
    .from(newbornApplication)
    .where(
      and(
        eq(newbornApplication.certificateIndex, certificateIndex),
        eq(newbornApplication.status, 'approved'),
      ),
    );
  return row ?? null;
}

/** The live application of one parent for one certificate. */
export async function findLiveOf(
  db: Queryable,
  applicantPersonId: string,
  certificateIndex: string,
): Promise<NewbornApplication | null> {
  const [row] = await db
    .select()
    .from(newbornApplication)
    .where(
      and(
        eq(newbornApplication.applicantPersonId, applicantPersonId),
        eq(newbornApplication.certificateIndex, certificateIndex),
        inArray(newbornApplication.status, liveNewbornStatuses),
      ),
    );
  return row ?? null;
}

/** Babies of the same mother that were approved under other certificates. */
export async function siblingBirths(
  db: Queryable,
  cipher: FieldCipher,
  { motherIndex, certificateIndex }: { motherIndex: string | null; certificateIndex: string },
): Promise<Sibling[]> {
  if (motherIndex === null) return [];
  const rows = await db
    .select({ details: newbornApplication.details })
    .from(newbornApplication)
    .where(
      and(
        eq(newbornApplication.motherIndex, motherIndex),
        eq(newbornApplication.status, 'approved'),
        ne(newbornApplication.certificateIndex, certificateIndex),
      ),
    );
  return rows.map((row) => {
    const { bornOn, bornAtTime, babyName, sex } = openDetails(cipher, row);
    return { bornOn, bornAtTime, babyName, sex };
  });
}

/** The approved application a baby came from. */
export async function findByBaby(
  db: Queryable,
  personId: string,
): Promise<NewbornApplication | null> {
  const [row] = await db
    .select()
    .from(newbornApplication)
    .where(
      and(eq(newbornApplication.personId, personId), eq(newbornApplication.status, 'approved')),
    );
  return row ?? null;
}

type Changes = Partial<Omit<NewbornApplication, 'id' | 'status' | 'statusSince'>>;

/**
 * Moves an application along the table of its states.
 *
 * @throws ServiceError newborn_state for a step the table does not have
 */
export async function moveApplication(
  tx: Transaction,
  row: NewbornApplication,
  event: NewbornEvent,
  now: number,
  changes: Changes = {},
): Promise<NewbornApplication> {
  const step = transition(newbornTransitions, row.status, event);
  if (!step.ok) throw new ServiceError('newborn_state');
  const left = step.to === 'queued' ? {} : { queueReason: null, nextCheckAt: null };
  const next = { ...left, ...changes, status: step.to, statusSince: now };
  await tx.update(newbornApplication).set(next).where(eq(newbornApplication.id, row.id));
  return { ...row, ...next };
}

/** Changes what is known of a locked application; its status stays. @returns the row as it is now */
export async function changeApplication(
  tx: Transaction,
  row: NewbornApplication,
  changes: Changes,
): Promise<NewbornApplication> {
  await tx.update(newbornApplication).set(changes).where(eq(newbornApplication.id, row.id));
  return { ...row, ...changes };
}

/** The checks of an application's last round, in the order in which they were judged. */
export async function lastChecks(db: Queryable, row: NewbornApplication): Promise<NewbornCheck[]> {
  return db
    .select()
    .from(newbornCheck)
    .where(and(eq(newbornCheck.applicationId, row.id), eq(newbornCheck.round, row.rounds)))
    .orderBy(asc(newbornCheck.id));
}

/** Every answer an application ever got, for telling whether a source contradicts itself. */
export async function allChecks(db: Queryable, applicationId: string): Promise<NewbornCheck[]> {
  return db
    .select()
    .from(newbornCheck)
    .where(eq(newbornCheck.applicationId, applicationId))
    .orderBy(asc(newbornCheck.id));
}
