import { randomUUID } from 'node:crypto';
import { keepOtherwise } from '@yibao/cloudfunctions/enrollment/insured-otherwise';
import { familyMember, outbox } from '@yibao/cloudfunctions/lib/database/schema';
import { enqueue } from '@yibao/cloudfunctions/lib/outbox/enqueue';
import { getPerson, identityOf } from '@yibao/cloudfunctions/lib/people';
import { changeIdentityTopic } from '@yibao/cloudfunctions/newborn/upgrade/tell-platform';
import { newPersonOf, platformIdentityOf } from '@yibao/cloudfunctions/newborn/registration';
import { upgradeIdentity } from '@yibao/cloudfunctions/newborn/upgrade/upgrade';
import { upgradeFromRegistry } from '@yibao/cloudfunctions/newborn/upgrade/from-registry';
import { describeOnServers, engines } from '../support/database';
import { babyName, bornOn, type Family, type Files, openFiles, traceId } from './newborn-files';

jest.setTimeout(30_000);

/** As a guardian's action asks for it, after the registry has found nothing against it. */
function upgrade(files: Files, personId: string, number: string) {
  const { db, cipher, clock } = files;
  const now = clock.at;
  return db.transaction((tx) =>
    upgradeIdentity(
      {
        tx,
        cipher,
        now,
        audit: () => Promise.resolve(),
        send: async (message) => {
          await enqueue(tx, message, now);
        },
      },
      { personId, number, askedBy: 'guardian', accountId: null },
    ),
  );
}

/** A relative's place in a family, as identity.addFamilyMember writes it. */
async function addMember(files: Files, ownerPersonId: string, memberPersonId: string) {
  const row = { id: randomUUID(), ownerPersonId, memberPersonId, relation: 'granddaughter' };
  await files.db.insert(familyMember).values({ ...row, addedAt: files.clock.at });
  return row.id;
}

async function placesOf(files: Files, memberPersonId: string) {
  const rows = await files.db.select().from(familyMember);
  return rows.filter((row) => row.memberPersonId === memberPersonId);
}

describe.each(engines())('an ID number in the place of a certificate, on $name', (engine) => {
  let files: Files;
  let family: Family;
  let number: string;
  beforeAll(async () => {
    files = await openFiles(engine);
  });
  beforeEach(async () => {
    await files.db.delete(outbox);
    files.silence();
    family = await files.family();
    number = files.idNumber(bornOn, 'female');
  });
  afterAll(() => files.close());

  const babyRow = async () => getPerson(files.db, family.babyId);

  test('the same person, known by the number from now on; both guardians hear of it once', async () => {
    const { enrollmentId } = await files.paid(family.babyId, family.motherId);
    expect(await upgrade(files, family.babyId, number)).toMatchObject({ outcome: 'upgraded' });
    expect(identityOf(files.cipher, await babyRow())).toEqual({
      documentType: 'residentId',
      documentNumber: number,
      name: babyName,
    });
    expect(await files.coverOf(family.babyId)).toMatchObject([{ enrollmentId, coverFrom: bornOn }]);
    expect(await upgrade(files, family.babyId, number)).toEqual({ outcome: 'already' });
    expect(await files.messages('core.changeIdentity')).toHaveLength(1);
    for (const [guardian, page] of [
      [family.motherId, family.applicationId],
      [family.fatherId, family.joinedId],
    ] as const) {
      expect(await files.noticesOf(guardian)).toMatchObject([
        {
          title: '宝宝的医保已换成身份证号码',
          body: '乔*诺的医保已换成身份证号码，参保、缴费记录都在，不用再办什么。',
          link: `packageNewborn/pages/progress/index?applicationId=${page}`,
        },
      ]);
    }
  });

  test('another number afterwards is refused and kept; so is one for somebody who is no baby', async () => {
    await upgrade(files, family.babyId, number);
    const other = files.idNumber(bornOn, 'female');
    expect(await upgrade(files, family.babyId, other)).toEqual({
      outcome: 'refused',
      reason: 'otherNumber',
    });
    expect((await files.upgradesOf(family.babyId)).map(({ outcome }) => outcome).sort()).toEqual([
      'refused',
      'upgraded',
    ]);
    expect(identityOf(files.cipher, await babyRow()).documentNumber).toBe(number);
  });

  test('numbers are kept as keyed indexes only', async () => {
    await upgrade(files, family.babyId, number);
    const [row] = await files.upgradesOf(family.babyId);
    expect(row).toMatchObject({
      numberIndex: files.cipher.index('person.document_number', number),
      certificateIndex: files.cipher.index('person.document_number', family.certificateNumber),
    });
    expect(JSON.stringify(row)).not.toContain(number);
  });

  describe('a relative had added the baby by the number', () => {
    let staleId: string;
    let grandmotherId: string;
    beforeEach(async () => {
      staleId = await files.person(babyName, bornOn, 'female', number);
      grandmotherId = await files.person('唐桂芳', '1968-04-05', 'female');
    });

    test('the places in families become the baby’s, once each, and the stale row goes', async () => {
      const grandfatherId = await files.person('唐国强', '1966-01-02', 'male');
      await addMember(files, grandmotherId, staleId);
      await addMember(files, grandfatherId, staleId);
      // what the platform said of them goes with the row
      await keepOtherwise(
        files.db,
        { personId: staleId, coverageYear: 2026 },
        { kind: 'employee', placeName: null },
        files.clock.at,
      );
      await addMember(files, grandfatherId, family.babyId);
      expect(await upgrade(files, family.babyId, number)).toMatchObject({ outcome: 'upgraded' });
      expect(await files.personRow(staleId)).toBeUndefined();
      const places = await placesOf(files, family.babyId);
      const live = places.filter(({ removedAt }) => removedAt === null);
      expect(live.map(({ ownerPersonId }) => ownerPersonId).sort()).toEqual(
        [grandmotherId, grandfatherId].sort(),
      );
    });

    test('a place that would make the baby its own relative is dropped', async () => {
      await addMember(files, family.babyId, staleId);
      expect(await upgrade(files, family.babyId, number)).toMatchObject({ outcome: 'upgraded' });
      expect(await placesOf(files, family.babyId)).toEqual([]);
    });

    const affairs: [string, () => Promise<unknown>][] = [
      ['an account', () => files.account(staleId)],
      ['an enrolment', () => files.enrolled(staleId, grandmotherId, 'registered')],
      ['cover', () => files.paid(staleId, grandmotherId)],
      ['a history', () => files.enrolled(staleId, grandmotherId, 'cancelled')],
    ];
    test.each(affairs)('who has %s of their own is not merged away', async (_what, make) => {
      await make();
      await addMember(files, grandmotherId, staleId);
      expect(await upgrade(files, family.babyId, number)).toEqual({
        outcome: 'refused',
        reason: 'taken',
      });
      expect(await babyRow()).toMatchObject({ documentType: 'birthCertificate' });
      expect(await placesOf(files, staleId)).toHaveLength(1);
      expect(await placesOf(files, family.babyId)).toEqual([]);
      expect(await files.upgradesOf(family.babyId)).toMatchObject([
        { outcome: 'refused', reason: 'taken' },
      ]);
      expect(await files.messages('core.changeIdentity')).toEqual([]);
    });
  });

  describe('the registry’s word', () => {
    const registered = {
      sex: 'female' as const,
      birthDate: bornOn,
      householdRegion: '340603',
      hasResidencePermit: false,
      birthCertificate: null,
      deceased: false,
    };
    const told = (residentId: string) =>
      upgradeFromRegistry(files.runtime, { personId: family.babyId, residentId }, traceId);

    test('is believed when the population registry says the same, and asked for once', async () => {
      files.dataSharing.findInPopulation.mockResolvedValue(registered);
      expect(await told(number)).toBe('upgraded');
      expect(files.dataSharing.findInPopulation).toHaveBeenCalledWith({
        documentType: 'residentId',
        documentNumber: number,
        name: babyName,
      });
      expect(await told(number)).toBe('already');
      expect(files.dataSharing.findInPopulation).toHaveBeenCalledTimes(1);
      expect(await files.auditsOf(family.babyId, 'newborn.upgradeIdentity')).toMatchObject([
        { actorKind: 'system', details: { outcome: 'upgraded', askedBy: 'registry' } },
      ]);
    });

    const wrong: [string, () => string, object | null, string][] = [
      ['unknown there', () => number, null, 'notRegistered'],
      ['another certificate', () => number, { birthCertificate: 'T340000009' }, 'certificate'],
      ['another birth date', () => number, { birthDate: '2025-11-17' }, 'otherBaby'],
      ['a boy', () => files.idNumber(bornOn, 'male'), {}, 'otherBaby'],
      ['no number at all', () => '340603', {}, 'otherBaby'],
    ];
    test.each(wrong)('%s: refused and kept, once however often told', async (...row) => {
      const [, numberOf, found, reason] = row;
      files.dataSharing.findInPopulation.mockResolvedValue(found && { ...registered, ...found });
      const residentId = numberOf();
      expect(await told(residentId)).toBe('refused');
      expect(await told(residentId)).toBe('refused');
      expect(await files.upgradesOf(family.babyId)).toMatchObject([{ outcome: 'refused', reason }]);
      expect(await babyRow()).toMatchObject({ documentType: 'birthCertificate' });
      for (const parent of [family.motherId, family.fatherId]) {
        expect((await files.noticesOf(parent)).map(({ title }) => title)).toEqual([
          '宝宝的身份证号码还没有换上',
        ]);
      }
    });

    test('one that got another number meanwhile: refused without asking', async () => {
      await upgrade(files, family.babyId, number);
      expect(await told(files.idNumber(bornOn, 'female'))).toBe('refused');
      expect(files.dataSharing.findInPopulation).not.toHaveBeenCalled();
    });

    test('the registry away: nothing is written', async () => {
      await expect(told(number)).rejects.toMatchObject({ code: 'upstream_unavailable' });
      expect(await files.upgradesOf(family.babyId)).toEqual([]);
    });
  });

  describe('the core platform', () => {
    const certificate = () => ({
      documentType: 'birthCertificate',
      documentNumber: family.certificateNumber,
      name: babyName,
    });

    test('is told a newborn with its first enrolment, nobody else', async () => {
      const { db, cipher } = files;
      expect(await newPersonOf(db, cipher, await babyRow())).toEqual({
        birthDate: bornOn,
        sex: 'female',
        householdRegion: '340603',
        guardian: identityOf(cipher, await getPerson(db, family.motherId)),
      });
      expect(await newPersonOf(db, cipher, await getPerson(db, family.motherId))).toBeUndefined();
      await files.platformNumber(family.babyId, '3400000000000000001');
      expect(await newPersonOf(db, cipher, await babyRow())).toBeUndefined();
    });

    test('hears of the number once it knows the baby; until then the certificate names it', async () => {
      const named = async () => platformIdentityOf(files.db, files.cipher, await babyRow());
      expect(await named()).toEqual(certificate());
      await upgrade(files, family.babyId, number);
      files.changeIdentity.mockResolvedValue(undefined);
      expect(await files.run()).toMatchObject({ later: 1 });
      expect(files.changeIdentity).not.toHaveBeenCalled();
      expect(await named()).toEqual(certificate());
      await files.platformNumber(family.babyId, '3400000000000000001');
      files.clock.at += 3_600_000;
      expect(await files.run()).toMatchObject({ done: 1 });
      const to = { ...certificate(), documentType: 'residentId', documentNumber: number };
      const [record] = await files.upgradesOf(family.babyId);
      expect(files.changeIdentity.mock.calls).toEqual([
        [
          {
            businessNo: record?.id,
            platformNumber: '3400000000000000001',
            from: certificate(),
            to,
          },
        ],
      ]);
      expect(await named()).toEqual(to);
    });

    test('has nothing to hear of a refused attempt', async () => {
      await upgrade(files, family.babyId, number);
      await upgrade(files, family.babyId, files.idNumber(bornOn, 'female'));
      const refused = (await files.upgradesOf(family.babyId)).find(
        ({ outcome }) => outcome === 'refused',
      );
      const upgradeId = refused?.id ?? '';
      expect(await changeIdentityTopic.deliver(files.runtime, { upgradeId }, traceId)).toBe('done');
      expect(files.changeIdentity).not.toHaveBeenCalled();
    });

    test('anybody else is named as they are', async () => {
      const { db, cipher } = files;
      const mother = await getPerson(db, family.motherId);
      expect(await platformIdentityOf(db, cipher, mother)).toEqual(identityOf(cipher, mother));
    });
  });
});

describeOnServers('two at once', (engine) => {
  let files: Files;
  beforeAll(async () => {
    files = await openFiles(engine);
  });
  afterAll(() => files.close());

  test('both parents and the registry with the same number: one upgrade, nobody refused', async () => {
    for (let n = 0; n < 5; n++) {
      const { babyId } = await files.family();
      const number = files.idNumber(bornOn, 'female');
      const outcomes = await Promise.all([1, 2, 3].map(() => upgrade(files, babyId, number)));
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
        'already',
        'already',
        'upgraded',
      ]);
    }
  });

  test('a relative adds the baby by its number at the same moment: merged, or told apart, never two', async () => {
    for (let n = 0; n < 10; n++) {
      const { babyId } = await files.family();
      const number = files.idNumber(bornOn, 'female');
      const [upgraded, savedId] = await Promise.all([
        upgrade(files, babyId, number),
        files.person(babyName, bornOn, 'female', number),
      ]);
      expect(upgraded.outcome).toBe('upgraded');
      const saved = await files.personRow(savedId);
      expect(saved === undefined || saved.id === babyId).toBe(true);
    }
  });
});
