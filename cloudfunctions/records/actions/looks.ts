import { and, desc, eq, sql } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { minuteMs } from '@yibao/shared/rules/dates';
import { recordKinds } from '@yibao/shared/rules/record-grant-states';
import { account, auditEntry, person } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { relativesOf } from '../family';
import { viewParty } from '../grants';

type Look = Output<'records.looks'>['looks'][number];

/** So many entries are read, and one sitting of one person is one line. */
const maxEntries = 200;
const maxLines = 50;
const sittingMs = 10 * minuteMs;

/** Who looked at my records by my grant, newest first. */
export const looks = query('records.looks', async ({ runtime, caller, now }) => {
  const { db } = runtime;
  const newest = (action: 'records.look' | 'records.export', limit: number) =>
    db
      .select({ entry: auditEntry, viewer: person })
      .from(auditEntry)
      .innerJoin(account, eq(account.id, auditEntry.actorAccountId))
      .innerJoin(person, eq(person.id, account.personId))
      .where(
        and(
          eq(auditEntry.subjectPersonId, caller.personId),
          eq(auditEntry.action, action),
          // one's own file is nobody else's look
          sql`${auditEntry.details}->>'grantId' is not null`,
        ),
      )
      .orderBy(desc(auditEntry.id))
      .limit(limit);
  // however often somebody looks, a file they saved stays in sight
  const [looked, saved] = await Promise.all([
    newest('records.look', maxEntries),
    newest('records.export', maxLines),
  ]);
  const rows = [...looked, ...saved].sort((a, b) => b.entry.id - a.entry.id);
  const relatives = await relativesOf(db, caller.personId, now);
  const lines: Look[] = [];
  const latest = new Map<string, { line: Look; until: number }>();
  for (const { entry, viewer } of rows) {
    const { kind: told, grantId } = entry.details;
    const kind = recordKinds.find((each) => each === told);
    // one's own file is nobody else's look
    if (kind === undefined || typeof grantId !== 'string') continue;
    const isExport = entry.action === 'records.export';
    const key = [viewer.id, kind, entry.action].join(' ');
    const before = latest.get(key);
    if (before && before.until - entry.at <= sittingMs) {
      before.line.times += 1;
      before.until = entry.at;
      continue;
    }
    if (lines.length >= maxLines) break;
    const party = viewParty(runtime, viewer, relatives);
    const line: Look = { at: entry.at, viewer: party, kind, times: 1, isExport, grantId };
    lines.push(line);
    latest.set(key, { line, until: entry.at });
  }
  return { looks: lines };
});
