import type * as RequestIds from './request-ids';
import { requestIdFor, settleRequest } from './request-ids';

const stored = new Map<string, unknown>();
jest.mock('@tarojs/taro', () => ({
  __esModule: true,
  default: {
    getStorageSync: (key: string) => stored.get(key) ?? '',
    setStorageSync: (key: string, value: unknown) => stored.set(key, value),
    removeStorageSync: (key: string) => stored.delete(key),
  },
}));

const now = 1_763_600_700_000;
const order = { enrollmentIds: ['a', 'b'] };

beforeEach(() => stored.clear());

test('an identifier is 32 hexadecimal digits', () => {
  expect(requestIdFor('payment.createOrder', { enrollmentIds: ['x'] }, now)).toMatch(
    /^[0-9a-f]{32}$/,
  );
});

test('the same intention keeps its identifier until it is answered', () => {
  const first = requestIdFor('payment.createOrder', order, now);
  expect(requestIdFor('payment.createOrder', order, now + 60_000)).toBe(first);
  settleRequest('payment.createOrder', order, now + 61_000);
  expect(requestIdFor('payment.createOrder', order, now + 62_000)).not.toBe(first);
});

test.each([
  ['another input', 'payment.createOrder', { enrollmentIds: ['a'] }],
  ['another action', 'payment.cancelOrder', order],
])('%s is another intention', (_what, name, input) => {
  expect(requestIdFor(name, input, now)).not.toBe(requestIdFor('payment.createOrder', order, now));
});

test('an intention is over after a day', () => {
  const input = { orderId: 'one-day' };
  const first = requestIdFor('payment.resumeOrder', input, now);
  const dayMs = 24 * 60 * 60 * 1000;
  expect(requestIdFor('payment.resumeOrder', input, now + dayMs - 1)).toBe(first);
  expect(requestIdFor('payment.resumeOrder', input, now + dayMs)).not.toBe(first);
});

test('an open intention outlives the app', () => {
  const input = { enrollmentIds: ['kept'] };
  const first = requestIdFor('payment.createOrder', input, now);
  jest.isolateModules(() => {
    const restarted = jest.requireActual<typeof RequestIds>('./request-ids');
    expect(restarted.requestIdFor('payment.createOrder', input, now + 1_000)).toBe(first);
  });
});

test.each([
  ['document number', { name: '王小兰', documentNumber: '340621199003070025' }],
  ['birth certificate', { certificateNumber: 'T340621199', otherParent: { kind: 'spouse' } }],
  ['draft', { values: { documentNumber: '340621199003070025' } }],
  ['photograph', { contentBase64: '340621' }],
  ['word of explanation', { applicationId: 'a', text: '号码 340621' }],
  ['complaint', { consentId: 'a', words: '号码 340621' }],
])('a %s is never written to the device', (_what, input) => {
  requestIdFor('newborn.submit', input, now);
  expect(JSON.stringify([...stored])).not.toContain('3406');
});

test('spoilt storage counts as empty', () => {
  stored.set('open-requests', { '["x",{}]': 'no object', '["y",{}]': { requestId: 7 } });
  expect(requestIdFor('x', {}, now)).toMatch(/^[0-9a-f]{32}$/);
});
