import { and, desc, inArray } from 'drizzle-orm';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { type ConsentStatus, consentStatuses } from '@yibao/shared/rules/consent-states';
import { type FieldCipher } from '../../lib/crypto/field-cipher';
import { type Queryable } from '../../lib/database/database';
import { consent, type Person } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { aboutAny, type Seen, subjectAmong, subjectsOf } from '../access';
import { viewLines } from '../view';

/** Each part has an end of its own: no number of requests pushes out a consent that stands. */
const maxLinesOfPart = 200;
const open: readonly ConsentStatus[] = ['requested', 'active', 'paused'];
const ended = consentStatuses.filter((status) => !open.includes(status));
const parts = [...open.map((status) => [status]), ended];

/** One part of the list, newest first. */
async function readPart(
  db: Queryable,
  cipher: FieldCipher,
  subjects: Person[],
  statuses: readonly ConsentStatus[],
): Promise<Seen[]> {
  const rows = await db
    .select()
    .from(consent)
    .where(and(inArray(consent.status, statuses), aboutAny(cipher, subjects)))
    .orderBy(desc(consent.statusSince), desc(consent.id))
    .limit(maxLinesOfPart);
  return rows.flatMap((row): Seen[] => {
    const subject = subjectAmong(cipher, subjects, row);
    return subject ? [{ row, subject }] : [];
  });
}

export const list = query('consent.list', async ({ runtime, caller, now }) => {
  const { db, cipher, config } = runtime;
  const subjects = await subjectsOf(db, caller, now);
  const read = parts.map((statuses) => readPart(db, cipher, subjects, statuses));
  const seen = (await Promise.all(read)).flat();
  const policy = consentPolicyOf(config.region);
  const lines = await viewLines(db, { cipher, policy }, caller, seen);
  return { lines, open: lines.filter(({ status }) => status === 'requested').length };
});
