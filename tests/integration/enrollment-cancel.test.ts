import { guardianship, staffMember } from '@yibao/cloudfunctions/lib/database/schema';
import { addGuardian } from '@yibao/cloudfunctions/lib/guardians';
import { engines } from '../support/database';
import { selfId } from '../support/journey';
import { type Phone } from '../support/system';
import {
  addToFamily,
  books,
  coverageYear,
  noticesOf,
  startTown,
  type Town,
} from './payment-support';

jest.setTimeout(40_000);

const onlyTheirs = '只有本人、孩子的监护人，或者办理这次登记的人，才能取消登记';

describe.each(engines())('who may withdraw an enrolment, on $name', (engine) => {
  let town: Town;
  let registrant: Phone;
  let stranger: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    registrant = await town.login('xu-huilan');
    stranger = await town.login('luo-jun');
  });
  afterAll(() => town.close());

  const statusOf = async (enrollmentId: string) =>
    (await books(town)).enrollments.find(({ id }) => id === enrollmentId)!.status;
  const toldOf = async (enrollmentId: string) =>
    (await noticesOf(town, `enrollment-cancelled:${enrollmentId}`)).map((row) => ({
      personId: row.personId,
      body: row.body,
    }));

  /** A resident whom the registrant has registered, and whom the stranger knows by name and number. */
  async function known(story: Parameters<Town['adopt']>[1] = 'insuredLastYear') {
    const personId = await town.adopt(registrant, story);
    await addToFamily(town, stranger, town.residentOf(personId));
    const { enrollmentId } = await registrant.call('enrollment.register', {
      personId,
      coverageYear,
    });
    return { personId, enrollmentId };
  }
  const guardian = async (phone: Phone, childPersonId: string) => {
    const { db, clock } = town.runtime;
    const guardianPersonId = await selfId(phone);
    const now = clock.now();
    await addGuardian(db, { childPersonId, guardianPersonId, relation: 'mother', now });
  };

  test.each(['insuredLastYear', 'elsewhereActive'] as const)(
    'not somebody who merely added them by name and number (%s)',
    async (story) => {
      const { enrollmentId } = await known(story);
      const before = await statusOf(enrollmentId);
      expect(await stranger.call('enrollment.get', { enrollmentId })).toMatchObject({
        mayCancel: false,
      });
      expect(await stranger.reply('enrollment.cancel', { enrollmentId })).toMatchObject({
        ok: false,
        error: { code: 'not_allowed', message: onlyTheirs },
      });
      expect(await statusOf(enrollmentId)).toBe(before);
      expect(await toldOf(enrollmentId)).toEqual([]);
    },
  );

  test('who registered it may, and the person is told', async () => {
    const { enrollmentId, personId } = await known();
    expect(await registrant.call('enrollment.get', { enrollmentId })).toMatchObject({
      mayCancel: true,
    });
    const cancelled = await registrant.call('enrollment.cancel', { enrollmentId });
    expect(cancelled).toMatchObject({ status: 'cancelled', mayCancel: false });
    const told = await toldOf(enrollmentId);
    expect(told.map((each) => each.personId)).toEqual([personId]);
    expect(told[0]!.body).toContain('由办理登记的人取消');
  });

  test('the person may, and who registered it is told', async () => {
    const person = await town.login('lu-yutong');
    const personId = await selfId(person);
    await addToFamily(town, registrant, person.user.resident);
    const { enrollmentId } = await registrant.call('enrollment.register', {
      personId,
      coverageYear,
    });
    expect((await person.call('enrollment.cancel', { enrollmentId })).status).toBe('cancelled');
    const told = await toldOf(enrollmentId);
    expect(told.map((each) => each.personId)).toEqual([await selfId(registrant)]);
    expect(told[0]!.body).toContain('由本人取消');
    expect(told[0]!.body).not.toContain(person.user.resident.name);
  });

  test('a guardian may, whoever registered the child; who did and the other guardian are told', async () => {
    const [mother, other] = [await town.login('shen-wenbo'), await town.login('cao-xiuyun')];
    const { enrollmentId, personId } = await known('child');
    await guardian(mother, personId);
    await guardian(other, personId);
    expect((await mother.call('enrollment.cancel', { enrollmentId })).status).toBe('cancelled');
    const told = await toldOf(enrollmentId);
    const expected = [personId, await selfId(registrant), await selfId(other)];
    expect(told.map((each) => each.personId).sort()).toEqual(expected.sort());
    expect(told[0]!.body).toContain('由监护人取消');
  });

  test('a guardian whose right has ended may not any more', async () => {
    const mother = await town.login('shen-wenbo');
    const { enrollmentId, personId } = await known('child');
    await guardian(mother, personId);
    const { db, clock } = town.runtime;
    const [clerk] = await db.select().from(staffMember);
    await db.update(guardianship).set({
      endedAt: clock.now(),
      endBasis: 'courtOrder',
      endedBy: clerk!.accountId,
      endReason: '法院判决',
    });
    expect(await mother.refused('enrollment.cancel', { enrollmentId })).toBe('not_found');
    await addToFamily(town, mother, town.residentOf(personId));
    expect(await mother.refused('enrollment.cancel', { enrollmentId })).toBe('not_allowed');
  });
});
