import { session } from '@yibao/cloudfunctions/lib/database/schema';
import { createGateway } from '@yibao/cloudfunctions/gateway/app';
import { ConfigError } from '@yibao/cloudfunctions/lib/config';
import { engines } from '../support/database';
import { type Browser, clientHeaders, locationOf, openBrowser } from '../support/h5';
import { startTestSystem, testUser, type TestSystem } from '../support/system';

jest.setTimeout(60_000);

const sessionName = 'yibao_session';
const failedPage = '/#/pages/login/index?failed=1';

describe.each(engines().slice(0, 1))('the gateway on $name', (engine) => {
  let system: TestSystem;
  let browser: Browser;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());
  beforeEach(() => {
    browser = openBrowser(system);
  });
  const isLoggedIn = async (who: Browser) => (await who.reply('identity.me', {})).ok;
  const sessions = () => system.runtime.db.select().from(session);

  test('health is told without a login', async () => {
    const response = await browser.get('/healthz');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: true });
  });

  test('every answer has a trace id of ours and the security headers, and nobody may share it', async () => {
    const response = await fetch(`${system.url}/rpc/identity.appInfo`, {
      method: 'POST',
      headers: { ...clientHeaders, origin: 'https://evil.example', 'x-trace-id': 'chosen' },
      body: '{}',
    });
    expect(response.headers.get('x-trace-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(response.headers.get('strict-transport-security')).toContain('max-age=');
    expect(response.headers.get('referrer-policy')).toBe('same-origin');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await fetch(`${system.url}/rpc/identity.me`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-yibao-client',
      },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    expect(preflight.headers.get('access-control-allow-headers')).toBeNull();
  });

  test('what is printed by another function has the same headers', async () => {
    const response = await fetch(`${system.url}/rpc/certificate.issue`, {
      method: 'POST',
      headers: clientHeaders,
      body: '{}',
    });
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('same-origin');
  });

  test('an address with a slash too many leads to the page; what is not there says so in JSON', async () => {
    const page = await fetch(`${system.url}/verify/`);
    expect([page.status, new URL(page.url).pathname]).toEqual([200, '/verify']);
    const gateway = createGateway(() => Promise.resolve(system.runtime));
    const nothing = await gateway.request('/verify/a/b/c');
    expect(nothing.status).toBe(404);
    expect(await nothing.json()).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect(nothing.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('a login gives a cookie that scripts cannot read, and leads back to the page', async () => {
    expect(await isLoggedIn(browser)).toBe(false);
    const target = await browser.login('luo-jun', '/#/pages/family/index');
    expect(target).toBe('/#/pages/family/index');
    const line = browser.setCookies().find((each) => each.startsWith(sessionName))!;
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; SameSite=Lax/);
    expect(line).toMatch(/; Path=\//);
    expect(line).toMatch(/; Max-Age=604800/);
    expect(line).not.toMatch(/Domain=/);
    expect(await isLoggedIn(browser)).toBe(true);
  });

  test('the token itself is nowhere in the database', async () => {
    await browser.login('luo-jun');
    const token = browser.cookies.get(sessionName)!;
    expect(token.length).toBeGreaterThanOrEqual(43);
    expect(JSON.stringify(await sessions())).not.toContain(token);
  });

  test('behind HTTPS the cookies are Secure and the session is bound to the host', async () => {
    const { runtime } = system;
    const config = { ...runtime.config, publicUrl: 'https://yibao.example' };
    const gateway = createGateway(() => Promise.resolve({ ...runtime, config }));
    const start = await gateway.request('/auth/wechat/login');
    const [state = ''] = start.headers.getSetCookie();
    expect(state).toMatch(/; Secure/);
    const { officialAccountOpenid: openId, unionid: unionId } = testUser(system, 'luo-jun');
    const wechat = {
      ...runtime.ports.wechat,
      authorizeUrl: () => '',
      exchangeCode: () => Promise.resolve({ openId, unionId }),
    };
    const logged = createGateway(() =>
      Promise.resolve({ ...runtime, config, ports: { ...runtime.ports, wechat } }),
    );
    const [pair = ''] = state.split(';');
    const value = pair.split('=')[1]!.split('.')[0]!;
    const response = await logged.request(`/auth/wechat/callback?code=c&state=${value}`, {
      headers: { cookie: pair },
    });
    const line = response.headers.getSetCookie().find((each) => each.startsWith('__Host-'))!;
    expect(line).toMatch(
      /^__Host-yibao_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure/,
    );
  });

  test.each([
    ['no state cookie', () => undefined],
    ["another browser's state", (b: Browser) => b.cookies.set('yibao_login', 'AAAA.Lw')],
    ['an empty state', (b: Browser) => b.cookies.set('yibao_login', '.Lw')],
  ])('login is refused with %s: nobody can log another person in', async (_name, change) => {
    const atWechat = locationOf(await browser.get('/auth/wechat/login'));
    const back = await fetch(atWechat.split('#')[0]!, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ user: 'luo-jun' }),
    });
    browser.cookies.clear();
    change(browser);
    const before = (await sessions()).length;
    expect(locationOf(await browser.get(locationOf(back)))).toBe(failedPage);
    const withoutState = locationOf(back).replace(/state=[^&#]*/, 'state=');
    expect(locationOf(await browser.get(withoutState))).toBe(failedPage);
    expect(await sessions()).toHaveLength(before);
  });

  test('a code of WeChat logs in once', async () => {
    const atWechat = locationOf(await browser.get('/auth/wechat/login'));
    const stateCookie = browser.cookies.get('yibao_login')!;
    const back = await fetch(atWechat.split('#')[0]!, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ user: 'luo-jun' }),
    });
    expect(locationOf(await browser.get(locationOf(back)))).toBe('/');
    expect(browser.cookies.has('yibao_login')).toBe(false);
    browser.cookies.set('yibao_login', stateCookie);
    expect(locationOf(await browser.get(locationOf(back)))).toBe(failedPage);
  });

  test('WeChat away at the login leads to the page that offers a retry', async () => {
    const fault = { system: 'wechat', operation: 'oauthToken', kind: 'error500' };
    await system.sandboxPost('/control/faults', fault);
    expect(await browser.login('luo-jun')).toBe(failedPage);
    expect(await browser.login('luo-jun')).toBe('/');
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    '/\t/evil.example',
    '/ok\\..\\evil',
    'javascript:alert(1)',
    'evil.example',
    '/\r\nset-cookie: x=1',
    `/${'a'.repeat(600)}`,
    '',
  ])('return_to %# leads home instead of away', async (returnTo) => {
    expect(await browser.login('luo-jun', returnTo)).toBe('/');
  });

  test('a forged target in the state cookie leads home as well', async () => {
    const atWechat = locationOf(await browser.get('/auth/wechat/login'));
    const [state = ''] = browser.cookies.get('yibao_login')!.split('.');
    const evil = Buffer.from('//evil.example').toString('base64url');
    browser.cookies.set('yibao_login', `${state}.${evil}`);
    const back = await fetch(atWechat.split('#')[0]!, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ user: 'luo-jun' }),
    });
    expect(locationOf(await browser.get(locationOf(back)))).toBe('/');
  });

  test('logout ends the session itself, not only the cookie', async () => {
    await browser.login('luo-jun');
    const token = browser.cookies.get(sessionName)!;
    const response = await browser.post('/auth/logout', { headers: clientHeaders });
    expect(response.status).toBe(200);
    expect(browser.cookies.has(sessionName)).toBe(false);
    browser.cookies.set(sessionName, token);
    expect(await isLoggedIn(browser)).toBe(false);
  });

  test("another site's form logs nobody out", async () => {
    await browser.login('luo-jun');
    const response = await browser.post('/auth/logout', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(response.status).toBe(403);
    expect(await isLoggedIn(browser)).toBe(true);
  });

  test('logging in again ends the session before', async () => {
    await browser.login('luo-jun');
    const first = browser.cookies.get(sessionName)!;
    await browser.login('wu-haibo');
    const thief = openBrowser(system);
    thief.cookies.set(sessionName, first);
    expect(await isLoggedIn(thief)).toBe(false);
    expect(await isLoggedIn(browser)).toBe(true);
  });

  test.each(['', 'x', 'undefined', "' or 1=1 --", 'A'.repeat(4000)])(
    'a made-up session token %# opens nothing',
    async (token) => {
      browser.cookies.set(sessionName, token);
      expect(await browser.reply('identity.me', {})).toMatchObject({
        ok: false,
        error: { code: 'not_logged_in' },
      });
    },
  );

  test('a session ends after seven days of business time, and cleaning removes it', async () => {
    await browser.login('zhao-yajing');
    await system.advance(7 * 24 * 60 - 1);
    expect(await isLoggedIn(browser)).toBe(true);
    await system.advance(2);
    expect(await isLoggedIn(browser)).toBe(false);
    await system.advance(24 * 60);
    await system.tick();
    expect(await sessions()).toEqual([]);
  });

  test('a start that failed is answered as a retryable failure, without saying why', async () => {
    const gateway = createGateway(() => Promise.reject(new ConfigError('DATA_KEYS: missing')));
    const response = await gateway.request('/healthz');
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  test('what a database says goes into the log without its parameters', async () => {
    const { runtime } = system;
    const broken = Object.assign(Object.create(runtime.db), {
      execute: () => Promise.reject(new Error('params: 340603199001010000 王小兰\n    at 王小兰')),
    }) as typeof runtime.db;
    const gateway = createGateway(() => Promise.resolve({ ...runtime, db: broken }));
    const response = await gateway.request('/healthz');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('王小兰');
    const line = system.logText().trim().split('\n').at(-1)!;
    expect(line).toContain('gateway error');
    expect(line).not.toMatch(/王小兰|340603199001010000/);
    expect(line).toContain(response.headers.get('x-trace-id')!);
  });
});
