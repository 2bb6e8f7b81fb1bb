import { type ActionName } from '@yibao/shared/contracts';
import { engines } from '../support/database';
import { addRelative, selfId } from '../support/journey';
import { apply, birthOf } from '../support/newborn';
import { appoint, parentOf } from '../support/newborn-staff';
import { type CallInput, type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import { aUuid } from './bad-input-cases';

jest.setTimeout(60_000);

const words = '法院判决由母亲抚养';

describe.each(engines())('who acts for a child, for a clerk to see, on $name', (engine) => {
  let system: TestSystem;
  let clerk: Phone;
  let mother: Phone;
  let father: Phone;
  let childId: string;
  let childNumber: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    clerk = system.phone('gao-min');
    mother = await parentOf(system, 'tang-xinyi');
    father = await parentOf(system, 'qiao-zhiyuan');
    const { baby } = await apply(system, mother, { items: [] });
    childId = baby.personId!;
    childNumber = birthOf(system, mother).certificateNumber;
  });
  afterAll(() => system.close());

  const search = (input: CallInput<'newborn.staffGuardianships'>) =>
    clerk.call('newborn.staffGuardianships', input);
  const numberOf = (phone: Phone) => phone.user.resident.certNo;
  const searches = () =>
    query<{ subject: string | null; details: object }>(
      system.runtime.db,
      `select subject_person_id as subject, details from audit_entry
       where action = 'newborn.staffGuardianships' order by id`,
    );

  test('found by the whole number of the child, masked, and written down', async () => {
    const { children, parent } = await search({ documentNumber: childNumber });
    expect(children).toMatchObject([
      {
        personId: childId,
        isMinor: true,
        guardians: expect.arrayContaining([
          expect.objectContaining({ relation: 'mother', ended: null }),
          expect.objectContaining({ relation: 'father', ended: null }),
        ]) as object[],
      },
    ]);
    expect(children[0]!.guardians).toHaveLength(2);
    expect(parent).toBeNull();
    const told = JSON.stringify(children);
    for (const phone of [mother, father]) {
      expect(told).not.toContain(numberOf(phone));
      expect(told).not.toContain(phone.user.resident.name);
    }
    expect(told).not.toContain(childNumber);
    expect(await searches()).toEqual([
      { subject: childId, details: { children: 1, byParent: false } },
    ]);
  });

  test('or of a guardian, however it is typed', async () => {
    const wide = Array.from(numberOf(father).toLowerCase(), (sign) =>
      String.fromCharCode(sign.charCodeAt(0) + 0xfee0),
    ).join(' ');
    const { children } = await search({ documentNumber: wide });
    expect(children.map(({ personId }) => personId)).toEqual([childId]);
  });

  const badInput: [string, ActionName, object, string, RegExp][] = [
    [
      'a child without its number',
      'newborn.staffGuardianships',
      { documentNumber: '' },
      'documentNumber',
      /证件号码没有填写/,
    ],
    [
      'a parent whose number is a page long',
      'newborn.staffGuardianships',
      { documentNumber: 'T340000001', parentDocumentNumber: '9'.repeat(41) },
      'parentDocumentNumber',
      /家长的证件号码最多 40 个字/,
    ],
    [
      'a right that ends for no reason of law',
      'newborn.staffEndGuardianship',
      { childPersonId: aUuid, guardianPersonId: aUuid, basis: 'quarrel', reason: '家里吵架' },
      'basis',
      /依据不在可选的范围内/,
    ],
  ];
  test.each(badInput)('bad input: %s', async (_name, action, input, field, sentence) => {
    const reply = await clerk.reply(action, input);
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field } });
    expect((reply as { error: { message: string } }).error.message).toMatch(sentence);
  });

  test('what is no number of a document is refused by its field, and no search', async () => {
    const before = (await searches()).length;
    const part = numberOf(father).slice(0, 17);
    const wrongDigit = `${part}${numberOf(father).endsWith('0') ? '1' : '0'}`;
    for (const wrong of [part, wrongDigit, '唐心怡']) {
      for (const [field, input] of [
        ['documentNumber', { documentNumber: wrong }],
        ['parentDocumentNumber', { documentNumber: childNumber, parentDocumentNumber: wrong }],
      ] as const) {
        const reply = await clerk.reply('newborn.staffGuardianships', input);
        expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field } });
        expect(JSON.stringify(reply)).not.toContain(wrong);
      }
    }
    expect(await searches()).toHaveLength(before);
  });

  test('a number of nobody finds nothing; that is written down too', async () => {
    const found = await search({ documentNumber: 'Z999999999' });
    expect(found).toEqual({ children: [], parent: null });
    const [last] = (await searches()).slice(-1);
    expect(last).toEqual({ subject: null, details: { children: 0, byParent: false } });
  });

  test('an adult without a child is nobody’s ward and nobody’s guardian', async () => {
    const stranger = await parentOf(system, 'luo-jun');
    expect((await search({ documentNumber: numberOf(stranger) })).children).toEqual([]);
  });

  test('nobody is shown a child of their own family', async () => {
    await appoint(system, father.user.key, 'guardians-1');
    for (const documentNumber of [childNumber, numberOf(mother)]) {
      const refused = await father.refused('newborn.staffGuardianships', { documentNumber });
      expect(refused).toBe('not_allowed');
    }
    const before = (await searches()).length;
    // a repeat is judged as the clerk stands then
    const requestId = 'guardians-asked-again';
    const colleague = await appoint(system, 'zhao-yajing', 'guardians-2');
    const input = { requestId, documentNumber: childNumber };
    await colleague.call('newborn.staffGuardianships', input);
    const is = (changes: string) =>
      query(
        system.runtime.db,
        `update account set ${changes} where union_id = '${colleague.user.unionid}'`,
      );
    await is(`person_id = '${await selfId(mother)}', verified_at = now(), verified_by = 'counter'`);
    expect(await colleague.refused('newborn.staffGuardianships', input)).toBe('not_allowed');
    await is('person_id = null, verified_at = null, verified_by = null');
    expect(await searches()).toHaveLength(before + 1);
  });

  test('a parent who is not recorded yet is found by their own number beside the child’s', async () => {
    const grandmother = await parentOf(system, 'xu-huilan');
    const sonId = await addRelative(grandmother, 'son');
    const son = grandmother.user.family.find(({ relation }) => relation === 'son')!;
    const input = { documentNumber: son.resident.certNo };
    expect((await search(input)).parent).toBeNull();
    const found = await search({ ...input, parentDocumentNumber: numberOf(grandmother) });
    expect(found.children).toMatchObject([{ personId: sonId, isMinor: true, guardians: [] }]);
    expect(found.parent).toMatchObject({ personId: await selfId(grandmother) });
    expect(found.parent!.documentMasked).not.toBe(numberOf(grandmother));
    const nobody = { ...input, parentDocumentNumber: 'Z999999999' };
    expect((await search(nobody)).parent).toBeNull();
  });

  test('an ended right stays in sight: when, upon what, by whom and why', async () => {
    await clerk.call('newborn.staffEndGuardianship', {
      childPersonId: childId,
      guardianPersonId: await selfId(father),
      basis: 'courtOrder',
      reason: words,
    });
    const { children } = await search({ documentNumber: numberOf(mother) });
    const ended = children[0]!.guardians.find(({ relation }) => relation === 'father')!;
    expect(ended.ended).toMatchObject({ basis: 'courtOrder', badge: 'sandbox-001', reason: words });
    expect(children[0]!.guardians.filter((each) => each.ended === null)).toHaveLength(1);
  });

  test('of age nobody acts for them, whatever is recorded', async () => {
    await system.sandboxPost('/control/clock', { setTo: '2043-11-18' });
    const { children } = await search({ documentNumber: childNumber });
    expect(children).toMatchObject([{ personId: childId, isMinor: false }]);
  });
});
