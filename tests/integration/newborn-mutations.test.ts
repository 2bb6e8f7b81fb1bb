/** What nothing else would notice if it were left out: each test names the line it watches. */
import { newbornApplication } from '@yibao/cloudfunctions/lib/database/schema';
import { motherIndexOf } from '@yibao/cloudfunctions/newborn/details';
import { takeTurn } from '@yibao/cloudfunctions/newborn/store';
import { dayMs } from '@yibao/shared/rules/dates';
import { describeOnServers, engines } from '../support/database';
import { until } from '../support/journey';
import { apply, birthOf, formOf, resultsOf, takeAway } from '../support/newborn';
import { appoint, parentOf } from '../support/newborn-staff';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

const reason = '派出所来函证明';

describe.each(engines())('what waits for a person or a source, on $name', (engine) => {
  let system: TestSystem;
  let clerk: Phone;
  let colleague: Phone;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    clerk = system.phone('gao-min');
    colleague = await appoint(system, 'zhao-yajing', 'test-002');
  });
  afterAll(() => system.close());
  afterEach(() => system.sandbox.host.faults.clear());

  const rowOf = async (applicationId: string) => {
    const rows = await system.runtime.db.select().from(newbornApplication);
    return rows.find(({ id }) => id === applicationId)!;
  };
  async function appeal(key: string): Promise<{ phone: Phone; applicationId: string }> {
    const phone = await parentOf(system, key);
    const { applicationId, status } = await apply(system, phone, { items: [] });
    expect(status).toBe('refused');
    await phone.call('newborn.addEvidence', { applicationId, text: '请再看', photoIds: [] });
    return { phone, applicationId };
  }

  test('an approval wakes the other parent at once, not at the next minute (wakeOthers)', async () => {
    const father = await parentOf(system, 'load-001-f');
    const mother = await parentOf(system, 'load-001-m');
    takeAway(system, 'hardship');
    const { applicationId, status } = await apply(system, father, { items: [] });
    expect(status).toBe('queued');
    system.sandbox.host.faults.clear();
    const { nextCheckAt } = await rowOf(applicationId);
    expect((await apply(system, mother, { items: [] })).status).toBe('approved');
    await system.tick();
    expect((await rowOf(applicationId)).status).toBe('joined');
    // and it was not merely its turn
    expect(system.runtime.clock.now()).toBeLessThan(nextCheckAt!);
  });

  test('what no timer would take up joins an approval by clerks (wakeOthers)', async () => {
    const mothers = await appeal('shao-xiaoli');
    const fathers = await appeal('pan-weidong');
    expect((await rowOf(fathers.applicationId)).nextCheckAt).toBeNull();
    const { applicationId } = mothers;
    await clerk.call('newborn.staffClaim', { applicationId });
    await clerk.call('newborn.staffApprove', { applicationId, reason });
    const approved = await colleague.call('newborn.staffApprove', { applicationId, reason });
    expect(approved.status).toBe('approved');
    await system.advance(2);
    const joined = await fathers.phone.call('newborn.get', {
      applicationId: fathers.applicationId,
    });
    expect(joined.status).toBe('joined');
  });

  test('an appeal that comes due is left to people, though all passes now (needsPerson)', async () => {
    const { dataSharing } = system.runtime.ports;
    const nowhere = jest.spyOn(dataSharing, 'findInPopulation').mockResolvedValue(null);
    const { phone, applicationId } = await appeal('load-004-m');
    nowhere.mockRestore();
    const before = await rowOf(applicationId);
    await query(
      system.runtime.db,
      `update newborn_application set next_check_at = submitted_at where id = '${applicationId}'`,
    );
    await system.advance(2);
    expect(await rowOf(applicationId)).toEqual(before);
    expect((await phone.call('identity.listFamily', {})).members).toEqual([]);
  });

  test('nor does another answer decide it, once it was woken (needsPerson)', async () => {
    const father = await parentOf(system, 'load-002-f');
    const mother = await parentOf(system, 'load-002-m');
    const refused = await apply(system, father, { items: [], name: '写错的名字' });
    expect(refused.status).toBe('refused');
    const { applicationId } = refused;
    await father.call('newborn.addEvidence', { applicationId, text: '请再看', photoIds: [] });
    expect((await apply(system, mother, { items: [] })).status).toBe('approved');
    await system.advance(2);
    expect(await rowOf(applicationId)).toMatchObject({ status: 'queued', queueReason: 'appeal' });
    const { checks } = await clerk.call('newborn.staffView', { applicationId });
    expect(checks.filter(({ result }) => result === 'mismatch')).toMatchObject([{ check: 'baby' }]);
  });

  test('a registry that contradicts itself decides nothing (digests of earlier rounds)', async () => {
    const mother = await parentOf(system, 'load-003-m');
    const { certificateNumber } = birthOf(system, mother);
    takeAway(system, 'hardship');
    const { applicationId, status } = await apply(system, mother, { items: [] });
    expect(status).toBe('queued');
    system.sandbox.host.faults.clear();
    const change = { number: certificateNumber, change: 'rename' };
    await system.sandboxPost('/control/certificate', change);
    await system.advance(2);
    const seen = await mother.call('newborn.get', { applicationId });
    expect(seen.status).toBe('queued');
    expect(resultsOf(seen)).toMatchObject({ certificate: 'review', baby: 'review' });
    expect((await rowOf(applicationId)).queueReason).toBe('review');
    // the first answer again is still one of two: a person looks
    await system.sandboxPost('/control/certificate', { ...change, change: 'restore' });
    await system.advance(2);
    expect((await rowOf(applicationId)).status).toBe('queued');
  });
});

describeOnServers('two births of one mother at the same moment', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());
  afterEach(() => jest.restoreAllMocks());

  /** Another certificate of the same parents, of a baby born 60 days earlier. */
  function earlierBirth(mother: Phone) {
    const birth = birthOf(system, mother);
    const earlier = {
      certificateNumber: 'T349999901',
      babyName: '另一个',
      bornAt: birth.bornAt - 60 * dayMs,
    };
    const { dataSharing } = system.runtime.ports;
    const ask = dataSharing.findBirthCertificate.bind(dataSharing);
    jest.spyOn(dataSharing, 'findBirthCertificate').mockImplementation(async (number) => {
      if (number !== earlier.certificateNumber) return ask(number);
      const found = await ask(birth.certificateNumber);
      const { certificateNumber, ...told } = earlier;
      return found && { ...found, number: certificateNumber, ...told };
    });
    return { ...birth, ...earlier };
  }

  test('they take turns by the mother, so that the second sees the first (takeTurn)', async () => {
    const mother = await parentOf(system, 'load-001-m');
    const father = await parentOf(system, 'load-001-f');
    const { db, cipher } = system.runtime;
    const earlier = formOf(earlierBirth(mother), { items: [] });
    const motherIndex = motherIndexOf(cipher, { documentNumber: mother.user.resident.certNo });
    const settled: string[] = [];
    const noting = <T>(reply: Promise<T & { status: string }>) =>
      reply.then(({ status }) => {
        settled.push(status);
        return status;
      });
    const replies = await db.transaction(async (tx) => {
      // a third one of hers has the turn
      await takeTurn(tx, 'a third certificate', motherIndex);
      const both = [
        noting(apply(system, mother, { items: [] })),
        noting(father.call('newborn.submit', earlier)),
      ];
      const waiting = () =>
        query<{ n: number }>(
          db,
          `select count(*)::int as n from pg_stat_activity
           where datname = current_database() and wait_event = 'advisory'`,
        );
      await until(waiting, ([row]) => row!.n === both.length || settled.length > 0);
      expect(settled).toEqual([]);
      return both;
    });
    expect((await Promise.all(replies)).sort()).toEqual(['approved', 'queued']);
    const interval = await query(
      db,
      `select 1 from newborn_check where kind = 'duplicate' and result = 'review'`,
    );
    expect(interval).toHaveLength(1);
  });
});
