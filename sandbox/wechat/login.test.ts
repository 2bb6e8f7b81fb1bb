import { type Hono } from 'hono';
import { minuteMs } from '../lib/time';
import { createWechat } from './index';
import {
  anyText,
  createTestHost,
  formPost,
  jsonPost,
  publicUrl,
  type TestHost,
} from './test-support';

let host: TestHost;
let app: Hono;

beforeEach(() => {
  host = createTestHost();
  app = createWechat(host);
});
afterEach(() => host.close());

const get = async (path: string, query: Record<string, string>): Promise<unknown> => {
  const response = await app.request(`${path}?${new URLSearchParams(query).toString()}`);
  expect(response.status).toBe(200);
  return response.json();
};

describe('H5 OAuth', () => {
  const authorizeQuery = () => ({
    appid: host.keys.wechat.officialAccount.appId,
    redirect_uri: `${publicUrl}/auth/wechat/callback`,
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'a b&c',
  });
  const authorizeUrl = (changes: Record<string, string> = {}) =>
    `/connect/oauth2/authorize?${new URLSearchParams({ ...authorizeQuery(), ...changes }).toString()}`;
  const tokenQuery = (code: string) => ({
    appid: host.keys.wechat.officialAccount.appId,
    secret: host.keys.wechat.officialAccount.secret,
    code,
    grant_type: 'authorization_code',
  });
  const logIn = async (): Promise<string> => {
    const [user] = host.residents.testUsers();
    const response = await app.request(authorizeUrl(), formPost({ user: user!.key }));
    expect(response.status).toBe(303);
    const location = new URL(response.headers.get('location')!);
    expect(location.origin + location.pathname).toBe(`${publicUrl}/auth/wechat/callback`);
    expect(location.searchParams.get('state')).toBe('a b&c');
    return location.searchParams.get('code')!;
  };

  test('the page lists every test user with the situation', async () => {
    const page = await (await app.request(authorizeUrl())).text();
    expect(page).toContain('选择一位虚构的用户登录');
    for (const { key, resident } of host.residents.testUsers()) {
      expect(page).toContain(`value="${key}"`);
      expect(page).toContain(resident.name);
    }
  });

  test.each([
    ['appid', 'wx-other'],
    ['redirect_uri', 'https://evil.example/callback'],
    ['response_type', 'token'],
    ['scope', 'everything'],
    ['state', 'x'.repeat(129)],
  ])('a wrong %s gets a page and no redirect', async (name, value) => {
    for (const init of [{}, formPost({ user: host.residents.testUsers()[0]!.key })]) {
      const response = await app.request(authorizeUrl({ [name]: value }), init);
      expect(response.status).toBe(400);
      expect(response.headers.has('location')).toBe(false);
    }
  });

  test('a code gives the openid once, then 40163', async () => {
    const code = await logIn();
    const [user] = host.residents.testUsers();
    expect(await get('/sns/oauth2/access_token', tokenQuery(code))).toMatchObject({
      openid: user!.officialAccountOpenid,
      unionid: user!.unionid,
      scope: 'snsapi_base',
      expires_in: 7200,
      access_token: anyText(),
      refresh_token: anyText(),
    });
    expect(await get('/sns/oauth2/access_token', tokenQuery(code))).toMatchObject({
      errcode: 40163,
    });
  });

  test.each([
    ['appid', 'wx-other', 40013],
    ['secret', 'wrong', 40125],
    ['grant_type', 'password', 40002],
    ['code', 'nonsense', 40029],
  ])('a wrong %s is refused and does not use the code up', async (name, value, errcode) => {
    const code = await logIn();
    const query = { ...tokenQuery(code), [name]: value };
    expect(await get('/sns/oauth2/access_token', query)).toMatchObject({ errcode });
    expect(await get('/sns/oauth2/access_token', tokenQuery(code))).toHaveProperty('openid');
  });

  test('a code lives five minutes of real time; the business clock does not matter', async () => {
    const code = await logIn();
    host.clock.advance(60 * minuteMs);
    host.shiftWall(5 * minuteMs - 10_000);
    const late = await logIn();
    expect(await get('/sns/oauth2/access_token', tokenQuery(code))).toHaveProperty('openid');
    host.shiftWall(5 * minuteMs);
    expect(await get('/sns/oauth2/access_token', tokenQuery(late))).toMatchObject({
      errcode: 40029,
    });
  });
});

describe('mini-program login', () => {
  const sessionQuery = (code: string) => ({
    appid: host.keys.wechat.miniProgram.appId,
    secret: host.keys.wechat.miniProgram.secret,
    js_code: code,
    grant_type: 'authorization_code',
  });

  test('a code of wx.login gives the openid once', async () => {
    const [user] = host.residents.testUsers();
    const login = await app.request('/login/code', jsonPost({ user: user!.key }));
    const { code } = (await login.json()) as { code: string };
    expect(await get('/sns/jscode2session', sessionQuery(code))).toEqual({
      openid: user!.miniProgramOpenid,
      unionid: user!.unionid,
      session_key: anyText(),
    });
    expect(await get('/sns/jscode2session', sessionQuery(code))).toMatchObject({ errcode: 40163 });
  });

  test('an unknown user gets no code, and an OAuth endpoint takes no wx.login code', async () => {
    expect((await app.request('/login/code', jsonPost({ user: 'nobody' }))).status).toBe(400);
    expect(await app.request('/login/code', jsonPost('['))).toHaveProperty('status', 400);
    expect(await get('/sns/jscode2session', sessionQuery('nonsense'))).toMatchObject({
      errcode: 40029,
    });
  });
});

describe('access_token', () => {
  type TokenReply = { access_token: string; expires_in: number; errcode?: number };
  const stable = async (changes: Record<string, unknown> = {}): Promise<TokenReply> => {
    const { appId, secret } = host.keys.wechat.miniProgram;
    const body = { grant_type: 'client_credential', appid: appId, secret, ...changes };
    const response = await app.request('/cgi-bin/stable_token', jsonPost(body));
    return (await response.json()) as TokenReply;
  };
  const use = async (token: string): Promise<number> => {
    const response = await app.request(
      `/cgi-bin/message/subscribe/send?access_token=${token}`,
      jsonPost({}),
    );
    return ((await response.json()) as { errcode: number }).errcode;
  };
  const accepted = 47001; // past the token, the empty body is what is wrong

  test('stable_token stays the same until near its end, and force_refresh replaces it', async () => {
    const first = await stable();
    expect(first.expires_in).toBe(7200);
    host.shiftWall(60 * minuteMs);
    const second = await stable();
    expect(second.access_token).toBe(first.access_token);
    expect(second.expires_in).toBeLessThanOrEqual(3600);
    const third = await stable({ force_refresh: true });
    expect(third.access_token).not.toBe(first.access_token);
    expect(await use(first.access_token)).toBe(42001);
    expect(await use(third.access_token)).toBe(accepted);
  });

  test('a token ends after two hours of real time', async () => {
    const { access_token: token } = await stable();
    host.clock.advance(24 * 60 * minuteMs);
    expect(await use(token)).toBe(accepted);
    host.shiftWall(120 * minuteMs);
    expect(await use(token)).toBe(42001);
    expect(await use('made-up')).toBe(40001);
    expect(await use('')).toBe(41001);
  });

  test('GET /cgi-bin/token gives a new one each time; the older is good for five minutes', async () => {
    const { appId: appid, secret } = host.keys.wechat.officialAccount;
    const query = { grant_type: 'client_credential', appid, secret };
    const first = (await get('/cgi-bin/token', query)) as TokenReply;
    const second = (await get('/cgi-bin/token', query)) as TokenReply;
    expect(second.access_token).not.toBe(first.access_token);
    expect(await use(first.access_token)).toBe(accepted);
    host.shiftWall(5 * minuteMs);
    expect(await use(first.access_token)).toBe(42001);
    expect(await use(second.access_token)).toBe(accepted);
  });

  test.each([
    [{ appid: 'wx-other' }, 40013],
    [{ secret: 'wrong' }, 40125],
    [{ grant_type: 'password' }, 40002],
    [{ appid: 7 }, 47001],
  ])('%j is refused with %d', async (changes, errcode) => {
    expect(await stable(changes)).toMatchObject({ errcode });
  });
});
