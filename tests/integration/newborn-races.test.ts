import { describeOnServers, engines } from '../support/database';
import { verify } from '../support/journey';
import { type Application, apply, birthOf, formOf } from '../support/newborn';
import { patient, type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(240_000);

const loadKey = (number: number, who: 'm' | 'f') =>
  `load-${String(number).padStart(3, '0')}-${who}`;

async function inGroups<T, R>(items: T[], size: number, work: (item: T) => Promise<R>) {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += size) {
    results.push(...(await Promise.all(items.slice(from, from + size).map(work))));
  }
  return results;
}

async function verified(system: TestSystem, keys: string[]): Promise<Phone[]> {
  return inGroups(keys, 10, async (key) => {
    const phone = system.phone(key);
    await verify(system, phone);
    return phone;
  });
}

async function numberOf(system: TestSystem, sql: string): Promise<number> {
  const [row] = await query<{ n: number }>(system.runtime.db, `select (${sql})::int as n`);
  return row!.n;
}

const babies = 100;

describeOnServers('both parents of 100 babies at the same moment', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine, patient);
  });
  afterAll(() => system.close());

  test('100 enrolments, 200 approvals, no error', async () => {
    const numbers = Array.from({ length: babies }, (_, index) => index + 1);
    const keys = numbers.flatMap((number) => [loadKey(number, 'm'), loadKey(number, 'f')]);
    const phones = await verified(system, keys);
    const replies = await Promise.all(
      phones.map((phone) =>
        phone.reply('newborn.submit', formOf(birthOf(system, phone), { items: [] })),
      ),
    );
    const refused = replies.flatMap((reply) => (reply.ok ? [] : [reply.error]));
    expect(refused).toEqual([]);
    // so many at once, on one machine with its registries, that some answers come too late:
    // those applications wait, and the sweep decides them
    const waiting = () =>
      numberOf(system, "select count(*) from newborn_application where status = 'queued'");
    for (let minute = 0; minute < 2 && (await waiting()) > 0; minute++) await system.advance(1);
    expect(await waiting()).toBe(0);
    const applications = await inGroups(replies, 10, async (reply) => {
      const index = replies.indexOf(reply);
      if (!reply.ok) throw new Error(reply.error.message);
      const { applicationId } = reply.data;
      return phones[index]!.call('newborn.get', { applicationId });
    });
    const by = (status: Application['status']) =>
      applications.filter((application) => application.status === status);
    expect([by('approved').length, by('joined').length]).toEqual([babies, babies]);
    // each pair sees the same baby, with the other parent's progress
    const pairs = numbers.map((_, index) => applications.slice(2 * index, 2 * index + 2));
    for (const [one, other] of pairs) {
      expect(one!.baby.personId).toBe(other!.baby.personId);
    }
    const { db } = system.runtime;
    expect(await numberOf(system, 'select count(*) from enrollment')).toBe(babies);
    expect(await numberOf(system, 'select count(distinct person_id) from enrollment')).toBe(babies);
    expect(await numberOf(system, 'select count(*) from guardianship')).toBe(2 * babies);
    const stuck = await query(
      db,
      "select status from enrollment where status <> 'registered' limit 1",
    );
    expect(stuck).toEqual([]);
  });
});

describe.each(engines())('one parent on two phones, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('the same application for both, however close they come', async () => {
    const [phone] = await verified(system, [loadKey(1, 'm')]);
    const replies = await Promise.all(Array.from({ length: 8 }, () => apply(system, phone!)));
    expect(new Set(replies.map(({ applicationId }) => applicationId)).size).toBe(1);
    expect(await numberOf(system, 'select count(*) from newborn_application')).toBe(1);
  });
});

const outageMinutes = 10;
const applicants = 50;

describe.each(engines())('a registry away for 10 minutes, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('50 applications: none refused, all decided within 2 minutes of its return', async () => {
    const keys = Array.from({ length: applicants }, (_, index) => loadKey(index + 1, 'm'));
    const phones = await verified(system, keys);
    await system.sandboxPost('/control/faults', {
      system: 'data-sharing',
      operation: 'birthCertificate',
      kind: 'error500',
      forMinutes: outageMinutes,
    });
    const applications = await inGroups(phones, 10, (phone) => apply(system, phone));
    expect(applications.map(({ status }) => status)).toEqual(
      Array.from({ length: applicants }, () => 'queued'),
    );
    const decided = () =>
      numberOf(system, "select count(*) from newborn_application where status <> 'queued'");
    // minute after minute the sweep finds the registry still away
    for (let minute = 1; minute < outageMinutes; minute++) await system.advance(1);
    expect(await decided()).toBe(0);
    await system.advance(1); // it is back
    await system.advance(1);
    expect(await decided()).toBe(applicants);
    const statuses = await query(
      system.runtime.db,
      'select distinct status from newborn_application',
    );
    expect(statuses).toEqual([{ status: 'approved' }]);
    expect(await numberOf(system, 'select count(*) from enrollment')).toBe(applicants);
  });
});
