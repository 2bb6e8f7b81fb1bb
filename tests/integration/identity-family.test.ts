import { ageOn, shanghaiDate } from '@yibao/shared/rules/dates';
import { type Relation, relations } from '@yibao/shared/rules/relation';
import { type Resident } from '@yibao/sandbox/city/resident';
import { engines, postgresOnly } from '../support/database';
import { addRelative, claimOf, selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { rowCounts } from '../support/tables';

jest.setTimeout(60_000);

const maxMembers = 12;
const coverageYear = 2026;

const generations: Record<Relation, number> = {
  spouse: 0,
  father: 1,
  mother: 1,
  son: -1,
  daughter: -1,
  brother: 0,
  sister: 0,
  paternalGrandfather: 2,
  paternalGrandmother: 2,
  maternalGrandfather: 2,
  maternalGrandmother: 2,
  grandson: -2,
  granddaughter: -2,
  husbandsFather: 1,
  husbandsMother: 1,
  wifesFather: 1,
  wifesMother: 1,
};
const men: Relation[] = [
  'father',
  'son',
  'brother',
  'paternalGrandfather',
  'maternalGrandfather',
  'grandson',
  'husbandsFather',
  'wifesFather',
];

/** Living people with a resident identity card who have no account: anybody may add them. */
function relativesPool(system: TestSystem): Resident[] {
  const users = new Set(
    system.sandbox.host.residents.testUsers().map(({ resident }) => resident.certNo),
  );
  return system.sandbox.host.residents
    .list()
    .filter((each) => each.certType === '01' && !each.deceased && !users.has(each.certNo));
}

/** Years that `other` is older than `self`; negative when younger. */
function yearsOlder(other: Resident, self: Resident): number {
  return other.birthDate <= self.birthDate
    ? ageOn(other.birthDate, self.birthDate)
    : -ageOn(self.birthDate, other.birthDate);
}

/** Somebody who can be that relation of `self` by sex and age. */
function fitting(system: TestSystem, self: Resident, relation: Relation): Resident {
  const generation = generations[relation];
  const found = relativesPool(system).find((each) => {
    const sexFits = relation === 'spouse' || (each.sex === 'male') === men.includes(relation);
    const years = yearsOlder(each, self);
    return (
      sexFits && (generation === 0 || years * Math.sign(generation) >= Math.abs(generation) * 12)
    );
  });
  if (!found) throw new Error(`nobody can be ${relation}`);
  return found;
}

describe.each(engines())('family, on $name', (engine) => {
  let system: TestSystem;
  let phone: Phone;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    // 46 years old: the city has grandparents' and grandchildren's ages for him
    phone = system.phone('sun-zhiqiang');
    await verify(system, phone);
  });
  afterAll(() => system.close());
  const counts = () => rowCounts(system.runtime.db);
  const add = (relation: Relation, resident: Resident) =>
    phone.reply('identity.addFamilyMember', { relation, ...claimOf(resident) });

  test.each(relations)(
    '%s: accepted where sex and age can be, refused where not',
    async (relation) => {
      const self = phone.user.resident;
      const relative = fitting(system, self, relation);
      const added = await add(relation, relative);
      expect(added).toMatchObject({ ok: true, data: { relation, name: relative.name } });
      const { members } = await phone.call('identity.listFamily', {});
      expect(members.map((each) => each.relation)).toEqual([relation]);
      await phone.call('identity.removeFamilyMember', { personId: members[0]!.personId });

      const before = await counts();
      const years = Math.abs(generations[relation]) * 12;
      const wrong = relativesPool(system).filter((each) => {
        if (relation === 'spouse') return false;
        const wrongSex = (each.sex === 'male') !== men.includes(relation);
        const apart = yearsOlder(each, self) * Math.sign(generations[relation] || 1);
        return wrongSex || (years > 0 && apart < years);
      });
      for (const someone of wrong.slice(0, 3)) {
        expect(await add(relation, someone)).toMatchObject({
          ok: false,
          error: { code: 'relation_implausible', field: 'relation' },
        });
      }
      expect(await counts()).toEqual(before);
    },
  );

  test('nobody is a relative of themselves, nor twice in one family', async () => {
    const before = await counts();
    expect(await add('brother', phone.user.resident)).toMatchObject({
      ok: false,
      error: { code: 'member_is_self' },
    });
    expect(await counts()).toEqual(before);
    const personId = await addRelative(phone, 'daughter');
    const { resident } = phone.user.family.find(({ relation }) => relation === 'daughter')!;
    for (const relation of ['daughter', 'granddaughter'] as const) {
      expect(await add(relation, resident)).toMatchObject({
        ok: false,
        error: { code: 'member_exists' },
      });
    }
    await phone.call('identity.removeFamilyMember', { personId });
    expect(await phone.refused('identity.removeFamilyMember', { personId })).toBe('not_found');
    expect(await addRelative(phone, 'daughter')).toBe(personId);
    await phone.call('identity.removeFamilyMember', { personId });
  });

  test('nobody is removed while a payment for them is on its way', async () => {
    const payer = system.phone('shen-wenbo');
    await verify(system, payer);
    const personId = await addRelative(payer, 'spouse');
    const { enrollmentId } = await payer.call('enrollment.register', { personId, coverageYear });
    const { order } = await payer.call('payment.createOrder', { enrollmentIds: [enrollmentId] });
    expect(await payer.refused('identity.removeFamilyMember', { personId })).toBe('member_in_use');
    await payer.call('payment.cancelOrder', { orderId: order.orderId });
    await payer.call('identity.removeFamilyMember', { personId });
  });

  test('a family has twelve members, not thirteen', async () => {
    const owner = system.phone('luo-jun');
    await verify(system, owner);
    const people = relativesPool(system).slice(0, maxMembers + 1);
    for (const resident of people.slice(0, maxMembers)) {
      await owner.call('identity.addFamilyMember', { relation: 'spouse', ...claimOf(resident) });
    }
    const thirteenth = { relation: 'spouse' as const, ...claimOf(people[maxMembers]!) };
    expect(await owner.refused('identity.addFamilyMember', thirteenth)).toBe('family_full');
    const { members, maxMembers: limit } = await owner.call('identity.listFamily', {});
    expect([members.length, limit]).toEqual([maxMembers, maxMembers]);
    await owner.call('identity.removeFamilyMember', { personId: members[0]!.personId });
    expect(await owner.reply('identity.addFamilyMember', thirteenth)).toMatchObject({ ok: true });
  });

  test('ten wrong pairs of name and number a day, then none, right or wrong', async () => {
    const guesser = system.phone('wu-haibo');
    await verify(system, guesser);
    const [victim, other] = relativesPool(system);
    const right = { relation: 'spouse' as const, ...claimOf(victim!) };
    const guess = { ...right, name: '王小兰' };
    for (let i = 0; i < 10; i++) {
      expect(await guesser.refused('identity.addFamilyMember', guess)).toBe('identity_mismatch');
    }
    expect(await guesser.refused('identity.addFamilyMember', guess)).toBe('rate_limited');
    expect(await guesser.refused('identity.addFamilyMember', right)).toBe('rate_limited');
    const bystander = system.phone('zhao-yajing');
    await verify(system, bystander);
    await bystander.call('identity.addFamilyMember', { relation: 'spouse', ...claimOf(other!) });
    await system.advance(24 * 60);
    expect(shanghaiDate(system.runtime.clock.now())).toBe('2025-11-21');
    await guesser.call('identity.addFamilyMember', right);
  });

  test('the answer to a wrong pair does not say which half is wrong', async () => {
    const asker = system.phone('feng-xiaoyan');
    await verify(system, asker);
    const [someone, another] = relativesPool(system);
    const replies = [];
    for (const claim of [
      { ...claimOf(someone!), name: another!.name },
      { ...claimOf(someone!), documentNumber: '340621199003070025' },
    ]) {
      const reply = await asker.reply('identity.addFamilyMember', { relation: 'spouse', ...claim });
      replies.push(reply.ok ? reply : { ...reply.error, traceId: '' });
    }
    expect(replies[0]).toEqual(replies[1]);
    expect(replies[0]).toMatchObject({ code: 'identity_mismatch' });
  });
});

describe.each(postgresOnly())('family at the same moment, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('two additions at the limit make twelve', async () => {
    const owner = system.phone('luo-jun');
    await verify(system, owner);
    const people = relativesPool(system).slice(0, maxMembers + 3);
    for (const resident of people.slice(0, maxMembers - 1)) {
      await owner.call('identity.addFamilyMember', { relation: 'spouse', ...claimOf(resident) });
    }
    const replies = await Promise.all(
      people
        .slice(maxMembers - 1)
        .map((resident) =>
          owner.reply('identity.addFamilyMember', { relation: 'spouse', ...claimOf(resident) }),
        ),
    );
    const codes = replies.map((reply) => (reply.ok ? 'ok' : reply.error.code)).sort();
    expect(codes).toEqual(['family_full', 'family_full', 'family_full', 'ok']);
    expect((await owner.call('identity.listFamily', {})).members).toHaveLength(maxMembers);
  });

  test('the same relative added eight times at once is one member', async () => {
    const owner = system.phone('zhao-yajing');
    await verify(system, owner);
    const relative = { relation: 'spouse' as const, ...claimOf(relativesPool(system)[0]!) };
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => owner.reply('identity.addFamilyMember', relative)),
    );
    const codes = replies.map((reply) => (reply.ok ? 'ok' : reply.error.code)).sort();
    expect(codes).toEqual([...Array.from({ length: 7 }, () => 'member_exists'), 'ok']);
  });

  test('husband and wife who add each other at once both succeed', async () => {
    const couple = [system.phone('shen-wenbo'), system.phone('lu-yutong')];
    for (const phone of couple) await verify(system, phone);
    const ids = [await selfId(couple[0]!), await selfId(couple[1]!)];
    for (let round = 0; round < 8; round++) {
      await Promise.all(couple.map((phone) => addRelative(phone, 'spouse')));
      await Promise.all(
        couple.map((phone, i) =>
          phone.call('identity.removeFamilyMember', { personId: ids[1 - i]! }),
        ),
      );
    }
  });

  test('guesses sent side by side learn no more than ten do', async () => {
    const guesser = system.phone('wu-haibo');
    await verify(system, guesser);
    const wrong = {
      relation: 'spouse' as const,
      ...claimOf(relativesPool(system)[0]!),
      name: '王小兰',
    };
    const replies = await Promise.all(
      Array.from({ length: 40 }, () => guesser.reply('identity.addFamilyMember', wrong)),
    );
    const codes = replies.map((reply) => (reply.ok ? 'ok' : reply.error.code));
    expect(codes.filter((code) => code === 'identity_mismatch')).toHaveLength(10);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(30);
  });
});
