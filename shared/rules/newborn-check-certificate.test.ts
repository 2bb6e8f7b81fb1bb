import type { RegistryCertificate } from './newborn-decision';
import {
  answered,
  away,
  certificateOf,
  type Changes,
  expectPlainWords,
  father,
  judge,
  mother,
  notAsked,
  verdictOf,
} from './testing/newborn';

const registry = (answer: NonNullable<Changes['answers']>['certificate']): Changes => ({
  answers: { certificate: answer },
});
const holds = (changes: Partial<RegistryCertificate>): Changes =>
  registry(answered(certificateOf(changes)));
const elsewhere = (changes: Changes = {}): Changes => ({ ...changes, form: { province: '32' } });
const alone: Changes = { form: { otherParent: { kind: 'none' } } };
const married = (spouse: NonNullable<Changes['answers']>['spouse']): Changes => ({
  form: { otherParent: { kind: 'spouse' } },
  answers: { spouse },
});
const asFather: Changes = {
  applicant: father,
  role: 'father',
  form: { otherParent: { kind: 'typed', person: mother } },
};
const another = { ...father, name: '沈文博' };

const certificate: [string, Changes, string][] = [
  ['known and valid', {}, 'passed valid → approved'],
  ['unknown number', registry(answered(null)), 'mismatch unknown → refused'],
  ['voided', holds({ status: 'voided' }), 'mismatch voided → refused'],
  ['replaced', holds({ status: 'replaced' }), 'mismatch replaced → refused'],
  [
    'sixth edition the day after its last',
    holds({ edition: 6, issuedOn: '2023-04-01' }),
    'mismatch sixthEdition → refused',
  ],
  [
    'sixth edition on its last day',
    holds({ edition: 6, issuedOn: '2023-03-31' }),
    'passed valid → approved',
  ],
  [
    'fifth edition, of its own time',
    holds({ edition: 5, issuedOn: '2016-05-01' }),
    'mismatch oldEdition → refused',
  ],
  ['fifth edition, issued now', holds({ edition: 5 }), 'mismatch oldEdition → refused'],
  ['first edition', holds({ edition: 1 }), 'mismatch oldEdition → refused'],
  ['registry away', registry(away), 'unavailable unavailable → unavailable'],
  ['registry not asked', registry(notAsked), 'unavailable unavailable → unavailable'],
  ['another province', elsewhere(), 'review otherProvince → review'],
  [
    'another province, unknown here',
    elsewhere(registry(answered(null))),
    'review otherProvince → review',
  ],
  ['another province, registry away', elsewhere(registry(away)), 'review otherProvince → review'],
];

const parents: [string, Changes, string][] = [
  ['both fit', {}, 'passed matched → approved'],
  ['the father applies', asFather, 'passed matched → approved'],
  [
    'a name written with a space',
    holds({ father: { ...father, name: '乔 志远' } }),
    'passed matched → approved',
  ],
  [
    'another mother’s name',
    holds({ mother: { ...mother, name: '白若兰' } }),
    'mismatch notParent → refused',
  ],
  [
    'another mother’s number',
    holds({ mother: { ...mother, documentNumber: '340603202402290019' } }),
    'mismatch notParent → refused',
  ],
  [
    'another document type',
    holds({ mother: { ...mother, documentType: 'hkMoTwResidence' } }),
    'mismatch notParent → refused',
  ],
  ['the mother as father', { role: 'father' }, 'mismatch notParent → refused'],
  [
    'a father where none is named',
    { ...asFather, ...holds({ father: null }) },
    'mismatch notParent → refused',
  ],
  ['another father', holds({ father: another }), 'mismatch otherParentDiffers → refused'],
  ['a typed father, none on it', holds({ father: null }), 'mismatch noOtherParent → refused'],
  [
    'nobody else, none on it',
    { ...alone, ...holds({ father: null }) },
    'passed matched → approved',
  ],
  ['nobody else, a father on it', alone, 'mismatch otherParentNamed → refused'],
  [
    'the father gives nobody else',
    { ...asFather, ...alone },
    'mismatch otherParentNamed → refused',
  ],
  ['the spouse fits', married(answered(father)), 'passed matched → approved'],
  ['the spouse is another', married(answered(another)), 'mismatch otherParentDiffers → refused'],
  ['not married', married(answered(null)), 'mismatch notMarried → refused'],
  ['marriage registry away', married(away), 'unavailable unavailable → unavailable'],
  ['registry away', registry(away), 'unavailable unavailable → unavailable'],
  ['unknown number', registry(answered(null)), 'not judged → refused'],
  [
    'another province, unknown here',
    elsewhere(registry(answered(null))),
    'review otherProvince → review',
  ],
  ['another province, known here', elsewhere(), 'passed matched → review'],
];

const baby: [string, Changes, string][] = [
  ['all fits', {}, 'passed matched → approved'],
  ['a name written with a space', holds({ babyName: '乔 一诺' }), 'passed matched → approved'],
  ['another name', holds({ babyName: '乔一言' }), 'mismatch name → refused'],
  ['a boy', holds({ sex: 'male' }), 'mismatch sex → refused'],
  ['another day', holds({ bornOn: '2025-11-17' }), 'mismatch bornOn → refused'],
  ['another minute', holds({ bornAtTime: '08:27' }), 'mismatch bornAtTime → refused'],
  [
    'two facts',
    holds({ babyName: '乔一言', bornAtTime: '20:26' }),
    'mismatch name,bornAtTime → refused',
  ],
  ['registry away', registry(away), 'unavailable unavailable → unavailable'],
  ['unknown number', registry(answered(null)), 'not judged → refused'],
  ['another province, registry away', elsewhere(registry(away)), 'review otherProvince → review'],
];

describe.each([
  ['certificate' as const, certificate],
  ['parents' as const, parents],
  ['baby' as const, baby],
])('%s', (kind, table) => {
  test.each(table)('%s', (_what, changes, verdict) => {
    expect(verdictOf(kind, changes)).toBe(verdict);
    expectPlainWords(changes);
  });
});

const sentenceOf = (changes: Changes, kind: string) =>
  judge(changes).checks.find(({ check }) => check === kind);

test('what differs is named, and nothing that agrees', () => {
  const found = sentenceOf(holds({ sex: 'male', bornOn: '2025-11-17' }), 'baby');
  expect(found).toMatchObject({
    sentence: '宝宝的性别、出生日期和证上的不一样。',
    mend: '请对照出生医学证明，把性别、出生日期改成和证上一样，再提交一次。',
  });
});

test('who is not married is told to type the other parent, whom the certificate names', () => {
  const found = sentenceOf(married(answered(null)), 'parents');
  expect(found?.source).toBe('marriageRegistry');
  expect(found?.mend).toBe('请改选「填写另一位」，对照证明填写宝宝的父亲。');
  expect(sentenceOf({ ...asFather, ...married(answered(null)) }, 'parents')?.mend).toContain(
    '宝宝的母亲',
  );
  expect(sentenceOf({}, 'parents')?.source).toBe('birthCertificateRegistry');
});

test('what a clerk compares names the photograph', () => {
  const unknown = elsewhere(registry(answered(null)));
  for (const kind of ['certificate', 'parents', 'baby']) {
    expect(sentenceOf(unknown, kind)?.sentence).toMatch(/外省签发.*工作人员.*照片/);
  }
});
