import { engines } from '../support/database';
import { type Browser, clientHeaders, openBrowser, postRefused } from '../support/h5';
import { verify } from '../support/journey';
import { startTestSystem, type TestSystem } from '../support/system';
import { rowCounts } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines())('the shape of a request, on $name', (engine) => {
  let system: TestSystem;
  let browser: Browser;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    await verify(system, system.phone('xu-huilan'));
    browser = openBrowser(system);
    await browser.login('xu-huilan');
  });
  afterAll(() => system.close());
  const counts = () => rowCounts(system.runtime.db);
  const refusedPost = (path: string, body: string, headers = clientHeaders) =>
    postRefused(system, browser, path, body, headers);

  const me = '/rpc/identity.me';

  test.each<[string, string, string, Record<string, string>]>([
    ['malformed JSON', me, '{"a":', clientHeaders],
    ['no body', me, '', clientHeaders],
    ['nesting without end', me, '['.repeat(30_000), clientHeaders],
    ['a body of another type', me, '{}', { ...clientHeaders, 'content-type': 'text/plain' }],
    ['a form', me, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['no header of our client', me, '{}', { 'content-type': 'application/json' }],
    ['an array', me, '[]', clientHeaders],
    ['null', me, 'null', clientHeaders],
    ['a word', me, '"x"', clientHeaders],
    ['a polluted prototype', me, '{"__proto__":{"isStaff":true}}', clientHeaders],
    ['a polluted constructor', me, '{"constructor":{"prototype":{"isStaff":true}}}', clientHeaders],
  ])('%s is refused', async (_name, path, body, headers) => {
    const { status, error } = await refusedPost(path, body, headers);
    expect(error).toMatchObject({ code: 'bad_input', field: 'input' });
    expect(error.fields).toHaveLength(1);
    expect(error.message).toMatch(/提交|请求/);
    expect(error.traceId).toMatch(/^[0-9a-f-]{36}$/);
    expect(status).toBe(400);
    expect(({} as { isStaff?: boolean }).isStaff).toBeUndefined();
  });

  test.each([
    'identity.unknown',
    'identity',
    'constructor',
    '__proto__',
    'toString',
    'jobs.minute',
    '%00',
    'identity.me%0a',
    `identity.${'x'.repeat(2000)}`,
  ])('the unknown action %#', async (action) => {
    const { status, error } = await refusedPost(`/rpc/${action}`, '{}');
    expect(error).toMatchObject({ code: 'unknown_action', retryable: false });
    expect(status).toBe(404);
  });

  const tenMegabytes = 10 * 1024 * 1024;
  test.each(['/rpc/identity.me', '/rpc/payment.createOrder', '/notify/wechat-pay', '/auth/logout'])(
    '10 MB to %s are refused',
    async (path) => {
      const { status, error } = await refusedPost(path, 'x'.repeat(tenMegabytes));
      expect(error.code).toBe('body_too_large');
      expect(status).toBe(413);
    },
  );

  test('10 MB without a length are refused as well', async () => {
    const before = await counts();
    const chunk = new Uint8Array(64 * 1024);
    let left = tenMegabytes / chunk.length;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- > 0) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const init = { method: 'POST', headers: clientHeaders, body, duplex: 'half' };
    const response = await fetch(`${system.url}/rpc/identity.me`, init as RequestInit);
    expect(response.status).toBe(413);
    expect(await counts()).toEqual(before);
  });

  test.each([null, [], 'x', 7, {}, { action: 7 }, { action: 'x'.repeat(81) }])(
    'the event %j to a function is no action',
    async (event) => {
      const response = await fetch(`${system.url}/sandbox/cloud/callFunction/identity`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(event),
      });
      expect(await response.json()).toMatchObject({
        result: { ok: false, error: { code: 'unknown_action' } },
      });
    },
  );

  test('an action of another function is unknown to this one', async () => {
    const response = await fetch(`${system.url}/sandbox/cloud/callFunction/payment`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'identity.appInfo', input: {} }),
    });
    expect(await response.json()).toMatchObject({
      result: { ok: false, error: { code: 'unknown_action' } },
    });
  });
});
