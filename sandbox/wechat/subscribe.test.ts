import { type Hono } from 'hono';
import { createWechat } from './index';
import { templates } from './templates';
import { createTestHost, jsonPost, type TestHost } from './test-support';

const { templateId } = templates.payment;
let host: TestHost;
let app: Hono;
let openid: string;
let token: string;

const post = async (path: string, body: unknown) => {
  const response = await app.request(path, jsonPost(body));
  return (await response.json()) as { errcode?: number; access_token?: string; errMsg?: string };
};

beforeEach(async () => {
  host = createTestHost();
  app = createWechat(host);
  openid = host.residents.testUsers()[0]!.miniProgramOpenid;
  const { appId: appid, secret } = host.keys.wechat.miniProgram;
  const reply = await post('/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid,
    secret,
  });
  token = reply.access_token!;
});
afterEach(() => host.close());

const data = {
  thing1: { value: '王*兰 等 2 人' },
  amount2: { value: '800元' },
  time3: { value: '2025年11月20日 09:30' },
  thing4: { value: '2026 年 1 月 1 日起可以报销' },
};
const send = (changes: Record<string, unknown> = {}) =>
  post(`/cgi-bin/message/subscribe/send?access_token=${token}`, {
    touser: openid,
    template_id: templateId,
    page: 'pages/index/index',
    data,
    ...changes,
  });
const accept = (changes: Record<string, unknown> = {}) =>
  post('/subscribe/accept', { openid, template_id: templateId, ...changes });

test('one accept is good for one message', async () => {
  expect(await send()).toMatchObject({ errcode: 43101 });
  expect(await accept()).toMatchObject({
    errMsg: 'requestSubscribeMessage:ok',
    [templateId]: 'accept',
  });
  expect(await send()).toMatchObject({ errcode: 0 });
  expect(await send()).toMatchObject({ errcode: 43101 });
  await accept();
  await accept();
  expect([await send(), await send(), await send()].map(({ errcode }) => errcode)).toEqual([
    0, 0, 43101,
  ]);
});

test('an accept counts for its own template and person only', async () => {
  await accept({ template_id: templates.enrollment.templateId });
  await accept({ openid: host.residents.testUsers()[1]!.miniProgramOpenid });
  expect(await send()).toMatchObject({ errcode: 43101 });
});

test.each([
  ['an unknown template', { template_id: 'other' }, 40037],
  ['an unknown person', { touser: 'nobody' }, 40003],
  ['no data', { data: undefined }, 47001],
  ['a field too long', { data: { ...data, thing1: { value: '长'.repeat(21) } } }, 47003],
  ['a field missing', { data: { thing1: data.thing1 } }, 47003],
  ['a field unknown', { data: { ...data, thing9: { value: 'x' } } }, 47003],
  ['an amount in words', { data: { ...data, amount2: { value: '四百' } } }, 47003],
])('%s is refused and uses no accept up', async (_what, changes, errcode) => {
  await accept();
  expect(await send(changes)).toMatchObject({ errcode });
  expect(await send()).toMatchObject({ errcode: 0 });
});

test('a bad token delivers nothing', async () => {
  await accept();
  token = 'made-up';
  expect(await send()).toMatchObject({ errcode: 40001 });
});

test('delivered messages are listed, as JSON and as a page', async () => {
  await accept();
  await send({ data: { ...data, thing4: { value: '<b>粗</b>' } } });
  const json = await (await app.request(`/messages?openid=${openid}`)).json();
  expect(json).toMatchObject({
    messages: [
      {
        template_id: templateId,
        page: 'pages/index/index',
        lines: [{ label: '参保人', text: '王*兰 等 2 人' }, { text: '800元' }, {}, {}],
      },
    ],
  });
  const page = await app.request(`/messages?openid=${openid}`, {
    headers: { accept: 'text/html' },
  });
  const text = await page.text();
  expect(text).toContain('缴费结果通知');
  expect(text).toContain('&lt;b&gt;');
  expect(text).not.toContain('<b>');
});
