import { randomUUID } from 'node:crypto';
import { systemActor, writeAudit } from '@yibao/cloudfunctions/lib/audit';
import { consentLook, type Consent } from '@yibao/cloudfunctions/lib/database/schema';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { checkpointMisfits } from '@yibao/shared/rules/audit-actions';
import { dayMs, minuteMs } from '@yibao/shared/rules/dates';
import { makeClerk, type MadeClerk, makeOrganisation, makeRequest } from '../support/consent';
import { engines } from '../support/database';
import { selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import { type Bureau, bureauOf, numberOf, refusalOf } from './oversight-support';
import { grantRow } from './partner-support';

jest.setTimeout(60_000);

const digest = 'a'.repeat(64);

interface LookGiven {
  consent: Consent;
  clerk: MadeClerk;
  at: number;
  allowed?: boolean;
  act?: 'open' | 'page' | 'print';
  parentId?: string | null;
}

/** Looks as rows, as if they had been taken. @returns their ids */
async function insertLooks({ runtime }: TestSystem, looks: LookGiven[]): Promise<string[]> {
  const rows = looks.map(
    ({ consent, clerk, at, allowed = true, act = 'open', parentId = null }) => ({
      id: randomUUID(),
      consentId: consent.id,
      personId: consent.personId,
      organisationId: consent.organisationId,
      clerkAccountId: clerk.accountId,
      caseId: consent.caseId,
      act,
      parentId,
      at,
      allowed,
      reason: allowed ? null : ('quota_used_up' as const),
      level: allowed ? (2 as const) : null,
      ask: { fields: [], kinds: [], dataFrom: '2025-01-01', dataTo: '2025-11-20' },
      rowCount: allowed ? 3 : 0,
      payloadSm3: allowed ? digest : null,
      scopeSm3: allowed ? digest : null,
      network: '127.0.0.1',
    }),
  );
  await runtime.db.insert(consentLook).values(rows);
  return rows.map(({ id }) => id);
}

describe.each(engines())('what the bureau sees of looks, on $name', (engine) => {
  let system: TestSystem;
  let bureau: Bureau;
  let clerk: MadeClerk;
  let colleague: MadeClerk;
  let organisationId: string;
  let granted: Consent;
  let person: Phone;
  /** A Thursday morning. */
  let now: number;

  beforeAll(async () => {
    system = await startTestSystem(engine);
    bureau = bureauOf(system);
    now = system.runtime.clock.now();
    const made = await makeOrganisation(system);
    organisationId = made.organisation.id;
    clerk = await makeClerk(system, { organisationId });
    colleague = await makeClerk(system, { organisationId }, { nameInClear: '吴经办' });
    person = system.phone('luo-jun');
    await verify(system, person);
    const personId = await selfId(person);
    granted = { ...(await makeRequest(system, { made, clerk, about: person })), personId };
    await grantRow(system, granted, personId);
    // asked for one after another by somebody who counts up
    for (let n = 0; n < 5; n++) {
      const about = { name: '沙小青', documentNumber: numberOf(101 + n) };
      await makeRequest(system, { made, clerk: colleague, about });
    }
    const night = now - 10 * 60 * minuteMs;
    const [opened] = await insertLooks(system, [{ consent: granted, clerk, at: now - minuteMs }]);
    await insertLooks(system, [
      { consent: granted, clerk, at: night },
      { consent: granted, clerk, at: now, act: 'page', parentId: opened! },
      { consent: granted, clerk, at: now, act: 'print', parentId: opened! },
      { consent: granted, clerk: colleague, at: now - 40 * dayMs },
      ...Array.from({ length: 10 }, (_, n) => ({
        consent: granted,
        clerk: colleague,
        at: now - n * 5 * minuteMs,
        allowed: false,
      })),
    ]);
  });
  afterAll(() => system.close());

  test('organisations, authorisations and uses, in all and by month', async () => {
    const figures = await bureau.clerk.call('oversight.figures', { months: 3 });
    expect(figures).toMatchObject({
      organisations: { insurers: 1, employers: 3 },
      authorisations: 1,
      inForce: 1,
      // pages, prints and refusals are no uses of their own
      uses: 3,
      denials: 10,
      byMonth: [
        { month: '2025-09', authorisations: 0, uses: 0, denials: 0, revocations: 0 },
        { month: '2025-10', authorisations: 0, uses: 1, denials: 0, revocations: 0 },
        { month: '2025-11', authorisations: 1, uses: 2, denials: 10, revocations: 0 },
      ],
    });
    expect(figures.byOrganisation[0]).toMatchObject({ organisationId, authorisations: 1, uses: 3 });
    expect(figures.byOrganisation).toHaveLength(4);
    const { organisations } = await bureau.clerk.call('oversight.organisations', {});
    const own = organisations.find((each) => each.organisationId === organisationId);
    expect(own).toMatchObject({ clerks: 2, consents: 1, looks: 3 });
    const { clerks } = await bureau.clerk.call('oversight.clerks', { organisationId });
    expect(clerks.map(({ looks }) => looks).sort()).toEqual([11, 4]);
    expect(await refusalOf(bureau.clerk, 'oversight.figures', { months: 37 })).toMatchObject({
      code: 'bad_input',
      field: 'months',
    });
  });

  test('an audit that does not agree with what is kept outside comes first, of these days alone', async () => {
    const { db, clock } = system.runtime;
    const alarm = (now: number, checkpoint: number) =>
      writeAudit(
        db,
        { actor: systemActor, traceId: 'test', now },
        {
          action: 'audit.checkpointMisfit',
          subjectPersonId: null,
          details: { checkpoint, misfit: 'unknown' },
        },
      );
    const now = clock.now();
    await alarm(now - 8 * dayMs, 3);
    await alarm(now - 1000, 7);
    const { auditAlarms } = await bureau.clerk.call('oversight.anomalies', { days: 7 });
    expect(auditAlarms).toEqual([
      {
        at: now - 1000,
        checkpoint: 7,
        misfit: 'unknown',
        text: checkpointMisfits.unknown,
      },
    ]);
  });

  test('odd patterns come with clerk, bound and evidence; older ones are not looked at', async () => {
    const { anomalies, from, to } = await bureau.clerk.call('oversight.anomalies', { days: 7 });
    expect([from, to]).toEqual([to - 7 * dayMs, expect.any(Number)]);
    expect(anomalies.map(({ kind }) => kind).sort()).toEqual([
      'manyDenials',
      'offHours',
      'sequentialNumbers',
    ]);
    const of = (kind: string) => anomalies.find((each) => each.kind === kind)!;
    expect(of('offHours')).toMatchObject({
      label: '下班时间查询',
      clerkId: clerk.accountId,
      organisationId,
      clerkName: '周经办',
      clerkStatus: 'active',
      count: 1,
      looks: [{ act: 'open', allowed: true, clerkName: '周经办' }],
    });
    expect(of('manyDenials')).toMatchObject({ clerkId: colleague.accountId, count: 10 });
    expect(of('manyDenials').looks).toHaveLength(5);
    expect(of('manyDenials').looks[0]!.at).toBe(now);
    expect(of('sequentialNumbers')).toMatchObject({ clerkName: '吴经办', count: 5, looks: [] });
    // asked for and never looked at: the requests are the evidence
    expect(of('sequentialNumbers').requests).toHaveLength(5);
    expect(of('sequentialNumbers').requests[0]).toMatchObject({
      nameMasked: '沙*青',
      purpose: 'SECOND_REIMBURSEMENT',
      status: 'requested',
    });
    expect(JSON.stringify(anomalies)).not.toContain('19900101');
    expect(system.logText()).not.toContain('19900101');
  });

  test('looks by organisation, clerk, outcome and day, page by page, people masked', async () => {
    const page = (input: object) => bureau.clerk.call('oversight.looks', input);
    const { name, certNo } = person.user.resident;
    const all = await page({});
    expect(all.rows).toHaveLength(15);
    expect(all.nextCursor).toBeNull();
    expect(JSON.stringify(all)).not.toContain(name);
    expect(JSON.stringify(all)).not.toContain(certNo);
    expect(all.rows[0]!.nameMasked).toBe(`${name.slice(0, 1)}*`);
    expect((await page({ allowed: false })).rows).toHaveLength(10);
    expect((await page({ clerkId: clerk.accountId })).rows).toHaveLength(4);
    expect((await page({ organisationId: randomUUID() })).rows).toEqual([]);
    const old = await page({ organisationId, day: '2025-10-11' });
    expect(old.rows).toMatchObject([{ clerkName: '吴经办' }]);
    expect(await refusalOf(bureau.clerk, 'oversight.looks', { day: '2025-02-30' })).toMatchObject({
      code: 'bad_input',
      field: 'day',
    });
    const more = Array.from({ length: 10 }, () => ({ consent: granted, clerk, at: now }));
    const ids = await insertLooks(system, more);
    const first = await page({});
    const second = await page({ cursor: first.nextCursor! });
    expect([first.rows.length, second.rows.length, second.nextCursor]).toEqual([20, 5, null]);
    const seen = [...first.rows, ...second.rows].map(({ lookId }) => lookId);
    expect(new Set(seen).size).toBe(25);
    for (const id of ids) expect(seen).toContain(id);
    expect(await refusalOf(bureau.clerk, 'oversight.looks', { cursor: '1.x' })).toMatchObject({
      code: 'bad_input',
      field: 'cursor',
    });
  });

  test('one clerk who asks for very many people is odd, with the requests as evidence', async () => {
    const { organisation, agreement } = await makeOrganisation(system);
    const busy = await makeClerk(
      system,
      { organisationId: organisation.id },
      { nameInClear: '郑经办' },
    );
    const bounds = consentPolicyOf(system.runtime.config.region).anomalies;
    const most = bounds.peopleAskedPerClerkPerDay;
    const at = now - 30 * minuteMs;
    for (let n = 0; n < most; n++) {
      // by fives: nobody counts up
      const about = { name: '沙小青', documentNumber: numberOf(100 + 5 * n) };
      const columns = { requestedAt: at + n * 1000, statusSince: at };
      await makeRequest(system, { made: { organisation, agreement }, clerk: busy, about, columns });
    }
    const { anomalies } = await bureau.clerk.call('oversight.anomalies', { days: 1 });
    const own = anomalies.filter(({ clerkId }) => clerkId === busy.accountId);
    expect(own.map(({ kind }) => kind).sort()).toEqual(['manyAsked', 'requestBurst']);
    for (const each of own) {
      expect(each).toMatchObject({ clerkName: '郑经办', count: most, looks: [] });
      expect(each.requests).toHaveLength(5);
      expect(each.requests[0]!.at).toBe(at + (most - 1) * 1000);
    }
    expect(JSON.stringify(own)).not.toContain('19900101');
  });

  test('who watches is watched: one entry a page, with the filter and never the data', async () => {
    const { name, certNo } = person.user.resident;
    const { db } = system.runtime;
    await verify(system, bureau.clerk);
    const entries = () =>
      query<{ action: string; chain: string; actor: string; details: Record<string, unknown> }>(
        db,
        `select action, chain, actor_kind as actor, details from audit_entry
         where action like 'oversight.%' order by id`,
      );
    const before = (await entries()).length;
    const clerkId = colleague.accountId;
    const { rows, nextCursor } = await bureau.clerk.call('oversight.looks', { clerkId });
    await bureau.clerk.call('oversight.looks', {});
    const { anomalies } = await bureau.clerk.call('oversight.anomalies', { days: 7 });
    await bureau.clerk.call('oversight.complaints', { show: 'all' });
    await bureau.clerk.call('oversight.rights', { show: 'open' });
    await bureau.clerk.call('oversight.figures', { months: 3 });
    expect(nextCursor).toBeNull();
    const written = (await entries()).slice(before);
    expect(written.map(({ action }) => action)).toEqual([
      'oversight.looks',
      'oversight.looks',
      'oversight.anomalies',
      'oversight.complaints',
      'oversight.rights',
    ]);
    const details = written.map((each) => each.details);
    expect(details[0]).toEqual({
      organisationId: null,
      clerkId,
      allowed: null,
      day: null,
      isFurtherPage: false,
      rows: rows.length,
    });
    expect(details[2]).toMatchObject({ days: 7, rows: anomalies.length });
    expect(details[2]!.numbersOpened).toBeGreaterThanOrEqual(5);
    expect(details[3]).toEqual({ show: 'all', isFurtherPage: false, rows: 0 });
    for (const { chain, actor } of written) {
      expect(chain).toMatch(/^account:/);
      expect(actor).toBe('staff');
    }
    for (const secret of [name, certNo, '沙小青']) {
      expect(JSON.stringify(written)).not.toContain(secret);
    }
  });
});
