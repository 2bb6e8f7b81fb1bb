import { consentPolicyOf } from '../policy/consent';
import {
  type Bound,
  boundsOf,
  type Counted,
  countsOf,
  isOwnLimit,
  tightest,
  type Use,
} from './consent-counting';
import { type Frequency } from './consent-scope';
import { startOfDay } from './dates';

const policy = consentPolicyOf('340600');
const now = startOfDay('2025-11-20') + 9 * 3_600_000;
const looking: Use = { policy, mode: 'VIEW', level: 2, now };

const counted = (
  id: string,
  frequency: Frequency,
  isInForce = true,
  purpose: Counted['granted']['purpose'] = 'CLAIM',
): Counted => ({
  id,
  isInForce,
  granted: {
    purpose,
    scope: {
      fields: ['totalFen'],
      kinds: ['inpatient'],
      dataFrom: '2025-01-01',
      dataTo: '2025-11-20',
      validDays: 30,
      frequency,
      modes: ['VIEW', 'PRINT'],
      retentionDays: 30,
    },
  },
});
const perDay = (limit: number): Frequency => ({ unit: 'DAY', limit });
const inAll = (limit: number): Frequency => ({ unit: 'TOTAL', limit });
const brief = (bounds: Bound[]) =>
  bounds.map(({ lifeOf, bucket, limit }) => `${lifeOf ?? 'all'} ${bucket} ${limit}`).sort();

const levels = ['all level1:DAY:2025-11-20 30', 'all level2:DAY:2025-11-20 5'];

test('of several consents in force the strictest binds, whichever is used', () => {
  const both = [counted('a', perDay(4)), counted('b', perDay(2))];
  const expected = ['all granted:DAY:2025-11-20 2', ...levels];
  expect(brief(boundsOf('a', both, looking))).toEqual(expected);
  expect(brief(boundsOf('b', both, looking))).toEqual(expected);
});

test('limits in different units stand beside each other; one of a life is its own consent’s', () => {
  const all = [
    counted('a', inAll(9)),
    counted('b', inAll(3)),
    counted('c', { unit: 'WEEK', limit: 7 }),
  ];
  expect(brief(boundsOf('a', all, looking))).toEqual([
    'a granted:TOTAL 9',
    'all granted:WEEK:2025-11-17 7',
    ...levels,
    'b granted:TOTAL 3',
  ]);
});

test('one that is paused or over binds nobody but itself', () => {
  const all = [counted('a', perDay(4)), counted('b', perDay(1), false)];
  expect(brief(boundsOf('a', all, looking))).toEqual(['all granted:DAY:2025-11-20 4', ...levels]);
  expect(brief(boundsOf('b', all, looking))).toEqual(['all granted:DAY:2025-11-20 1', ...levels]);
});

test('a look is written down where any other limit will look for it', () => {
  const all = [
    counted('a', perDay(4), true, 'UNDERWRITING'),
    counted('b', inAll(3), false, 'UNDERWRITING'),
  ];
  const written = (asked: string, use: Use) =>
    countsOf(asked, all, use).map(({ consentId, bucket }) => `${consentId} ${bucket}`);
  expect(written('a', looking)).toEqual([
    'a granted:DAY:2025-11-20',
    'a granted:WEEK:2025-11-17',
    'a granted:MONTH:2025-11',
    'a level1:DAY:2025-11-20',
    'a level2:DAY:2025-11-20',
    // over their lives: at each that is alive, the paused one too
    'a purpose:TOTAL',
    'b granted:TOTAL',
    'b purpose:TOTAL',
  ]);
  expect(written('a', { ...looking, mode: 'PRINT' })).toEqual([
    'a print1:DAY:2025-11-20',
    'a print2:DAY:2025-11-20',
  ]);
  // no row twice: one statement writes them all
  expect(new Set(written('a', looking)).size).toBe(8);
});

test.each<[string, Frequency, Counted['granted']['purpose'], boolean]>([
  ['three in all for a claim', inAll(3), 'CLAIM', true],
  ['one in all for underwriting, as the city has it', inAll(1), 'UNDERWRITING', true],
  ['more than the city has', inAll(2), 'UNDERWRITING', false],
  ['one a day, and the city one in all', perDay(1), 'UNDERWRITING', false],
])('whose limit it was: %s', (_what, frequency, purpose, expected) => {
  expect(isOwnLimit(counted('a', frequency, true, purpose).granted, policy, 2)).toBe(expected);
});

test('every limit finds its uses where they are written', () => {
  const all = [counted('a', inAll(2)), counted('b', { unit: 'MONTH', limit: 3 })];
  const used = new Map<string, number>();
  const usedBy = ({ lifeOf, bucket }: Bound) =>
    (lifeOf === null ? ['a', 'b'] : [lifeOf]).reduce(
      (sum, id) => sum + (used.get(`${id} ${bucket}`) ?? 0),
      0,
    );
  const left: number[] = [];
  for (const asked of ['b', 'a', 'b']) {
    left.push(tightest(boundsOf(asked, all, looking), usedBy));
    for (const { consentId, bucket } of countsOf(asked, all, looking)) {
      const key = `${consentId} ${bucket}`;
      used.set(key, (used.get(key) ?? 0) + 1);
    }
  }
  // two in all bind first, whichever of the two consents was used
  expect(left).toEqual([2, 1, 0]);
  expect(tightest([], () => 0)).toBe(0);
});
