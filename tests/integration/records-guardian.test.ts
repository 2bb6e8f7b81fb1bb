import { randomUUID } from 'node:crypto';
import { guardianship, staffMember } from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { addRelative, claimOf, selfId, verify } from '../support/journey';
import { appoint } from '../support/newborn-staff';
import { type CallInput, type Phone, startTestSystem, type TestSystem } from '../support/system';

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

  describe('a court takes the right before the parent ever had it', () => {
    let clerk: Phone;
    let mother: Phone;
    let motherId: string;
    let childId: string;
    let ending: CallInput<'newborn.staffEndGuardianship'>;
    beforeAll(async () => {
      clerk = system.phone('gao-min');
      mother = system.phone('xu-huilan');
      await verify(system, mother);
      motherId = await selfId(mother);
      childId = await addRelative(mother, 'son');
      const words = { basis: 'courtOrder' as const, reason: '法院判决由父亲抚养' };
      ending = { childPersonId: childId, guardianPersonId: motherId, ...words };
    });
    const end = (changes: Partial<typeof ending>) =>
      clerk.refused('newborn.staffEndGuardianship', { ...ending, ...changes });
    const ended = async () => {
      const all = await rows();
      return all.filter(({ guardianPersonId }) => guardianPersonId === motherId);
    };

    test('only of a child under age that stands, and of somebody else', async () => {
      const grandmotherId = await addRelative(mother, 'mother');
      expect(await end({ childPersonId: randomUUID() })).toBe('not_found');
      expect(await end({ guardianPersonId: randomUUID() })).toBe('not_found');
      expect(await end({ guardianPersonId: childId })).toBe('not_found');
      // an adult is nobody's ward
      expect(await end({ childPersonId: grandmotherId })).toBe('not_found');
      expect(await ended()).toEqual([]);
    });

    test('nobody records it in an affair of their own', async () => {
      const relative = await appoint(system, 'luo-jun', 'guardian-1');
      const self = await appoint(system, 'lu-yutong', 'guardian-2');
      await verify(system, self);
      const child = mother.user.family.find(({ relation }) => relation === 'son')!;
      await relative.call('identity.addFamilyMember', {
        relation: 'son',
        ...claimOf(child.resident),
      });
      expect(await relative.refused('newborn.staffEndGuardianship', ending)).toBe('not_allowed');
      const ofSelf = { ...ending, guardianPersonId: await selfId(self) };
      expect(await self.refused('newborn.staffEndGuardianship', ofSelf)).toBe('not_allowed');
      expect(await ended()).toEqual([]);
    });

    test('the register still says mother; she becomes no guardian, and hears why', async () => {
      expect(await seen(mother, childId)).toMatchObject({ access: 'none', mayGuard: true });
      const replies = await Promise.all(
        Array.from({ length: 3 }, () => clerk.reply('newborn.staffEndGuardianship', ending)),
      );
      expect(replies.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await ended()).toMatchObject([
        { childPersonId: childId, relation: 'mother', endBasis: 'courtOrder' },
      ]);
      const reply = await mother.reply('records.guard', { personId: childId });
      expect(reply).toMatchObject({
        ok: false,
        error: { code: 'guardian_unproven', message: expect.stringContaining('结束') as string },
      });
      expect(await mother.refused('records.covers', { personId: childId })).toBe('not_found');
      const [told] = (await mother.call('identity.listNotices', {})).notices;
      expect(told).toMatchObject({ title: '不能登记为监护人' });
      expect(told!.text).not.toContain('不再是');
    });
  });
});
