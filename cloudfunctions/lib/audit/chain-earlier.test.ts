import { randomUUID } from 'node:crypto';
import { asc } from 'drizzle-orm';
import { start, type AuditUnderTest, openAudit } from '../../../tests/support/audit/open';
import { engines } from '../../../tests/support/database';
import { writeAudit } from '../audit';
import { auditEntry, auditEntryBeforeChain } from '../database/schema';
import { chainEarlier } from './chain-earlier';

jest.setTimeout(60_000);

describe.each(engines())('entries of the time before there were chains, on $name', (engine) => {
  let audit: AuditUnderTest;
  beforeAll(async () => {
    audit = await openAudit(engine);
  });
  afterAll(() => audit.close());

  test('come into the chains once, with their numbers, times and actors, whoever comes between', async () => {
    const { db, runtime } = audit;
    const [person, account] = [randomUUID(), randomUUID()];
    const earlier = Array.from({ length: 1_203 }, (_, n) => ({
      at: start - 10_000_000 + n,
      traceId: `t${n}`,
      actorKind: n % 2 === 0 ? ('account' as const) : ('system' as const),
      actorAccountId: n % 2 === 0 ? account : null,
      subjectPersonId: n % 3 === 0 ? person : null,
      action: 'records.look',
      details: { n, kind: 'covers' },
    }));
    await db.insert(auditEntryBeforeChain).values(earlier);
    // a database that is migrated has its new numbers after the earlier ones
    await db.execute(`select setval('audit_entry_number', 5000)`);
    const origin = { actor: { kind: 'system' } as const, traceId: 'new', now: start };
    const record = { action: 'records.look' as const, subjectPersonId: person, details: {} };
    await writeAudit(db, origin, record);
    expect(await Promise.all([chainEarlier(runtime), chainEarlier(runtime)])).toEqual([500, 500]);
    await writeAudit(db, origin, record);
    expect(await chainEarlier(runtime)).toBe(203);
    expect(await chainEarlier(runtime)).toBe(0);
    const rows = await db.select().from(auditEntry).orderBy(asc(auditEntry.id));
    const kept = await db
      .select()
      .from(auditEntryBeforeChain)
      .orderBy(asc(auditEntryBeforeChain.id));
    const chained = rows.slice(0, kept.length).map((row) => ({
      id: row.id,
      at: row.at,
      traceId: row.traceId,
      actorKind: row.actorKind,
      actorAccountId: row.actorAccountId,
      subjectPersonId: row.subjectPersonId,
      action: row.action,
      details: row.details,
    }));
    expect(chained).toEqual(kept);
    expect(rows).toHaveLength(kept.length + 2);
    expect(await audit.verify()).toMatchObject({
      outcome: 'intact',
      entries: rows.length,
      chains: 3,
    });
  });
});
