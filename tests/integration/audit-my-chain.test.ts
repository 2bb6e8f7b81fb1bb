import { addGuardian } from '@yibao/cloudfunctions/lib/guardians';
import { engines } from '../support/database';
import { selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines())('one’s own chain, on $name', (engine) => {
  let system: TestSystem;
  let owner: Phone;
  let mother: Phone;
  let ownerId: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    owner = system.phone('lu-yutong');
    mother = system.phone('xu-huilan');
    for (const phone of [owner, mother]) await verify(system, phone);
    ownerId = await selfId(owner);
  });
  afterAll(() => system.close());

  const chainsOf = async (phone: Phone) => (await phone.call('audit.myChain', {})).chains;
  const sql = (statement: string) => query<Record<string, unknown>>(system.runtime.db, statement);
  const entries = () =>
    sql(`select seq, hash from audit_entry where chain = 'person:${ownerId}' order by seq`);

  test('is counted, whole, and its head is there to be written down', async () => {
    const rows = await entries();
    const [chain, ...more] = await chainsOf(owner);
    expect(more).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
    expect(chain).toMatchObject({
      ward: null,
      entries: rows.length,
      broken: null,
      headHash: rows.at(-1)!['hash'],
    });
    const now = system.runtime.clock.now();
    expect(chain!.firstAt).toBeLessThanOrEqual(chain!.lastAt!);
    expect(chain!.lastAt).toBeLessThanOrEqual(now);
  });

  test('says which checkpoint covers it, and up to where', async () => {
    await system.advance(1);
    const rows = await entries();
    const [row] = await sql(`select max(number)::int as number from audit_checkpoint`);
    const [chain] = await chainsOf(owner);
    expect(chain?.checkpoint).toMatchObject({ number: row!['number'], upToSeq: rows.length });
    expect(system.logText()).not.toContain('audit checkpoint does not fit');
  });

  test('a ward’s is there as well, until they are grown up', async () => {
    const [{ day }] = (await sql(
      `select birth_date::text as day from person where id = '${ownerId}'`,
    )) as [{ day: string }];
    const born = (date: string) =>
      sql(`update person set birth_date = '${date}' where id = '${ownerId}'`);
    await born('2015-06-01');
    const guardianPersonId = await selfId(mother);
    const now = system.runtime.clock.now();
    const guardianship = {
      childPersonId: ownerId,
      guardianPersonId,
      relation: 'mother',
      now,
    } as const;
    await addGuardian(system.runtime.db, guardianship);
    const [own, ward] = await chainsOf(mother);
    expect(own?.ward).toBeNull();
    expect(ward).toMatchObject({ ward: { personId: ownerId }, broken: null });
    await born(day);
    expect(await chainsOf(mother)).toHaveLength(1);
  });

  test('names the first entry that was changed, to its owner and to nobody else', async () => {
    const alter = (deed: string) =>
      sql(`alter table audit_entry disable trigger user`)
        .then(() => sql(deed))
        .then(() => sql(`alter table audit_entry enable trigger user`));
    const [{ id, action }] = (await sql(
      `select id, action from audit_entry where chain = 'person:${ownerId}' and seq = 2`,
    )) as [{ id: number; action: string }];
    await alter(`update audit_entry set action = 'x' where id = ${id}`);
    const [chain] = await chainsOf(owner);
    expect(chain?.broken).toEqual({ seq: 2, what: 'changed' });
    expect((await chainsOf(mother))[0]?.broken).toBeNull();
    await alter(`update audit_entry set action = '${action}' where id = ${id}`);
    expect((await chainsOf(owner))[0]?.broken).toBeNull();
  });
});
