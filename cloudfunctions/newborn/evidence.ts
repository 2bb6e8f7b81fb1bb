/** What guardians and clerks write about an application, kept as it was written. */
import { asc, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type Output } from '@yibao/shared/contracts';
import { addDays, shanghaiDate } from '@yibao/shared/rules/dates';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import {
  newbornEvidence,
  type NewbornApplication,
  newbornStaffNote,
  staffMember,
} from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';
import { formPolicy } from './policy';

type StaffNote = Output<'newborn.staffView'>['notes'][number];

export async function keepEvidence(
  tx: Queryable,
  cipher: FieldCipher,
  { applicationId, text, now }: { applicationId: string; text: string; now: number },
): Promise<void> {
  const words = cipher.seal('newborn.evidence', text);
  await tx.insert(newbornEvidence).values({ id: randomUUID(), applicationId, words, at: now });
}

/** What a person has answered so far, oldest first. */
export async function evidenceOf(
  db: Queryable,
  cipher: FieldCipher,
  applicationId: string,
): Promise<{ at: number; text: string }[]> {
  const rows = await db
    .select()
    .from(newbornEvidence)
    .where(eq(newbornEvidence.applicationId, applicationId))
    .orderBy(asc(newbornEvidence.at), asc(newbornEvidence.id));
  return rows.map(({ at, words }) => ({ at, text: cipher.open('newborn.evidence', words) }));
}

/** Keeps a clerk's reason for good: the next decision does not write over it. */
export async function keepNote(
  tx: Queryable,
  cipher: FieldCipher,
  note: {
    applicationId: string;
    accountId: string;
    kind: StaffNote['kind'];
    text: string;
    now: number;
  },
): Promise<void> {
  const { text, now: at, ...rest } = note;
  const words = cipher.seal('newborn.evidence', text);
  await tx.insert(newbornStaffNote).values({ id: randomUUID(), ...rest, words, at });
}

/** Every reason clerks gave so far, oldest first. */
export async function notesOf(
  db: Queryable,
  cipher: FieldCipher,
  applicationId: string,
): Promise<StaffNote[]> {
  const rows = await db
    .select({
      at: newbornStaffNote.at,
      badge: staffMember.badge,
      kind: newbornStaffNote.kind,
      words: newbornStaffNote.words,
    })
    .from(newbornStaffNote)
    .innerJoin(staffMember, eq(staffMember.accountId, newbornStaffNote.accountId))
    .where(eq(newbornStaffNote.applicationId, applicationId))
    .orderBy(asc(newbornStaffNote.at), asc(newbornStaffNote.id));
  return rows.map(({ words, ...note }) => ({
    ...note,
    text: cipher.open('newborn.evidence', words),
  }));
}

/**
 * How long a refusal can be appealed against: `newborn.appealWithinDays` of the policy, reckoned
 * from the day of the decision.
 *
 * @returns the days, and whether the last of them is over
 */
export function appealTerm(
  runtime: Runtime,
  { decidedAt }: Pick<NewbornApplication, 'decidedAt'>,
  now: number,
): { days: number; isOver: boolean } {
  const { appealWithinDays: days } = formPolicy(runtime.config.region, now).newborn;
  const isOver = decidedAt !== null && shanghaiDate(now) > addDays(shanghaiDate(decidedAt), days);
  return { days, isOver };
}
