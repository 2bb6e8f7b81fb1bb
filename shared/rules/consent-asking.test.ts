import { consentPolicyOf } from '../policy/consent';
import { askedSince, type EarlierRequest, refuseAsking } from './consent-asking';
import { dayMs } from './dates';

const policy = consentPolicyOf('340600');
const { maxOpenPerPerson, maxPerPerson, pauseDaysAfterDenial } = policy.asking;
const now = Date.parse('2025-11-20T10:00:00+08:00');

const earlier = (change: Partial<EarlierRequest> = {}): EarlierRequest => ({
  purpose: 'CLAIM',
  status: 'requested',
  requestedAt: now - dayMs,
  statusSince: now - dayMs,
  ...change,
});
const many = (n: number, change: Partial<EarlierRequest> = {}) =>
  Array.from({ length: n }, () => earlier(change));
const refuse = (rows: EarlierRequest[], at = now) => refuseAsking(rows, 'CLAIM', policy, at);

test('who was never asked may be asked', () => {
  expect(refuse([])).toBeNull();
});

test('so many may wait for an answer, of whatever purpose, and no more', () => {
  expect(refuse(many(maxOpenPerPerson - 1))).toBeNull();
  const full = [...many(maxOpenPerPerson - 1), earlier({ purpose: 'UNDERWRITING' })];
  expect(refuse(full)).toEqual({ why: 'open', limit: maxOpenPerPerson });
  // what can be answered no more waits no more, whether or not the sweep has been here
  const requestedAt = now - policy.requestDays * dayMs;
  expect(refuse(many(maxOpenPerPerson, { requestedAt }))).toBeNull();
  expect(refuse(many(maxOpenPerPerson, { requestedAt: requestedAt + 1 }))?.why).toBe('open');
});

test('after a no the same purpose rests, to the moment; another one does not', () => {
  const no = earlier({ status: 'denied', statusSince: now });
  const until = now + pauseDaysAfterDenial * dayMs;
  expect(refuse([no])).toEqual({ why: 'denied', until });
  expect(refuse([no], until - 1)).toEqual({ why: 'denied', until });
  expect(refuse([no], until)).toBeNull();
  expect(refuseAsking([no], 'UNDERWRITING', policy, now)).toBeNull();
  // the latest no counts
  expect(refuse([earlier({ status: 'denied', statusSince: 0 }), no])).toEqual({
    why: 'denied',
    until,
  });
});

test.each(['withdrawn', 'lapsed', 'revoked', 'active', 'expired'] as const)(
  'taken back and asked anew (%s) is asked again: so often in a month, and no more',
  (status) => {
    const { days, limit } = maxPerPerson;
    const at = (n: number) => now - n * dayMs;
    const rows = Array.from({ length: limit }, (_, n) =>
      earlier({ status, requestedAt: at(days - 1 - n) }),
    );
    expect(refuse(rows)).toEqual({ why: 'often', days, limit, until: now + dayMs });
    expect(refuse(rows, now + dayMs)).toBeNull();
    expect(refuse(rows.slice(1))).toBeNull();
  },
);

test('nothing that still counts lies before the moment from which rows are read', () => {
  const since = askedSince(policy, now);
  // asked as early as that, refused on the last day it could be
  const requestedAt = since;
  const statusSince = requestedAt + policy.requestDays * dayMs;
  expect(refuse([earlier({ status: 'denied', requestedAt, statusSince })])).toBeNull();
  expect(refuse(many(20, { requestedAt, statusSince: requestedAt }))).toBeNull();
});
