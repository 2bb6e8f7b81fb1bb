import { randomUUID } from 'node:crypto';
import { timers } from '@yibao/cloudfunctions/jobs/run-jobs';
import { consent, consentCase } from '@yibao/cloudfunctions/lib/database/schema';
import { closeIdleCases } from '@yibao/cloudfunctions/partner/close-idle-cases';
import { addDays, dayMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { engines } from '../support/database';
import { claimOf, selfId, verify } from '../support/journey';
import { startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import { type Bureau, bureauOf, refusalOf } from './oversight-support';
import {
  asking,
  claimScope,
  grantRow,
  makePartner,
  nobody,
  type Partner,
  type PartnerClerk,
} from './partner-support';

jest.setTimeout(60_000);

describe.each(engines())('the end of a case, on $name', (engine) => {
  let system: TestSystem;
  let bureau: Bureau;
  let insurer: Partner;
  let clerk: PartnerClerk;
  let someone: ReturnType<typeof claimOf>;
  let personId: string;
  let now: number;
  let today: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    bureau = bureauOf(system);
    const phone = system.phone('lu-yutong');
    await verify(system, phone);
    someone = claimOf(phone.user.resident);
    personId = await selfId(phone);
    now = system.runtime.clock.now();
    today = shanghaiDate(now);
  });
  beforeEach(async () => {
    insurer = await makePartner(system, 'insurer');
    clerk = await insurer.clerk();
  });
  afterAll(() => system.close());

  const ago = (days: number) => `'${new Date(now - days * dayMs).toISOString()}'`;
  const rowOf = async (consentId: string) => {
    const rows = await system.runtime.db.select().from(consent);
    return rows.find(({ id }) => id === consentId)!;
  };
  const caseOf = async (caseId: string) => {
    const rows = await system.runtime.db.select().from(consentCase);
    return rows.find(({ id }) => id === caseId)!;
  };
  const ask = async (caseNo: string, retentionDays = 30, who = someone) => {
    const scope = { ...claimScope, retentionDays };
    const asked = asking(caseNo, [who], { scope });
    const { consents, caseId } = await clerk.call('partner.request', asked);
    return { consentId: consents[0]!.consentId, caseId };
  };
  /** A case opened so many days ago, with a consent that its person granted. */
  const granted = async (caseNo: string, openedDaysAgo: number, retentionDays = 30) => {
    const made = await ask(caseNo, retentionDays);
    const row = await rowOf(made.consentId);
    await grantRow(system, row, personId, { ...claimScope, retentionDays });
    await opened(made.caseId, openedDaysAgo);
    return made;
  };
  const opened = (caseId: string, daysAgo: number) =>
    query(
      system.runtime.db,
      `update consent_case set opened_at = ${ago(daysAgo)} where id = '${caseId}'`,
    );
  const ended = (consentId: string, daysAgo: number) =>
    query(
      system.runtime.db,
      `update consent set status = 'expired', status_since = ${ago(daysAgo)} where id = '${consentId}'`,
    );
  const close = () => closeIdleCases(system.runtime, { limit: 50, traceId: randomUUID() });

  test('nobody closed it: 90 days after its last consent ended it is, with a day of erasure', async () => {
    const { consentId, caseId } = await granted('E-1', 300, 20);
    await ended(consentId, 91);
    const waiting = await ask('E-1');
    expect(await close()).toBe(1);
    const row = await caseOf(caseId);
    expect(row).toMatchObject({ closedBy: null, eraseBy: addDays(today, 20) });
    expect(row.closedAt).toBeGreaterThanOrEqual(now);
    // asked again meanwhile: taken back, as when a clerk closes
    expect((await rowOf(waiting.consentId)).status).toBe('withdrawn');
    const [entry] = await query<{ actor: string; details: object }>(
      system.runtime.db,
      `select actor_kind as actor, details from audit_entry
       where action = 'partner.caseClosed' and details->>'caseId' = '${caseId}'`,
    );
    expect(entry).toMatchObject({
      actor: 'system',
      details: { caseId, organisationId: insurer.organisationId, eraseBy: addDays(today, 20) },
    });
    expect(await close()).toBe(0);
    // the organisation is told where its clerks look
    const { rows } = await clerk.call('partner.cases', { show: 'toErase' });
    expect(rows).toMatchObject([{ caseId, closedByItself: true, erasure: 'due' }]);
    const { erasures } = await clerk.call('partner.me', {});
    expect(erasures).toEqual({ overdue: 0, closedByItself: 1 });
    await clerk.call('partner.confirmErased', { caseId });
    expect((await clerk.call('partner.me', {})).erasures.closedByItself).toBe(0);
  });

  test('as long as something is in force, or ended lately, or was just asked, it stays open', async () => {
    const inForce = await granted('E-2', 300);
    const lately = await granted('E-3', 300);
    await ended(lately.consentId, 89);
    const asked = await ask('E-4');
    await opened(asked.caseId, 300);
    expect(await close()).toBe(0);
    for (const { caseId } of [inForce, lately, asked]) {
      expect((await caseOf(caseId)).closedAt).toBeNull();
    }
    // who only asks again and again keeps nothing open by it
    const old = await granted('E-7', 300);
    await ended(old.consentId, 91);
    await ask('E-7');
    expect(await close()).toBe(1);
    expect((await caseOf(old.caseId)).closedAt).not.toBeNull();
  });

  test('one that fails keeps no other open', async () => {
    const [first, second] = [await granted('E-5', 301), await granted('E-6', 300)];
    for (const { consentId } of [first, second]) await ended(consentId, 91);
    const refusing = (which: string) =>
      query(
        system.runtime.db,
        `create trigger test_refuses before update on consent_case for each row
         when (old.id = '${which}') execute function refuse_change()`,
      );
    await refusing(first.caseId);
    expect(await close()).toBe(1);
    expect((await caseOf(first.caseId)).closedAt).toBeNull();
    expect((await caseOf(second.caseId)).closedAt).not.toBeNull();
    await query(system.runtime.db, 'drop trigger test_refuses on consent_case');
    await timers.night(system.runtime, 'night-cases');
    expect((await caseOf(first.caseId)).closedAt).not.toBeNull();
  });

  describe('an erasure that nobody confirms', () => {
    const overdue = async (caseNo: string, who = someone) => {
      const { caseId } = await ask(caseNo, 30, who);
      await clerk.call('partner.closeCase', { caseId });
      const eraseBy = addDays(today, -3);
      await query(
        system.runtime.db,
        `update consent_case set erase_by = '${eraseBy}' where id = '${caseId}'`,
      );
      return caseId;
    };
    const listed = async (show: 'overdue' | 'settled') =>
      (await bureau.clerk.call('oversight.erasures', { show })).rows.filter(
        ({ organisationId }) => organisationId === insurer.organisationId,
      );

    test('stands in the bureau’s list and on the organisation’s screen until it does', async () => {
      const caseId = await overdue('O-1');
      await ask('O-2');
      expect(await listed('overdue')).toMatchObject([
        {
          caseId,
          caseNo: 'O-1',
          daysOverdue: 3,
          consents: 1,
          closedByItself: false,
          settled: null,
        },
      ]);
      const { rows } = await clerk.call('partner.cases', { show: 'toErase' });
      expect(rows).toMatchObject([{ caseId, erasure: 'overdue' }]);
      expect((await clerk.call('partner.me', {})).erasures.overdue).toBe(1);
      await clerk.call('partner.confirmErased', { caseId });
      expect(await listed('overdue')).toEqual([]);
      expect((await clerk.call('partner.me', {})).erasures.overdue).toBe(0);
    });

    test('or the bureau settles it, once, with a reason that stands in the audit', async () => {
      const caseId = await overdue('O-3');
      const reason = '机构已经注销，现场核实没有留存';
      const done = await bureau.clerk.call('oversight.settleErasure', { caseId, reason });
      expect(done.caseId).toBe(caseId);
      expect(await listed('overdue')).toEqual([]);
      expect(await listed('settled')).toMatchObject([
        { caseId, settled: { badge: 'sandbox-001', at: done.settledAt, reason } },
      ]);
      const { rows } = await clerk.call('partner.cases', { show: 'all' });
      expect(rows).toMatchObject([{ caseId, erasure: 'settled', settledAt: done.settledAt }]);
      expect((await clerk.refused('partner.confirmErased', { caseId })).code).toBe('case_state');
      const again = await refusalOf(bureau.colleague, 'oversight.settleErasure', {
        caseId,
        reason,
      });
      expect(again.code).toBe('case_state');
      const found = await bureau.clerk.call('oversight.audit', { action: 'oversight.settle' });
      expect(found.rows[0]!.details).toContainEqual({ name: 'reason', value: reason });
      const stored = await query(
        system.runtime.db,
        `select * from consent_case where id = '${caseId}'`,
      );
      expect(JSON.stringify(stored)).not.toContain('注销');
    });

    test('not before its day is over, not without a reason, not with somebody’s number', async () => {
      const { caseId } = await ask('O-4');
      const settle = (reason: string) =>
        refusalOf(bureau.clerk, 'oversight.settleErasure', { caseId, reason });
      expect((await settle('机构已经注销')).code).toBe('case_state');
      await clerk.call('partner.closeCase', { caseId });
      expect((await settle('机构已经注销')).code).toBe('case_state');
      const number = await settle(`已经核对 ${someone.documentNumber}`);
      expect(number).toMatchObject({ code: 'bad_input', field: 'reason' });
      expect(await settle('')).toMatchObject({ code: 'bad_input', field: 'reason' });
    });

    test('page by page, the longest overdue first', async () => {
      for (let n = 0; n < 22; n++) await overdue(`O-5-${n}`, nobody());
      const first = await bureau.clerk.call('oversight.erasures', { show: 'overdue' });
      expect(first.rows).toHaveLength(20);
      const cursor = first.nextCursor!;
      const second = await bureau.clerk.call('oversight.erasures', { show: 'overdue', cursor });
      const ids = [...first.rows, ...second.rows].map(({ caseId }) => caseId);
      expect([ids.length, second.nextCursor]).toEqual([22, null]);
      expect(new Set(ids).size).toBe(22);
      for (const wrong of ['x', '2025-02-30.', `2025-02-30.${ids[0]!}`]) {
        expect(
          await refusalOf(bureau.clerk, 'oversight.erasures', { show: 'overdue', cursor: wrong }),
        ).toMatchObject({ code: 'bad_input', field: 'cursor' });
      }
    });
  });
});
