import { askForMessages } from './messages';

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
jest.mock('./app-info', () => ({
  loadAppInfo: () =>
    Promise.resolve({
      subscribeTemplates: [
        { templateId: 't-pay', topic: 'payment' },
        { templateId: 't-enroll', topic: 'enrollment' },
      ],
    }),
}));

beforeEach(() => {
  process.env.TARO_ENV = 'weapp';
  requestSubscribeMessage.mockReset();
  accepted.mockReset().mockResolvedValue({});
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
