import { credentialsOf, isTimerCall, requestIdOf } from './cloudbase-context';

const identity = {
  WX_CONTEXT_KEYS: 'WX_OPENID,WX_APPID,WX_UNIONID',
  WX_OPENID: 'o-1',
  WX_APPID: 'wx-1',
  WX_UNIONID: 'u-1',
};
const now = (environment: object) => ({ environment: JSON.stringify(environment) });
const old = (environment: Record<string, string>) => ({
  environ: Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join(';'),
});

test.each([
  ['today', now(identity)],
  ['before', old({ ...identity, WX_CONTEXT_KEYS: 'WX_OPENID' })],
])('the openid comes from the context as CloudBase writes it %s', (_when, context) => {
  expect(credentialsOf(context)).toEqual({
    kind: 'wechat',
    openId: 'o-1',
    appId: 'wx-1',
    unionId: 'u-1',
  });
});

test('a union id may be missing', () => {
  expect(credentialsOf(now({ ...identity, WX_UNIONID: undefined }))).toMatchObject({
    kind: 'wechat',
    unionId: null,
  });
  expect(credentialsOf(now({ ...identity, WX_UNIONID: '' }))).toMatchObject({ unionId: null });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a word', 'WX_OPENID=o-1'],
  ['an empty context', {}],
  ['an empty environment', { environment: '' }],
  ['an environment that is no text', { environment: { ...identity } }],
  ['an environment without an openid', now({ WX_APPID: 'wx-1' })],
  ['an environment without an app', now({ WX_OPENID: 'o-1' })],
  ['an empty openid', now({ ...identity, WX_OPENID: '' })],
  ['an openid that is a list', now({ ...identity, WX_OPENID: ['o-1'] })],
  ['an openid with a comma in the old form', old({ ...identity, WX_OPENID: 'o-1,o-2' })],
  ['an openid beside the environment', { ...identity, WX_OPENID: 'o-1' }],
])('%s is nobody', (_name, context) => {
  expect(credentialsOf(context)).toEqual({ kind: 'none' });
});

test.each<[string, unknown, boolean]>([
  ['a timer', now({ TRIGGER_SRC: 'timer' }), true],
  ['a timer in the old form', old({ TRIGGER_SRC: 'timer' }), true],
  ['a client', now({ ...identity, TRIGGER_SRC: 'wx_client' }), false],
  ['a client that says timer', now({ ...identity, TRIGGER_SRC: 'timer' }), false],
  ['a web user that says timer', now({ TCB_UUID: 'u', TRIGGER_SRC: 'timer' }), false],
  ['nobody', {}, false],
])('%s: timer %s', (_name, context, timer) => {
  expect(isTimerCall(context)).toBe(timer);
});

test.each<[unknown, string | null]>([
  [{ request_id: 'r-1' }, 'r-1'],
  [{ request_id: 'r'.repeat(100) }, 'r'.repeat(64)],
  [{ request_id: '' }, null],
  [{ request_id: 7 }, null],
  [undefined, null],
])('the invocation id of %j', (context, id) => {
  expect(requestIdOf(context)).toBe(id);
});
