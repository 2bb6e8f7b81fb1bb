import { randomUUID } from 'node:crypto';
import { eraseOldConsents } from '@yibao/cloudfunctions/consent/retention';
import { moveDueConsents } from '@yibao/cloudfunctions/consent/sweep';
import {
  type Consent,
  consent,
  consentCase,
  consentComplaint,
  consentLook,
  consentUse,
  messagePush,
  notice,
} from '@yibao/cloudfunctions/lib/database/schema';
import { dayMs, minuteMs } from '@yibao/shared/rules/dates';
import {
  consentRow,
  makeClerk,
  type MadeClerk,
  makeOrganisation,
  type MadeOrganisation,
  makeRequest,
  usualScope,
} from '../support/consent';
import { makeLook } from '../support/consent-looks';
import { describeOnServers, engines } from '../support/database';
import { selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import { grantRow } from './partner-support';

jest.setTimeout(60_000);

const yearMs = 365 * dayMs;

/** An organisation, its clerk and somebody whom it asks, with rows as old as a test wants them. */
async function stage(system: TestSystem) {
  const self = system.phone('lu-yutong');
  await verify(system, self);
  const personId = await selfId(self);
  const made = await makeOrganisation(system);
  const clerk = await makeClerk(system, { organisationId: made.organisation.id });
  return new Stage(system, { self, personId, made, clerk });
}

class Stage {
  readonly now: number;
  constructor(
    readonly system: TestSystem,
    readonly of: { self: Phone; personId: string; made: MadeOrganisation; clerk: MadeClerk },
  ) {
    this.now = system.runtime.clock.now();
  }

  get db() {
    return this.system.runtime.db;
  }

  /** A request that was denied so many years ago. */
  denied(yearsAgo: number): Promise<Consent> {
    const { made, clerk, self, personId } = this.of;
    const statusSince = this.now - yearsAgo * yearMs;
    const columns = { personId, status: 'denied' as const, statusSince, requestedAt: statusSince };
    return makeRequest(this.system, { made, clerk, about: self, columns });
  }

  refusedLook(row: Consent, yearsAgo: number) {
    const at = this.now - yearsAgo * yearMs;
    return makeLook(this.system, row, this.of.clerk, { reason: 'not_active', at });
  }

  complaint(row: Consent, answeredYearsAgo: number | null) {
    const { cipher } = this.system.runtime;
    const words = cipher.seal('consent_complaint.words', '请查一下');
    const answeredAt = answeredYearsAgo === null ? null : this.now - answeredYearsAgo * yearMs;
    return {
      id: randomUUID(),
      consentId: row.id,
      lookId: null,
      byPersonId: this.of.personId,
      words,
      answer: answeredAt === null ? null : words,
      status: answeredAt === null ? ('open' as const) : ('answered' as const),
      createdAt: this.now - 4 * yearMs,
      answeredBy: null,
      answeredAt,
    };
  }

  erase(limit = 50): Promise<number> {
    return eraseOldConsents(this.system.runtime, { limit, traceId: randomUUID() });
  }

  async left(): Promise<string[]> {
    return (await this.db.select({ id: consent.id }).from(consent)).map(({ id }) => id);
  }

  /** Refuses a change of one row, as a reference that nobody thought of would. */
  async refuseOne(what: 'delete' | 'update', id: string): Promise<void> {
    await query(
      this.db,
      `create trigger test_refuses before ${what} on consent for each row
       when (old.id = '${id}') execute function refuse_change()`,
    );
  }

  async allowAgain(): Promise<void> {
    await query(this.db, 'drop trigger test_refuses on consent');
  }
}

describe.each(engines())('what is kept of consents, and for how long, on $name', (engine) => {
  let system: TestSystem;
  let on: Stage;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    on = await stage(system);
  });
  afterAll(() => system.close());

  test('one that cannot be erased is named in the log, and the others go', async () => {
    const [first, second, third] = [await on.denied(6), await on.denied(5), await on.denied(4)];
    await on.refuseOne('delete', first.id);
    // even where a round holds no more than the one that fails
    expect(await on.erase(1)).toBe(1);
    expect(await on.left()).toEqual(expect.arrayContaining([first.id, third.id]));
    expect(await on.erase()).toBe(1);
    const left = await on.left();
    expect(left).toContain(first.id);
    expect(left).not.toContain(second.id);
    expect(left).not.toContain(third.id);
    const lines = system
      .logText()
      .split('\n')
      .filter((line) => line.includes('erase consents'));
    expect(lines.some((line) => line.includes(first.id) && line.includes('row failed'))).toBe(true);
    expect(lines.some((line) => line.includes('"failed":1'))).toBe(true);
    expect(lines.join('')).not.toContain(first.subject);
    await on.allowAgain();
    expect(await on.erase()).toBe(1);
  });

  test('a refused look keeps its consent for its own years, and not for ever', async () => {
    const [tried, stubborn] = [await on.denied(4), await on.denied(6.5)];
    await on.refusedLook(tried, 2);
    // once a year, beyond the consent's own time: those stand in the audit
    for (const yearsAgo of [6, 5, 4, 3, 2, 1, 0]) await on.refusedLook(stubborn, yearsAgo);
    await on.erase();
    expect(await on.left()).toContain(tried.id);
    expect(await on.left()).not.toContain(stubborn.id);
    const looks = await on.db.select().from(consentLook);
    expect(looks.map(({ consentId }) => consentId)).not.toContain(stubborn.id);
  });

  test('a complaint keeps it for as long after the answer', async () => {
    const [late, open, old] = [await on.denied(4), await on.denied(4), await on.denied(4)];
    await on.db
      .insert(consentComplaint)
      .values([on.complaint(late, 1), on.complaint(open, null), on.complaint(old, 3.1)]);
    await on.erase();
    const left = await on.left();
    expect(left).toEqual(expect.arrayContaining([late.id, open.id]));
    expect(left).not.toContain(old.id);
  });

  test('messages of looks go when their years are over, with what left the house', async () => {
    const { personId } = on.of;
    const told = (dedupeKey: string, yearsAgo: number) => ({
      id: randomUUID(),
      personId,
      dedupeKey,
      title: '有机构看了您的医保信息',
      body: '点开可以看是谁',
      link: 'packageConsent/pages/looks/index',
      message: null,
      createdAt: on.now - yearsAgo * yearMs,
    });
    const gone = [
      told(`consent:look:${randomUUID()}`, 3.1),
      told(`consent:refused:${randomUUID()}`, 3.1),
      told(`complaint-answered:${randomUUID()}`, 4),
      told(`rights-answered:${randomUUID()}`, 4),
    ];
    const stays = [told(`consent:look:${randomUUID()}`, 2.9), told('paid:somebody', 4)];
    await on.db.insert(notice).values([...gone, ...stays]);
    await on.db.insert(messagePush).values({
      id: randomUUID(),
      noticeId: gone[0]!.id,
      personId,
      channel: 'wechat',
      target: personId,
      status: 'sent',
      at: on.now - 3.1 * yearMs,
    });
    expect(await on.erase()).toBe(4);
    const left = (await on.db.select({ id: notice.id }).from(notice)).map(({ id }) => id);
    for (const { id } of gone) expect(left).not.toContain(id);
    for (const { id } of stays) expect(left).toContain(id);
  });

  describe('a case nobody has answered for', () => {
    /** Closed by its clerk four years ago, its consent as old. */
    const closed = async () => {
      const row = await on.denied(4);
      const closedAt = on.now - 4 * yearMs;
      const by = on.of.clerk.accountId;
      await query(
        on.db,
        `update consent_case set closed_by = '${by}', erase_by = '2022-01-01',
           closed_at = '${new Date(closedAt).toISOString()}' where id = '${row.caseId!}'`,
      );
      return { consentId: row.id, caseId: row.caseId!, by };
    };
    const cases = async () =>
      (await on.db.select({ id: consentCase.id }).from(consentCase)).map(({ id }) => id);
    const yearsAgo = (years: number) => new Date(on.now - years * yearMs).toISOString();

    test('stays with its consents; the database refuses to forget it', async () => {
      const { consentId, caseId } = await closed();
      await on.erase();
      expect(await on.left()).toContain(consentId);
      await query(on.db, `update consent set case_id = null where id = '${consentId}'`);
      await on.erase();
      expect(await on.left()).not.toContain(consentId);
      expect(await cases()).toContain(caseId);
      const forget = query(on.db, `delete from consent_case where id = '${caseId}'`);
      await expect(forget).rejects.toThrow();
    });

    test.each([
      [
        'confirmed long ago',
        (by: string) => `erased_by = '${by}', erased_at = '${yearsAgo(3.1)}'`,
        false,
      ],
      [
        'confirmed since',
        (by: string) => `erased_by = '${by}', erased_at = '${yearsAgo(1)}'`,
        true,
      ],
      [
        'settled long ago',
        () =>
          `settled_by = (select account_id from staff_member limit 1), settled_reason = 'x',
           settled_at = '${yearsAgo(3.1)}'`,
        false,
      ],
    ])('%s', async (_name, answer, isKept) => {
      const { consentId, caseId, by } = await closed();
      await query(on.db, `update consent_case set ${answer(by)} where id = '${caseId}'`);
      await on.erase();
      expect(await on.left()).not.toContain(consentId);
      expect((await cases()).includes(caseId)).toBe(isKept);
    });
  });

  test('a consent that cannot be moved on keeps no other from it', async () => {
    const { made, clerk, self } = on.of;
    const requestedAt = on.now - 40 * dayMs;
    const make = (daysAgo: number) => {
      const columns = { requestedAt, statusSince: on.now - daysAgo * dayMs };
      return makeRequest(system, { made, clerk, about: self, columns });
    };
    const [first, second] = [await make(40), await make(39)];
    await on.refuseOne('update', first.id);
    const sweep = (limit: number) =>
      moveDueConsents(system.runtime, { limit, traceId: randomUUID() });
    expect(await sweep(1)).toBe(1);
    expect((await consentRow(system, first.id)).status).toBe('requested');
    expect((await consentRow(system, second.id)).status).toBe('lapsed');
    await on.allowAgain();
    expect(await sweep(50)).toBe(1);
    expect((await consentRow(system, first.id)).status).toBe('lapsed');
  });
});

describeOnServers('what changes while a row is waited for', (engine) => {
  let system: TestSystem;
  let on: Stage;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    on = await stage(system);
  });
  afterAll(() => system.close());

  /** Until somebody waits for a lock in this database. */
  async function untilSomebodyWaits(): Promise<void> {
    const waiting = `select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    for (;;) {
      const [row] = await query<{ count: number }>(on.db, waiting);
      if (row!.count > 0) return;
    }
  }

  /** `change` is made, a job begins and has to wait, the change is committed, the job goes on. */
  async function whileWaiting<T>(
    change: (tx: Parameters<Parameters<Stage['db']['transaction']>[0]>[0]) => Promise<unknown>,
    job: () => Promise<T>,
  ): Promise<T> {
    let begun: Promise<T> | undefined;
    await on.db.transaction(async (tx) => {
      await change(tx);
      begun = job();
      await untilSomebodyWaits();
    });
    return begun!;
  }

  test('a complaint that comes before the lock keeps the consent', async () => {
    const row = await on.denied(4);
    const erased = await whileWaiting(
      (tx) => tx.insert(consentComplaint).values(on.complaint(row, null)),
      () => on.erase(),
    );
    expect(erased).toBe(0);
    expect(await on.left()).toContain(row.id);
    expect(await on.db.select().from(consentComplaint)).toHaveLength(1);
  });

  test('a look that was opened before the lock keeps a used-up consent open', async () => {
    const { made, clerk, self, personId } = on.of;
    const scope = usualScope(on.now, { frequency: { unit: 'TOTAL', limit: 1 } });
    const row = { ...(await makeRequest(system, { made, clerk, about: self, scope })), personId };
    await grantRow(system, row, personId);
    await on.db.insert(consentUse).values({ consentId: row.id, bucket: 'granted:TOTAL', used: 1 });
    const look = await makeLook(system, row, clerk, { at: on.now - 60 * minuteMs });
    const moved = await whileWaiting(
      async (tx) => {
        await tx.execute(`select 1 from consent where id = '${row.id}' for update`);
        await tx.insert(consentLook).values({ ...look, id: randomUUID(), at: on.now });
      },
      () => moveDueConsents(system.runtime, { limit: 50, traceId: randomUUID() }),
    );
    expect(moved).toBe(0);
    expect((await consentRow(system, row.id)).status).toBe('active');
  });
});
