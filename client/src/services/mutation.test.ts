import { ServiceError, noAnswer } from './errors';
import { createMutation } from './mutation';

jest.mock('@tarojs/taro', () => ({
  __esModule: true,
  default: { getStorageSync: () => '', setStorageSync: () => undefined },
}));

const send = jest.fn<Promise<unknown>, [string, { requestId: string }]>();
jest.mock('./call', () => ({
  send: (name: string, input: { requestId: string }) => send(name, input),
}));

const sentIds = () => send.mock.calls.map(([, input]) => input.requestId);
const refusal = (code: 'already_paid' | 'busy', retryable: boolean) =>
  new ServiceError({ code, message: '…', retryable, traceId: 't' });

beforeEach(() => send.mockReset());

test('a double tap makes one request', async () => {
  send.mockResolvedValue({ order: 1 });
  const createOrder = createMutation('payment.createOrder');
  const input = { enrollmentIds: ['double-tap'] };
  const [first, second] = await Promise.all([createOrder(input), createOrder(input)]);
  expect(send).toHaveBeenCalledTimes(1);
  expect(second).toBe(first);
});

test('the same tap on two pages at the same moment makes one request', async () => {
  send.mockResolvedValue({});
  const input = { orderId: 'same-moment' };
  const twice = [createMutation('payment.cancelOrder'), createMutation('payment.cancelOrder')];
  await Promise.all(twice.map((cancelOrder) => cancelOrder(input)));
  expect(send).toHaveBeenCalledTimes(1);
});

test.each([
  ['a lost reply', noAnswer()],
  ['a failure that may be retried', refusal('busy', true)],
])('after %s the retry carries the same identifier', async (_what, failure) => {
  const input = { enrollmentIds: [failure.code] };
  send.mockRejectedValueOnce(failure).mockResolvedValueOnce({ order: 1 });
  const createOrder = createMutation('payment.createOrder');
  await expect(createOrder(input)).rejects.toBe(failure);
  await createOrder(input);
  const [first, second] = sentIds();
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(second).toBe(first);
});

test('two pages that mean the same share the identifier', async () => {
  const input = { orderId: 'two-pages' };
  send.mockRejectedValueOnce(noAnswer()).mockResolvedValueOnce({});
  await expect(createMutation('payment.cancelOrder')(input)).rejects.toThrow();
  await createMutation('payment.cancelOrder')(input);
  const [first, second] = sentIds();
  expect(second).toBe(first);
});

test.each([
  ['an answer', () => send.mockResolvedValueOnce({})],
  ['a refusal', () => send.mockRejectedValueOnce(refusal('already_paid', false))],
])('after %s the same tap is a new intention', async (what, prepare) => {
  const input = { orderId: what };
  prepare();
  send.mockResolvedValueOnce({});
  const cancelOrder = createMutation('payment.cancelOrder');
  await cancelOrder(input).catch(() => undefined);
  await cancelOrder(input);
  const [first, second] = sentIds();
  expect(second).not.toBe(first);
});

test('other input is another request even while one is under way', async () => {
  send.mockResolvedValue({});
  const cancelOrder = createMutation('payment.cancelOrder');
  await Promise.all([cancelOrder({ orderId: 'left' }), cancelOrder({ orderId: 'right' })]);
  expect(new Set(sentIds()).size).toBe(2);
});
