import type * as CallModule from './call';
import type { ServiceError } from './errors';

const callFunction = jest.fn<Promise<unknown>, [unknown]>();
jest.mock('@tarojs/taro', () => ({
  __esModule: true,
  default: { cloud: { callFunction: (options: unknown) => callFunction(options) } },
}));

/** The build replaces these by literals; a test sets them before the module is read. */
function load(target: 'weapp' | 'h5'): typeof CallModule {
  process.env.TARO_ENV = target;
  Object.assign(globalThis, { GATEWAY_BASE_URL: 'https://gateway.test' });
  let loaded: typeof CallModule | undefined;
  jest.isolateModules(() => {
    loaded = jest.requireActual<typeof CallModule>('./call');
  });
  return loaded!;
}

const fetchMock = jest.fn<Promise<unknown>, [string, { body: string; headers: object }]>();
const answers = (reply: unknown) =>
  fetchMock.mockResolvedValueOnce({ json: () => Promise.resolve(reply) });
const failureOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => {
      throw new Error('should have failed');
    },
    (error: unknown) => error as ServiceError,
  );

beforeEach(() => {
  callFunction.mockReset();
  fetchMock.mockReset();
  Object.assign(globalThis, { fetch: fetchMock });
});
afterEach(() => jest.useRealTimers());

test('the mini-program calls the cloud function of the flow', async () => {
  callFunction.mockResolvedValueOnce({ result: { ok: true, data: { members: [] } } });
  await expect(load('weapp').call('identity.listFamily', {})).resolves.toEqual({ members: [] });
  expect(callFunction).toHaveBeenCalledWith({
    name: 'identity',
    data: { action: 'identity.listFamily', input: {} },
  });
});

test('H5 posts to the gateway with its mark against foreign forms', async () => {
  answers({ ok: true, data: { years: [] } });
  await load('h5').call('enrollment.years', {});
  const [url, options] = fetchMock.mock.calls[0]!;
  expect(url).toBe('https://gateway.test/rpc/enrollment.years');
  expect(options).toMatchObject({
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'x-yibao-client': 'h5' },
    body: '{}',
  });
});

test("the server's refusal comes through with its fields", async () => {
  const fields = [{ field: 'name', message: '姓名至少要有两个字' }];
  answers({
    ok: false,
    error: {
      code: 'bad_input',
      message: '填写的内容有误',
      retryable: false,
      fields,
      traceId: 't1',
    },
  });
  const error = await failureOf(load('h5').call('identity.me', {}));
  expect(error).toMatchObject({ code: 'bad_input', retryable: false, fields, traceId: 't1' });
});

test('a single field is told like a list of one', async () => {
  answers({
    ok: false,
    error: { code: 'bad_input', message: '号码不对', retryable: false, field: 'code', traceId: '' },
  });
  const error = await failureOf(load('h5').call('identity.me', {}));
  expect(error.fields).toEqual([{ field: 'code', message: '号码不对' }]);
});

test.each([
  ['no network', () => fetchMock.mockRejectedValueOnce(new TypeError('failed'))],
  ['a page instead of an answer', () => answers('<html>')],
  ['an answer of another shape', () => answers({ ok: true })],
  ['an error without a code', () => answers({ ok: false, error: {} })],
])('%s is told as offline and may be retried', async (_what, prepare) => {
  prepare();
  const error = await failureOf(load('h5').call('identity.me', {}));
  expect(error).toMatchObject({ code: 'offline', retryable: true });
  expect(error.message).toContain('重试');
});

test('silence is told after twenty seconds', async () => {
  jest.useFakeTimers();
  fetchMock.mockReturnValueOnce(new Promise(() => undefined));
  const failure = failureOf(load('h5').call('identity.me', {}));
  await jest.advanceTimersByTimeAsync(20_000);
  expect(await failure).toMatchObject({ code: 'offline' });
});
