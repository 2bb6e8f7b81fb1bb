import { aUuid, type Case } from './bad-input-cases';

const scope = {
  fields: ['nameMasked'],
  kinds: ['inpatient'],
  dataFrom: '2025-01-01',
  dataTo: '2025-11-01',
  validDays: 30,
  frequency: { unit: 'DAY', limit: 1 },
  modes: ['VIEW'],
  retentionDays: 30,
};
const grant = {
  consentId: aUuid,
  scope,
  noticeVersion: 'claim-2025-11',
  noticeHash: 'a'.repeat(64),
  separateConsents: { thirdParty: true, sensitive: true },
  faceVerificationId: aUuid,
};
const begin = { personId: aUuid, agreementId: aUuid, purpose: 'CLAIM', scope };
const ofScope = (change: object) => ({ ...grant, scope: { ...scope, ...change } });

/** Bad input to consents. */
export const consentCases: Case[] = [
  ['a consent that is no id', 'consent.detail', { consentId: '1' }, 'consentId', /编号格式不对/],
  ['a scope of nothing', 'consent.grant', ofScope({ fields: [] }), 'scope', /授权范围/],
  ['a field of no catalogue', 'consent.grant', ofScope({ fields: ['diagnosis'] }), 'scope', /范围/],
  ['a field twice', 'consent.grant', ofScope({ fields: ['kind', 'kind'] }), 'scope', /授权范围/],
  ['no day at all', 'consent.grant', ofScope({ validDays: 0 }), 'scope', /授权范围/],
  ['a century', 'consent.grant', ofScope({ validDays: 36_500 }), 'scope', /授权范围/],
  [
    'half a look',
    'consent.grant',
    ofScope({ frequency: { unit: 'DAY', limit: 0.5 } }),
    'scope',
    /授权范围/,
  ],
  [
    'looks by the hour',
    'consent.grant',
    ofScope({ frequency: { unit: 'HOUR', limit: 1 } }),
    'scope',
    /授权范围/,
  ],
  ['a way of use nobody knows', 'consent.grant', ofScope({ modes: ['COPY'] }), 'scope', /授权范围/],
  [
    'more in the scope than there is',
    'consent.grant',
    ofScope({ all: true }),
    'input',
    /不认识的内容/,
  ],
  [
    'a digest that is none',
    'consent.grant',
    { ...grant, noticeHash: 'x' },
    'noticeHash',
    /告知书摘要/,
  ],
  [
    'one tick for all',
    'consent.grant',
    { ...grant, separateConsents: true },
    'separateConsents',
    /单独同意/,
  ],
  [
    'a tick left out',
    'consent.grant',
    { ...grant, separateConsents: { thirdParty: true } },
    'separateConsents',
    /单独同意/,
  ],
  [
    'a face that is no check',
    'consent.grant',
    { ...grant, faceVerificationId: 'me' },
    'faceVerificationId',
    /刷脸核验/,
  ],
  [
    'a purpose of one’s own',
    'consent.begin',
    { ...begin, purpose: 'CURIOSITY' },
    'purpose',
    /用途不在可选的范围内/,
  ],
  [
    'a complaint without a word',
    'consent.complain',
    { consentId: aUuid, lookId: null, words: ' ' },
    'words',
    /说明/,
  ],
  [
    'a complaint of a book',
    'consent.complain',
    { consentId: aUuid, lookId: null, words: '长'.repeat(301) },
    'words',
    /说明最多 300 个字/,
  ],
  [
    'a right nobody has',
    'consent.askRight',
    { personId: aUuid, kind: 'money', words: '给我' },
    'kind',
    /类别不在可选的范围内/,
  ],
  [
    'a receipt on stone',
    'consent.receipt',
    { consentId: aUuid, form: 'stone' },
    'form',
    /文件格式不在可选的范围内/,
  ],
  [
    'a page that no page pointed to',
    'consent.looks',
    { cursor: "1.'; drop table person" },
    'cursor',
    /翻页位置不对/,
  ],
  [
    'a page of a book',
    'consent.looks',
    { cursor: '1'.repeat(401) },
    'cursor',
    /翻页位置最多 400 个字/,
  ],
];
