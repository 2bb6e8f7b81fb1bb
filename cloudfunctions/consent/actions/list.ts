import { desc, sql } from 'drizzle-orm';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { type ConsentStatus } from '@yibao/shared/rules/consent-states';
import { consent } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { aboutAny, type Seen, subjectAmong, subjectsOf } from '../access';
import { viewLines } from '../view';

/** A list has an end; everything that is open comes before it. */
const maxLines = 200;
const open: readonly ConsentStatus[] = ['requested', 'active', 'paused'];
const order = (status: ConsentStatus): number => {
  const place = open.indexOf(status);
  return place < 0 ? open.length : place;
};

export const list = query('consent.list', async ({ runtime, caller, now }) => {
  const { db, cipher, config } = runtime;
  const subjects = await subjectsOf(db, caller, now);
  const rows = await db
    .select()
    .from(consent)
    .where(aboutAny(subjects))
    .orderBy(
      desc(sql`${consent.status} in ('requested', 'active', 'paused')`),
      desc(consent.statusSince),
      desc(consent.id),
    )
    .limit(maxLines);
  const seen = rows.flatMap((row): Seen[] => {
    const subject = subjectAmong(cipher, subjects, row);
    return subject ? [{ row, subject }] : [];
  });
  seen.sort((a, b) => order(a.row.status) - order(b.row.status));
  const policy = consentPolicyOf(config.region);
  const lines = await viewLines(db, { cipher, policy }, caller, seen);
  return { lines, open: lines.filter(({ status }) => status === 'requested').length };
});
