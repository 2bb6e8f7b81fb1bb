import { consentPolicyOf } from '../policy/consent';
import {
  type Anomaly,
  findAnomalies,
  isWorkTime,
  type LookFact,
  type NumberFact,
  type RequestFact,
} from './consent-anomalies';
import { minuteMs } from './dates';

const bounds = consentPolicyOf('340600').anomalies;
/** A Thursday, in the hours of work. */
const morning = Date.parse('2025-11-20T09:00:00+08:00');

let made = 0;
const look = (at: number, changes: Partial<LookFact> = {}): LookFact => ({
  lookId: `look-${String(++made)}`,
  clerkId: 'clerk',
  personKey: 'person',
  at,
  isOpening: true,
  allowed: true,
  isOfOthers: false,
  isOfAltered: false,
  ...changes,
});
const every = (times: number, stepMs: number, changes?: (n: number) => Partial<LookFact>) =>
  Array.from({ length: times }, (_, n) => look(morning + n * stepMs, changes?.(n)));
const find = (looks: LookFact[], numbers: NumberFact[] = [], requests: RequestFact[] = []) =>
  findAnomalies({ looks, numbers, requests }, bounds);
const kinds = (found: Anomaly[]) => found.map(({ kind }) => kind);

test.each([
  ['2025-11-20T07:29:59+08:00', false],
  ['2025-11-20T07:30:00+08:00', true],
  ['2025-11-20T18:59:59+08:00', true],
  ['2025-11-20T19:00:00+08:00', false],
  ['2025-11-21T12:00:00+08:00', true],
  ['2025-11-22T12:00:00+08:00', false],
  ['2025-11-23T12:00:00+08:00', false],
  ['2025-11-24T00:00:00+08:00', false],
  ['2025-11-24T12:00:00+08:00', true],
])('%s: within the hours of work %s', (at, expected) => {
  expect(isWorkTime(Date.parse(at), bounds)).toBe(expected);
});

test('a quiet day has nothing odd', () => {
  expect(find([])).toEqual([]);
  expect(find(every(8, 60 * minuteMs, (n) => ({ personKey: String(n) })))).toEqual([]);
});

test('looks in the night, one finding a clerk and day, with what it rests on', () => {
  const night = Date.parse('2025-11-20T23:30:00+08:00');
  const looks = [
    look(night),
    look(night + 20 * minuteMs),
    look(night + 40 * minuteMs),
    look(night, { clerkId: 'colleague' }),
    look(night, { isOpening: false }),
  ];
  const found = find(looks);
  expect(found).toHaveLength(3);
  expect(found[0]).toMatchObject({ kind: 'offHours', count: 1, from: night + 40 * minuteMs });
  expect(found.find(({ clerkId, count }) => clerkId === 'clerk' && count === 2)).toMatchObject({
    from: night,
    to: night + 20 * minuteMs,
    lookIds: [looks[1]!.lookId, looks[0]!.lookId],
  });
  for (const { sentence } of found) expect(sentence).toContain('没有算法定节假日');
});

test('twenty looks within ten minutes are a burst, nineteen or slower ones are not', () => {
  const { burstLooks, burstMinutes } = bounds;
  const step = (burstMinutes * minuteMs) / burstLooks;
  expect(find(every(burstLooks, step))).toMatchObject([
    { kind: 'burst', count: burstLooks, from: morning },
  ]);
  expect(find(every(burstLooks - 1, step))).toEqual([]);
  const slow = (burstMinutes * minuteMs) / (burstLooks - 1);
  expect(find(every(burstLooks, slow))).toEqual([]);
  const twoClerks = every(burstLooks, step, (n) => ({ clerkId: String(n % 2) }));
  expect(find(twoClerks)).toEqual([]);
});

test('a long burst is one, two apart are two', () => {
  const first = every(45, 10_000);
  const later = every(20, 10_000).map((each) => ({ ...each, at: each.at + 120 * minuteMs }));
  expect(find([...later, ...first]).map(({ count }) => count)).toEqual([20, 45]);
});

test('many people in a day, counted once each', () => {
  const { peoplePerClerkPerDay: most } = bounds;
  const people = (n: number) => every(n, minuteMs, (at) => ({ personKey: String(at) }));
  expect(find(people(most))).toMatchObject([{ kind: 'manyPeople', count: most }]);
  expect(find(people(most - 1))).toEqual([]);
  expect(find(every(most, minuteMs))).toEqual([]);
});

test('refusals of every kind are counted, also those that open nothing', () => {
  const { denialsPerClerkPerDay: most } = bounds;
  const denied = (n: number) =>
    every(n, 5 * minuteMs, (at) => ({ allowed: false, isOpening: at % 2 === 0 }));
  expect(find(denied(most))).toMatchObject([{ kind: 'manyDenials', count: most }]);
  expect(find(denied(most - 1))).toEqual([]);
});

describe('requests', () => {
  const asking = (times: number, stepMs: number, changes?: (n: number) => Partial<RequestFact>) =>
    Array.from({ length: times }, (_, n): RequestFact => ({
      consentId: `consent-${String(n)}`,
      clerkId: 'clerk',
      personKey: 'person',
      at: morning + n * stepMs,
      ...changes?.(n),
    }));
  const { burstRequests, burstMinutes, peopleAskedPerClerkPerDay: most } = bounds;

  test('many within minutes are a burst, with the requests it rests on, the newest first', () => {
    const requests = asking(burstRequests, (burstMinutes * minuteMs) / burstRequests);
    const found = find([], [], requests);
    expect(found).toMatchObject([{ kind: 'requestBurst', count: burstRequests, lookIds: [] }]);
    expect(found[0]!.requestIds).toHaveLength(burstRequests);
    expect(found[0]!.requestIds[0]).toBe(`consent-${String(burstRequests - 1)}`);
    expect(found[0]!.sentence).toContain('发起请求');
    expect(find([], [], requests.slice(1))).toEqual([]);
  });

  test('one clerk asking for many people in a day, each counted once', () => {
    const people = (times: number) =>
      asking(times, 2 * minuteMs, (n) => ({ personKey: String(n) }));
    expect(find([], [], people(most))).toMatchObject([{ kind: 'manyAsked', count: most }]);
    expect(find([], [], people(most - 1))).toEqual([]);
    expect(find([], [], asking(most, 2 * minuteMs))).toEqual([]);
    const shared = people(most).map((each, n) => ({ ...each, clerkId: String(n % 2) }));
    expect(find([], [], shared)).toEqual([]);
  });

  test('looks and requests are not added up', () => {
    const half = asking(most - 1, minuteMs, (n) => ({ personKey: String(n) }));
    const looks = every(bounds.peoplePerClerkPerDay - 1, 2 * minuteMs, (n) => ({
      personKey: `seen-${String(n)}`,
    }));
    expect(find(looks, [], half)).toEqual([]);
  });

  test('in the night they are not odd: a request shows nothing', () => {
    const night = asking(3, minuteMs).map((each) => ({
      ...each,
      at: each.at - 10 * 60 * minuteMs,
    }));
    expect(find([], [], night)).toEqual([]);
  });
});

describe('numbers one after another', () => {
  const fact = (documentNumber: string, changes: Partial<NumberFact> = {}): NumberFact => ({
    clerkId: 'clerk',
    at: morning,
    documentNumber,
    lookId: null,
    requestId: null,
    ...changes,
  });
  /** Serial numbers of one birth date; the check digit does not matter to the rule. */
  const counted = (from: number, step: number, times = 5) =>
    Array.from({ length: times }, (_, n) =>
      fact(`34060319900101${String(from + n * step).padStart(3, '0')}X`),
    );

  test.each([1, 2])('counted up by %i', (step) => {
    expect(find([], counted(101, step))).toMatchObject([
      { kind: 'sequentialNumbers', count: 5, lookIds: [] },
    ]);
  });

  test('by three, or four of them, are none', () => {
    expect(find([], counted(101, 3))).toEqual([]);
    expect(find([], counted(101, 1, 4))).toEqual([]);
  });

  test('the same person five times is one number', () => {
    expect(
      find(
        [],
        Array.from({ length: 5 }, () => fact('340603199001011019')),
      ),
    ).toEqual([]);
  });

  test('in any order, over several places, with the looks among them', () => {
    const facts = counted(101, 1).toReversed();
    facts[2] = fact('340621199001011038', { lookId: 'seen', at: morning + minuteMs });
    facts[3] = { ...facts[3]!, requestId: 'asked' };
    const found = find([], facts);
    expect(found).toMatchObject([{ count: 5, lookIds: ['seen'], to: morning + minuteMs }]);
    expect(found[0]!.requestIds).toEqual(['asked']);
  });

  test('of two clerks, or on two days, are none', () => {
    const shared = counted(101, 1).map((each, n) => ({ ...each, clerkId: String(n % 2) }));
    expect(find([], shared)).toEqual([]);
    const days = counted(101, 1).map((each, n) => ({
      ...each,
      at: morning + (n % 2) * 86_400_000,
    }));
    expect(find([], days)).toEqual([]);
  });

  test('papers without a serial are left out', () => {
    expect(
      find(
        [],
        Array.from({ length: 9 }, (_, n) => fact(`POL34010000000${String(n)}`)),
      ),
    ).toEqual([]);
  });

  test('a sentence never carries a number of somebody', () => {
    expect(JSON.stringify(find([], counted(101, 1)))).not.toContain('19900101');
  });
});

test('the latest comes first', () => {
  const night = Date.parse('2025-11-19T23:00:00+08:00');
  const found = find([look(night), ...every(20, 1000)]);
  expect(kinds(found)).toEqual(['burst', 'offHours']);
});

test('one look at what another organisation was given is odd, in a finding a clerk and day', () => {
  const others = { allowed: false, isOfOthers: true };
  const looks = [look(morning), look(morning + 1, others), look(morning + 2, others)];
  const next = look(morning + 3, { ...others, clerkId: 'colleague', isOpening: false });
  const found = find([...looks, next]);
  expect(found).toMatchObject([
    { kind: 'othersConsent', clerkId: 'colleague', count: 1, lookIds: [next.lookId] },
    { kind: 'othersConsent', clerkId: 'clerk', count: 2, from: morning + 1, to: morning + 2 },
  ]);
  expect(found[1]!.sentence).toContain('2 次');
});

test('one look at a consent whose evidence does not agree is odd, and said not to be the clerk’s', () => {
  const altered = { allowed: false, isOfAltered: true };
  const found = find([look(morning), look(morning + 1, altered)]);
  expect(found).toMatchObject([{ kind: 'evidenceAltered', clerkId: 'clerk', count: 1 }]);
  expect(found[0]!.sentence).toContain('不是这名工作人员的问题');
});
