import { consentPolicyOf } from '../policy/consent';
import {
  type Ask,
  bucketOf,
  decide,
  type DecisionFacts,
  denialReasons,
  denialReasonsToPerson,
  earliestDay,
  limitsOf,
} from './consent-decision';
import { consentFields, shippedFieldLevels } from './consent-fields';
import { consentModes, type ConsentScope } from './consent-scope';
import { consentStatuses } from './consent-states';
import { startOfDay } from './dates';

const policy = consentPolicyOf('340600');
const now = startOfDay('2025-11-20') + 9 * 3_600_000;
const scope: ConsentScope = {
  fields: ['nameMasked', 'settledOn', 'totalFen', 'documentNumber'],
  kinds: ['inpatient', 'outpatient'],
  dataFrom: '2025-01-01',
  dataTo: '2025-11-20',
  validDays: 30,
  frequency: { unit: 'DAY', limit: 3 },
  modes: ['VIEW', 'PREVIEW', 'PRINT'],
  retentionDays: 30,
};
const ask: Ask = {
  mode: 'VIEW',
  fields: ['settledOn', 'totalFen'],
  kinds: ['inpatient'],
  dataFrom: '2025-02-01',
  dataTo: '2025-11-01',
};
const facts: DecisionFacts = {
  consent: {
    status: 'active',
    purpose: 'SECOND_REIMBURSEMENT',
    scope,
    maxLevel: 3,
    validFrom: now - 1000,
    validTo: now + 1000,
    isGenuine: true,
    isNoticeUnchanged: true,
    hasIdentityEvidence: true,
    guardedBirthDate: null,
    isGuardianshipEnded: false,
    endReason: null,
  },
  agreement: {
    isActive: true,
    periodFrom: '2025-01-01',
    periodTo: '2025-11-20',
    purposes: ['SECOND_REIMBURSEMENT'],
    fields: [...consentFields],
    modes: [...consentModes],
    maxLevel: 3,
  },
  levels: shippedFieldLevels,
  policy,
  isOrganisationActive: true,
  isClerkActive: true,
  isNetworkAllowed: true,
  case: 'open',
  now,
};

type Consent = DecisionFacts['consent'];
const consent = (change: Partial<Consent>): DecisionFacts => ({
  ...facts,
  consent: { ...facts.consent, ...change },
});
const agreement = (change: Partial<DecisionFacts['agreement']>): DecisionFacts => ({
  ...facts,
  agreement: { ...facts.agreement, ...change },
});
const reasonOf = (given: DecisionFacts, asked: Ask = ask) => {
  const decision = decide(given, asked);
  return decision.allowed ? 'allowed' : decision.reason;
};

test('what lies within everything is allowed, with the level it is of', () => {
  expect(decide(facts, ask)).toEqual({ allowed: true, level: 2 });
  expect(decide(facts, { ...ask, mode: 'PRINT' })).toEqual({ allowed: true, level: 2 });
  expect(decide(facts, { ...ask, fields: ['documentNumber'] })).toEqual({
    allowed: true,
    level: 3,
  });
});

test('what a use is counted against, by its kind and its level', () => {
  const limits = (mode: Ask['mode'], level: 1 | 2 | 3) =>
    limitsOf(facts.consent, policy, mode, level, now);
  expect(limits('VIEW', 2)).toEqual([
    { bucket: 'granted:DAY:2025-11-20', limit: 3, reason: 'quota_used_up' },
    { bucket: 'level1:DAY:2025-11-20', limit: 30, reason: 'quota_used_up' },
    { bucket: 'level2:DAY:2025-11-20', limit: 5, reason: 'quota_used_up' },
  ]);
  expect(limits('VIEW', 3)).toMatchObject([
    {},
    {},
    { bucket: 'level2:DAY:2025-11-20' },
    { bucket: 'level3:DAY:2025-11-20', limit: 2 },
  ]);
  expect(limits('PREVIEW', 2)).toEqual([]);
  expect(limits('EXPORT', 2)).toEqual([]);
});

test('a print is counted in its level and in those below it', () => {
  const reason = 'print_quota_used_up';
  const of = (level: 1 | 2 | 3) => limitsOf(facts.consent, policy, 'PRINT', level, now);
  expect(of(3)).toEqual([
    { bucket: 'print1:DAY:2025-11-20', limit: 10, reason },
    { bucket: 'print2:DAY:2025-11-20', limit: 3, reason },
    { bucket: 'print3:DAY:2025-11-20', limit: 1, reason },
  ]);
  expect(of(1)).toEqual([{ bucket: 'print1:DAY:2025-11-20', limit: 10, reason }]);
});

test('to the second: from the beginning on, and not at the end any more', () => {
  const at = (moment: number) => reasonOf({ ...facts, now: moment });
  expect([at(now - 2000), at(now - 1001), at(now - 1000)]).toEqual([
    'not_yet_valid',
    'not_yet_valid',
    'allowed',
  ]);
  expect([at(now + 999), at(now + 1000), at(now + 2000)]).toEqual([
    'allowed',
    'expired',
    'expired',
  ]);
});

test('no status but active shows anything', () => {
  const outcomes = consentStatuses.map((status) => [status, reasonOf(consent({ status }))]);
  expect(Object.fromEntries(outcomes)).toEqual({
    requested: 'not_active',
    active: 'allowed',
    paused: 'not_active',
    denied: 'not_active',
    withdrawn: 'not_active',
    lapsed: 'not_active',
    exhausted: 'quota_used_up',
    expired: 'expired',
    revoked: 'not_active',
  });
});

const day = 86_400_000;
test.each<[string, DecisionFacts]>([
  ['organisation_suspended', { ...facts, isOrganisationActive: false }],
  ['clerk_suspended', { ...facts, isClerkActive: false }],
  ['network_not_allowed', { ...facts, isNetworkAllowed: false }],
  ['case_closed', { ...facts, case: 'closed' }],
  ['case_missing', { ...facts, case: 'none' }],
  ['agreement_not_valid', agreement({ isActive: false })],
  ['agreement_not_valid', agreement({ periodFrom: '2025-11-21', periodTo: '2026-01-01' })],
  ['agreement_not_valid', { ...facts, ...consent({ validTo: now + 3 * day }), now: now + day }],
  ['agreement_excludes', agreement({ purposes: ['CLAIM'] })],
  ['agreement_excludes', agreement({ fields: ['settledOn'] })],
  ['agreement_excludes', agreement({ modes: ['PREVIEW'] })],
  ['field_above_level', agreement({ maxLevel: 1 })],
  ['field_above_level', consent({ maxLevel: 1 })],
  ['field_above_level', { ...facts, levels: { settledOn: 2 } }],
  ['evidence_altered', consent({ isGenuine: false })],
  ['notice_changed', consent({ isNoticeUnchanged: false })],
  ['identity_unproven', consent({ hasIdentityEvidence: false })],
  ['guardian_ended', consent({ guardedBirthDate: '2011-11-20' })],
  ['guardian_ended', consent({ guardedBirthDate: '2020-01-01', isGuardianshipEnded: true })],
  ['guardian_ended', consent({ status: 'expired', endReason: 'grown' })],
  ['guardian_ended', consent({ status: 'expired', endReason: 'guardianship' })],
  ['allowed', consent({ guardedBirthDate: '2011-11-21' })],
])('%s', (reason, given) => {
  expect(reasonOf(given)).toBe(reason);
});

test.each<[string, Partial<Ask>]>([
  ['mode_not_granted', { mode: 'EXPORT' }],
  ['field_not_granted', { fields: ['settledOn', 'cashFen'] }],
  ['kind_not_granted', { kinds: ['inpatient', 'pharmacy'] }],
  ['period_outside', { dataFrom: '2024-12-31' }],
  ['period_outside', { dataTo: '2025-11-21' }],
  ['allowed', { dataFrom: '2025-01-01', dataTo: '2025-11-20' }],
])('asked too much: %s', (reason, change) => {
  expect(reasonOf(facts, { ...ask, ...change })).toBe(reason);
});

test('the higher the level, the less far back; underwriting looks further, once', () => {
  const today = '2025-11-20';
  const from = (level: 1 | 2 | 3) => earliestDay(policy, 'CLAIM', level, today);
  expect([from(1), from(2), from(3)]).toEqual(['2015-11-20', '2023-11-20', '2024-11-20']);
  expect(earliestDay(policy, 'UNDERWRITING', 3, today)).toBe('2020-11-20');
  const underwriting = { ...facts.consent, purpose: 'UNDERWRITING' as const };
  expect(limitsOf(underwriting, policy, 'VIEW', 2, now)).toMatchObject([
    {},
    {},
    {},
    { bucket: 'purpose:TOTAL', limit: 1 },
  ]);
  const long = { ...scope, dataFrom: '2020-01-01' };
  expect(reasonOf(consent({ scope: long }), { ...ask, dataFrom: '2023-11-19' })).toBe(
    'period_beyond_policy',
  );
});

test('what was granted to its first day stays granted until the consent ends', () => {
  const first = { ...facts.consent, scope: { ...scope, dataFrom: '2024-11-20' } };
  const days = { ...ask, fields: ['documentNumber'], dataFrom: '2024-11-20' } satisfies Ask;
  const in29Days = now + 29 * 86_400_000;
  const later = { ...facts, now: in29Days, consent: { ...first, validTo: in29Days + 1 } };
  const agreed = { ...later, agreement: { ...facts.agreement, periodTo: '2025-12-31' } };
  expect(reasonOf(agreed, days)).toBe('allowed');
  expect(reasonOf(agreed, { ...days, dataFrom: '2024-11-19' })).toBe('period_outside');
});

test('who may not ask at all is told that first, and what is wrong with the consent second', () => {
  const both = { ...consent({ status: 'revoked' }), isOrganisationActive: false };
  expect(reasonOf(both)).toBe('organisation_suspended');
  expect(reasonOf(consent({ status: 'revoked', isGenuine: false }))).toBe('not_active');
});

test.each([
  ['TOTAL', now, 'TOTAL'],
  ['DAY', startOfDay('2025-11-20') - 1, 'DAY:2025-11-19'],
  ['DAY', startOfDay('2025-11-20'), 'DAY:2025-11-20'],
  // a Thursday, the Sunday after it, the Monday after that
  ['WEEK', now, 'WEEK:2025-11-17'],
  ['WEEK', startOfDay('2025-11-24') - 1, 'WEEK:2025-11-17'],
  ['WEEK', startOfDay('2025-11-24'), 'WEEK:2025-11-24'],
  ['MONTH', startOfDay('2025-12-01') - 1, 'MONTH:2025-11'],
] as const)('%s at %d is counted in %s', (unit, at, bucket) => {
  expect(bucketOf(unit, at)).toBe(bucket);
});

test('the person is told of themselves, not of some person, and nothing that the clerk has to do', () => {
  const told = Object.entries(denialReasonsToPerson);
  expect(told.map(([reason]) => reason)).toEqual(Object.keys(denialReasons));
  expect(told.filter(([, words]) => /本人|请/.test(words))).toEqual([]);
});
