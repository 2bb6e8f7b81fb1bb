import { allowMessages, askForMessages } from './messages';

const requestSubscribeMessage = jest.fn<Promise<unknown>, [{ tmplIds: string[] }]>();
jest.mock('@tarojs/taro', () => ({
  __esModule: true,
  default: {
    requestSubscribeMessage: (options: { tmplIds: string[] }) => requestSubscribeMessage(options),
  },
}));
const accepted = jest.fn<Promise<unknown>, [unknown]>();
jest.mock('./mutation', () => ({
  createMutation: () => (input: unknown) => accepted(input),
}));
const info = {
  subscribeTemplates: [
    { templateId: 't-pay', topic: 'payment' },
    { templateId: 't-enroll', topic: 'enrollment' },
    { templateId: 't-posted', topic: 'posted' },
    { templateId: 't-cover', topic: 'coverBegins' },
  ],
};
const known = jest.fn<typeof info | undefined, []>();
const load = jest.fn<Promise<typeof info>, []>(() => Promise.resolve(info));
jest.mock('./app-info', () => ({ knownAppInfo: () => known(), loadAppInfo: () => load() }));

beforeEach(() => {
  process.env.TARO_ENV = 'weapp';
  requestSubscribeMessage.mockReset();
  accepted.mockReset().mockResolvedValue({});
  known.mockReset();
  load.mockClear();
});

test('only what the person allowed is recorded', async () => {
  requestSubscribeMessage.mockResolvedValueOnce({ 't-pay': 'accept', 't-enroll': 'reject' });
  await askForMessages(['payment', 'enrollment']);
  expect(accepted).toHaveBeenCalledWith({ templateIds: ['t-pay'] });
});

test.each([
  ['a refusal', () => requestSubscribeMessage.mockResolvedValueOnce({ 't-pay': 'reject' })],
  ['a phone that cannot ask', () => requestSubscribeMessage.mockRejectedValueOnce(new Error('x'))],
])('%s stops nobody', async (_what, prepare) => {
  prepare();
  await expect(askForMessages(['payment'])).resolves.toBeUndefined();
  expect(accepted).not.toHaveBeenCalled();
});

test('nothing is asked for topics without a template', async () => {
  await askForMessages(['weather']);
  expect(requestSubscribeMessage).not.toHaveBeenCalled();
});

test('what is known already is not asked for again: WeChat asks within a tap only', async () => {
  known.mockReturnValue(info);
  requestSubscribeMessage.mockResolvedValueOnce({ 't-pay': 'accept' });
  await askForMessages(['payment']);
  expect(load).not.toHaveBeenCalled();
  expect(requestSubscribeMessage).toHaveBeenCalledTimes(1);
});

test('at most three at once, and how many were allowed', async () => {
  requestSubscribeMessage.mockResolvedValueOnce({
    't-pay': 'accept',
    't-enroll': 'acceptWithAudio',
    't-posted': 'ban',
  });
  const topics = ['payment', 'enrollment', 'posted', 'coverBegins'] as const;
  expect(await allowMessages(topics)).toBe(2);
  const [{ tmplIds }] = requestSubscribeMessage.mock.calls[0]!;
  expect(tmplIds).toEqual(['t-pay', 't-enroll', 't-posted']);
});

test('what could not be written down was not allowed', async () => {
  requestSubscribeMessage.mockResolvedValueOnce({ 't-pay': 'accept' });
  accepted.mockRejectedValueOnce(new Error('offline'));
  expect(await allowMessages(['payment'])).toBe(0);
});
