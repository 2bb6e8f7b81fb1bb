import { type Hono } from 'hono';
import { hourMs } from '../lib/time';
import { certHash } from './face';
import { createWechat } from './index';
import {
  anyText,
  createTestHost,
  formPost,
  jsonPost,
  publicUrl,
  type TestHost,
} from './test-support';

type Reply = { errcode: number; verify_ret?: number; verify_id?: string; expires_in?: number };

const returnUrl = `${publicUrl}/#/pages/verify/index?step=face`;
let host: TestHost;
let app: Hono;
let token: string;

beforeEach(async () => {
  host = createTestHost();
  app = createWechat(host);
  const { appId: appid, secret } = host.keys.wechat.miniProgram;
  const body = { grant_type: 'client_credential', appid, secret };
  const response = await app.request('/cgi-bin/stable_token', jsonPost(body));
  token = ((await response.json()) as { access_token: string }).access_token;
});
afterEach(() => host.close());

const person = () => {
  const user = host.residents.testUsers().find(({ resident }) => resident.certType === '01')!;
  const { name, certNo } = user.resident;
  return {
    openid: user.miniProgramOpenid,
    cert_info: { cert_type: 'IDENTITY_CARD', cert_name: name, cert_no: certNo },
  };
};
const call = async (operation: string, body: unknown, withToken = token): Promise<Reply> => {
  const path = `/cityservice/face/identify/${operation}?access_token=${withToken}`;
  const response = await app.request(path, jsonPost(body));
  expect(response.status).toBe(200);
  return (await response.json()) as Reply;
};
const begin = async (changes: Record<string, unknown> = {}) => {
  const asked = { out_seq_no: 'face-0001', ...person(), ...changes };
  const reply = await call('getverifyid', asked);
  return { reply, asked };
};
const query = async (verifyId: string, changes: Record<string, unknown> = {}): Promise<Reply> =>
  call('queryverifyinfo', {
    verify_id: verifyId,
    out_seq_no: 'face-0001',
    cert_hash: certHash(person().cert_info),
    openid: person().openid,
    ...changes,
  });
const pageUrl = (verifyId: string, back = returnUrl): string =>
  `/face?${new URLSearchParams({ verify_id: verifyId, return_url: back }).toString()}`;

test.each([
  ['pass', 10000, 0],
  ['fail', 10004, 10004],
  ['cancel', 90004, 90004],
])('%s in the browser or on the phone gives verify_ret %d', async (decision, expected, errCode) => {
  const first = (await begin()).reply;
  expect(first).toMatchObject({ errcode: 0, expires_in: 3600, verify_id: anyText() });
  expect(await query(first.verify_id!)).toMatchObject({ errcode: 0, verify_ret: 90002 });
  const redirect = await app.request(pageUrl(first.verify_id!), formPost({ decision }));
  expect(redirect.status).toBe(303);
  expect(redirect.headers.get('location')).toBe(returnUrl);
  expect(await query(first.verify_id!)).toMatchObject({ errcode: 0, verify_ret: expected });

  const second = (await begin({ out_seq_no: 'face-0002' })).reply;
  const phone = await app.request(
    '/face/decide',
    jsonPost({ verify_id: second.verify_id, decision }),
  );
  expect(await phone.json()).toMatchObject({ errCode });
  expect(await query(second.verify_id!, { out_seq_no: 'face-0002' })).toMatchObject({
    verify_ret: expected,
  });
});

test('the page shows whom, masked, and never the number', async () => {
  const { reply, asked } = await begin();
  const page = await (await app.request(pageUrl(reply.verify_id!))).text();
  expect(page).toContain(asked.cert_info.cert_no.slice(-4));
  expect(page).not.toContain(asked.cert_info.cert_no);
  expect(page).not.toContain(asked.cert_info.cert_name);
  for (const words of ['本人通过', '不是本人（失败）', '取消']) expect(page).toContain(words);
});

test('the first decision stays', async () => {
  const { reply } = await begin();
  await app.request(pageUrl(reply.verify_id!), formPost({ decision: 'fail' }));
  const again = await app.request(pageUrl(reply.verify_id!), formPost({ decision: 'pass' }));
  expect(again.status).toBe(400);
  await app.request('/face/decide', jsonPost({ verify_id: reply.verify_id, decision: 'pass' }));
  expect(await query(reply.verify_id!)).toMatchObject({ verify_ret: 10004 });
});

test('a name that the register does not have with that number passes no one', async () => {
  const { openid, cert_info: cert } = person();
  const other = { ...cert, cert_name: '赵无此人' };
  const { reply } = await begin({ openid, cert_info: other });
  await app.request(pageUrl(reply.verify_id!), formPost({ decision: 'pass' }));
  expect(await query(reply.verify_id!, { cert_hash: certHash(other) })).toMatchObject({
    errcode: 0,
    verify_ret: 10003,
  });
});

test.each([
  ['cert_hash', '0'.repeat(64), 40097],
  ['openid', 'someone-else', 40003],
  ['out_seq_no', 'face-9999', 84001],
  ['verify_id', 'nonsense', 84001],
])('a query with another %s gets an errcode and no verify_ret', async (name, value, errcode) => {
  const { reply } = await begin();
  await app.request(pageUrl(reply.verify_id!), formPost({ decision: 'pass' }));
  const refused = await query(reply.verify_id!, { [name]: value });
  expect(refused.errcode).toBe(errcode);
  expect(refused).not.toHaveProperty('verify_ret');
});

const withCert = (changes: Record<string, string>) => ({
  cert_info: {
    cert_type: 'IDENTITY_CARD',
    cert_name: '王兰',
    cert_no: '340621199003070025',
    ...changes,
  },
});
test.each([
  ['another kind of card', withCert({ cert_type: 'PASSPORT' }), 40097],
  ['a Hong Kong residence permit', withCert({ cert_no: '810000198501150013' }), 40097],
  ['a foreign permanent resident', withCert({ cert_no: '934840198501010016' }), 40097],
  ['a wrong check digit', withCert({ cert_no: '340621199003070026' }), 40097],
  ['29 February of a common year', withCert({ cert_no: '340602202302290015' }), 40097],
  ['a serial number of four characters', { out_seq_no: '1234' }, 40097],
  ['an unknown openid', { openid: 'nobody' }, 40003],
])('getverifyid refuses %s', async (_what, changes, errcode) => {
  expect((await begin(changes)).reply.errcode).toBe(errcode);
});

test('a bad token is refused by both calls', async () => {
  expect(await call('getverifyid', {}, 'made-up')).toMatchObject({ errcode: 40001 });
  expect(await call('queryverifyinfo', {}, 'made-up')).toMatchObject({ errcode: 40001 });
});

test('the same serial number gives the same check for the same person only', async () => {
  const first = (await begin()).reply;
  expect((await begin()).reply.verify_id).toBe(first.verify_id);
  expect((await begin(withCert({}))).reply.errcode).toBe(40097);
});

test('a check expires an hour later by the business clock', async () => {
  const { reply } = await begin();
  host.clock.advance(hourMs);
  expect((await app.request(pageUrl(reply.verify_id!))).status).toBe(400);
  await app.request('/face/decide', jsonPost({ verify_id: reply.verify_id, decision: 'pass' }));
  expect(await query(reply.verify_id!)).toMatchObject({ errcode: 0, verify_ret: 90017 });
});

test('the page leads back to the own site only', async () => {
  const { reply } = await begin();
  const evil = pageUrl(reply.verify_id!, 'https://evil.example/');
  for (const init of [{}, formPost({ decision: 'pass' })]) {
    const response = await app.request(evil, init);
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('evil.example');
  }
  expect(await query(reply.verify_id!)).toMatchObject({ verify_ret: 90002 });
});
