import { writeAudit } from '@yibao/cloudfunctions/lib/audit';
import { type Queryable } from '@yibao/cloudfunctions/lib/database/database';
import { addGuardian } from '@yibao/cloudfunctions/lib/guardians';
import { dayMs } from '@yibao/shared/rules/dates';
import { engines } from '../support/database';
import { selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines())('who looked, on $name', (engine) => {
  let system: TestSystem;
  let owner: Phone;
  let father: Phone;
  let mother: Phone;
  let ownerId: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    owner = system.phone('lu-yutong');
    father = system.phone('pan-jianguo');
    mother = system.phone('xu-huilan');
    for (const phone of [owner, father, mother]) await verify(system, phone);
    ownerId = await selfId(owner);
  });
  afterAll(() => system.close());

  const born = (day: string) =>
    query(system.runtime.db, `update person set birth_date = '${day}' where id = '${ownerId}'`);
  const looksOf = async (phone: Phone) => (await phone.call('records.looks', {})).looks;

  test('guardians see who else looked at the child’s records; so does the child, once grown up', async () => {
    const [{ day }] = (await query<{ day: string }>(
      system.runtime.db,
      `select birth_date::text as day from person where id = '${ownerId}'`,
    )) as [{ day: string }];
    await born('2015-06-01');
    const now = system.runtime.clock.now();
    for (const [phone, relation] of [
      [father, 'father'],
      [mother, 'mother'],
    ] as const) {
      const guardianPersonId = await selfId(phone);
      await addGuardian(system.runtime.db, {
        childPersonId: ownerId,
        guardianPersonId,
        relation,
        now,
      });
    }
    const personId = ownerId;
    await father.call('records.covers', { personId });
    await father.call('records.settlements', { personId });
    await father.call('records.settlements', { personId });
    await father.call('records.export', { personId, kind: 'payments' });
    // one's own look is nobody's news
    await owner.call('records.covers', { personId });
    const lines = async (phone: Phone) =>
      (await looksOf(phone)).map(({ viewer, kind, times, isExport, right, ward }) => ({
        viewer: viewer.nameMasked,
        what: [kind, times, isExport],
        right,
        ward: ward?.personId ?? null,
      }));
    const byFather = [
      ['payments', 1, true],
      ['settlements', 2, false],
      ['covers', 1, false],
    ].map((what) => ({ viewer: '潘*国', what, right: 'guardian' }));
    expect(await lines(mother)).toEqual(byFather.map((line) => ({ ...line, ward: ownerId })));
    expect(await lines(father)).toEqual([]);
    await born(day);
    expect(await lines(owner)).toEqual(byFather.map((line) => ({ ...line, ward: null })));
    expect(await lines(mother)).toEqual([]);
  });

  test('whoever looks all the time does not hide who looked once', async () => {
    const { db, clock } = system.runtime;
    const accountOf = async (phone: Phone) => {
      const [row] = await query<{ id: string }>(
        db,
        `select id from account where person_id = '${await selfId(phone)}'`,
      );
      return row!.id;
    };
    const [rare, busy] = [await accountOf(mother), await accountOf(father)];
    const kinds = ['covers', 'payments', 'settlements'] as const;
    const look = (tx: Queryable, accountId: string, n: number) =>
      writeAudit(
        tx,
        {
          actor: { kind: 'account', accountId },
          traceId: '00000000-0000-4000-8000-000000000000',
          now: clock.now() - (40 - (n % 40)) * dayMs,
        },
        {
          action: 'records.look',
          subjectPersonId: ownerId,
          details: { grantId: ownerId, kind: kinds[n % kinds.length]! },
        },
      );
    await look(db, rare, 0);
    await db.transaction(async (tx) => {
      for (let n = 0; n < 500; n++) await look(tx, busy, n);
    });
    const looks = await looksOf(owner);
    const seen = new Set(looks.map(({ viewer }) => viewer.nameMasked));
    expect(seen).toEqual(new Set(['潘*国', '许*兰']));
    expect(looks.filter(({ viewer }) => viewer.nameMasked === '许*兰')).toMatchObject([
      { kind: 'covers', times: 1, right: 'grant' },
    ]);
    const times = looks.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    // the file that was saved stays in sight too
    expect(looks.filter(({ isExport }) => isExport)).toHaveLength(1);
  });
});
