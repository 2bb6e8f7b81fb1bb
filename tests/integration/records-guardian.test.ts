import { guardianship, staffMember } from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { addRelative, claimOf, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';

jest.setTimeout(60_000);

describe.each(engines())('guardians of children who are no newborns, on $name', (engine) => {
  let system: TestSystem;
  let father: Phone;
  let stranger: Phone;
  let daughterId: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    father = system.phone('pan-jianguo');
    stranger = system.phone('luo-jun');
    await verify(system, father);
    await verify(system, stranger);
    daughterId = await addRelative(father, 'daughter');
  });
  afterAll(() => system.close());
  afterEach(() => system.sandbox.host.faults.clear());

  const seen = async (phone: Phone, personId: string) => {
    const { people } = await phone.call('records.people', {});
    return people.find(({ person }) => person.personId === personId);
  };
  const rows = () => system.runtime.db.select().from(guardianship);

  test('a stranger who knows name and number is no parent: the registers say so', async () => {
    const child = father.user.family.find(({ relation }) => relation === 'daughter')!;
    const { personId } = await stranger.call('identity.addFamilyMember', {
      relation: 'daughter',
      ...claimOf(child.resident),
    });
    expect(await seen(stranger, personId)).toMatchObject({ access: 'none', mayGuard: true });
    expect(await stranger.refused('records.guard', { personId })).toBe('guardian_unproven');
    expect(await stranger.refused('records.covers', { personId })).toBe('not_found');
    expect(await rows()).toEqual([]);
    // nor is asking without end a way to learn who is whose child
    let asked = 1;
    let code = '';
    while (code !== 'rate_limited' && asked < 20) {
      code = await stranger.refused('records.guard', { personId });
      asked++;
    }
    expect(asked).toBe(11);
  });

  test('the register is away: nobody becomes anything', async () => {
    system.sandbox.host.faults.add({
      system: 'data-sharing',
      operation: '*',
      kind: 'error500',
      times: 100,
      delayMs: 0,
    });
    expect(await father.refused('records.guard', { personId: daughterId })).toBe(
      'upstream_unavailable',
    );
    expect(await rows()).toEqual([]);
  });

  test('an adult is asked for a grant, a mother is no child', async () => {
    const motherId = await addRelative(father, 'mother');
    expect(await seen(father, motherId)).toMatchObject({ access: 'none', mayGuard: false });
    expect(await father.refused('records.guard', { personId: motherId })).toBe('not_found');
  });

  test('the father on the household register: guardian at once, once, and all records open', async () => {
    expect(await seen(father, daughterId)).toMatchObject({ access: 'none', mayGuard: true });
    expect(await father.refused('records.covers', { personId: daughterId })).toBe('not_found');
    const replies = await Promise.all(
      Array.from({ length: 4 }, () => father.call('records.guard', { personId: daughterId })),
    );
    expect(new Set(replies.map(({ proof }) => proof))).toEqual(new Set(['household']));
    expect(await rows()).toMatchObject([{ childPersonId: daughterId, relation: 'father' }]);
    expect(await seen(father, daughterId)).toMatchObject({
      access: 'guardian',
      kinds: ['covers', 'payments', 'settlements'],
      mayGuard: false,
    });
    await father.call('records.refresh', { personId: daughterId, byHand: true });
    const { covers } = await father.call('records.covers', { personId: daughterId });
    expect(covers.length).toBeGreaterThan(0);
  });

  test('what a clerk has ended does not come back by a tap', async () => {
    const now = system.runtime.clock.now();
    const [clerk] = await system.runtime.db.select().from(staffMember);
    await system.runtime.db.update(guardianship).set({
      endedAt: now,
      endBasis: 'courtOrder',
      endedBy: clerk!.accountId,
      endReason: '法院判决',
    });
    expect(await father.refused('records.covers', { personId: daughterId })).toBe('not_found');
    const reply = await father.reply('records.guard', { personId: daughterId });
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'guardian_unproven', message: expect.stringContaining('已经结束') as string },
    });
    expect(await father.refused('records.covers', { personId: daughterId })).toBe('not_found');
  });
});
