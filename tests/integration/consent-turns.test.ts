import { randomUUID } from 'node:crypto';
import { consentConfirmation } from '@yibao/cloudfunctions/lib/database/schema';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { addDays, shanghaiDate } from '@yibao/shared/rules/dates';
import {
  makeClerk,
  type MadeOrganisation,
  makeOrganisation,
  makeRequest,
} from '../support/consent';
import { deskOf, type Desk, grantDirectly } from '../support/consent-direct';
import { outcomeOf } from '../support/consent-paths';
import { describeOnServers } from '../support/database';
import { withRecords } from '../support/records';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(120_000);

describeOnServers('one organisation’s looks leave room for everybody else', (engine) => {
  let system: TestSystem;
  let phone: Phone;
  let personId: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    phone = system.phone('jiang-xiaomei');
    personId = await withRecords(system, phone);
  });
  afterAll(() => system.close());

  interface Holder {
    made: MadeOrganisation;
    desk: Desk;
    consentId: string;
    caseId: string;
  }
  async function holder(): Promise<Holder> {
    const made = await makeOrganisation(system);
    const desk = deskOf(system, await makeClerk(system, { organisationId: made.organisation.id }));
    const row = await makeRequest(system, { made, clerk: desk.clerk, about: phone });
    await grantDirectly(system, row, made, { personId });
    return { made, desk, consentId: row.id, caseId: row.caseId! };
  }
  const look = async ({ desk, consentId }: Holder) => {
    const today = shanghaiDate(system.runtime.clock.now());
    const days = { dataFrom: addDays(today, -300), dataTo: today };
    return desk.reply('partner.look', { consentId, fields: ['totalFen'], ...days });
  };
  const traces = async (consentId: string) => {
    const [row] = await query<{ looks: number; entries: number; uses: number }>(
      system.runtime.db,
      `select (select count(*)::int from consent_look where consent_id = '${consentId}') as looks,
        (select count(*)::int from audit_entry where details->>'consentId' = '${consentId}'
          and action like 'partner.%') as entries,
        (select count(*)::int from consent_use where consent_id = '${consentId}') as uses`,
    );
    return row;
  };
  /** While something else holds what `lock` takes. @returns what came of the work */
  async function whileHeld<T>(lock: string, work: () => Promise<T>): Promise<T> {
    return system.runtime.db.transaction(async (tx) => {
      await tx.execute(lock);
      return work();
    });
  }

  test('a look that waits for too long is told to come again, and leaves nothing behind', async () => {
    const own = await holder();
    const lock = `select 1 from consent where id = '${own.consentId}' for update`;
    const reply = await whileHeld(lock, () => look(own));
    expect(reply).toMatchObject({ ok: false, error: { code: 'busy', retryable: true } });
    expect(await traces(own.consentId)).toEqual({ looks: 0, entries: 0, uses: 0 });
    expect(outcomeOf(await look(own))).toBe('shown');
  });

  test('a look takes one place; when all are taken the next is told so at once, others are not', async () => {
    const [own, other] = [await holder(), await holder()];
    const { maxLooksUnderWay } = consentPolicyOf(system.runtime.config.region);
    const key = `look ${own.made.organisation.id}`;
    const places = (count: number) =>
      `select pg_advisory_xact_lock(hashtext('${key}'), n) from generate_series(1, ${count}) n`;
    await whileHeld(places(maxLooksUnderWay - 1), async () => {
      expect(outcomeOf(await look(own))).toBe('shown');
    });
    await whileHeld(places(maxLooksUnderWay), async () => {
      const reply = await look(own);
      expect(reply).toMatchObject({ ok: false, error: { code: 'rate_limited', retryable: true } });
      expect(outcomeOf(await look(other))).toBe('shown');
    });
    expect(outcomeOf(await look(own))).toBe('shown');
    expect(await traces(own.consentId)).toMatchObject({ looks: 2, entries: 2 });
    const left = await query(
      system.runtime.db,
      `select 1 from pg_locks where locktype = 'advisory'
         and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(left).toEqual([]);
  });

  test('a code that has run out and is held by somebody holds up nobody who wants a new one', async () => {
    const { db, clock, cipher } = system.runtime;
    const [own, other] = [await holder(), await holder()];
    const [account] = await query<{ id: string }>(db, `select id from account limit 1`);
    const id = randomUUID();
    await db.insert(consentConfirmation).values({
      id,
      accountId: account!.id,
      personId,
      consentId: other.consentId,
      code: cipher.seal('consent_confirmation.code', '00000000'),
      codeIndex: cipher.index('consent_confirmation.code', '00000000'),
      createdAt: clock.now() - 7_200_000,
      expiresAt: clock.now() - 3_600_000,
      mismatches: 0,
      closedAt: null,
      confirmedBy: null,
      confirmedAt: null,
    });
    const { made, desk } = own;
    const row = await makeRequest(system, { made, clerk: desk.clerk, about: phone });
    const ask = () => phone.call('consent.counterCode', { consentId: row.id });
    const isClosed = async () =>
      (
        await query(
          db,
          `select 1 from consent_confirmation where id = '${id}' and closed_at is null`,
        )
      ).length === 0;
    await whileHeld(`select 1 from consent_confirmation where id = '${id}' for update`, ask);
    expect(await isClosed()).toBe(false);
    await ask();
    expect(await isClosed()).toBe(true);
  });

  test('a case is closed in the midst of its looks, and neither waits for the other in a circle', async () => {
    for (let n = 0; n < 5; n++) {
      const own = await holder();
      const { caseId } = own;
      const looks = Array.from({ length: 4 }, () => look(own));
      const [closed, ...replies] = await Promise.all([
        own.desk.reply('partner.closeCase', { caseId }),
        ...looks,
      ]);
      expect(closed.ok).toBe(true);
      for (const reply of replies) {
        expect(['shown', 'case_closed', 'quota_used_up']).toContain(outcomeOf(reply));
      }
    }
  });
});
