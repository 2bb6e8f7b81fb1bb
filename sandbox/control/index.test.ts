import { createHost } from '../lib/create-host';
import { createSite } from '../lib/site';
import { Platform } from '../core-platform/platform';
import { Registries } from '../data-sharing/registries';
import { MutualAid } from '../mutual-aid/platform';
import { TaxBook } from '../tax/book';
import { TaxReviews } from '../tax/review';
import { RefundBook } from '../wechat-pay/refund';
import { Controls } from './controls';
import { createControlApi } from './index';

const { host, close } = createHost({
  dataDir: null,
  publicUrl: () => 'http://127.0.0.1:1',
  wallNow: () => 1_800_000_000_000,
});
const platform = new Platform(host);
const site = createSite().route(
  '/control',
  createControlApi(
    new Controls({
      host,
      platform,
      registries: new Registries(host),
      mutualAid: new MutualAid(host),
      tax: new TaxBook(host),
      back: { taxReviews: new TaxReviews(host), refunds: new RefundBook(host) },
    }),
  ),
);
afterAll(() => close());

const ask = async (method: string, url: string, body?: unknown) => {
  const response = await site.request(`/control${url}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test('reads and moves the clock, forwards only', async () => {
  expect((await ask('GET', '/clock')).body.iso).toBe('2025-11-20T09:00:00+08:00');
  const moved = await ask('POST', '/clock', { advanceMinutes: 90 });
  expect(moved.body.iso).toBe('2025-11-20T10:30:00+08:00');
  const set = await ask('POST', '/clock', { setTo: '2025-11-21' });
  expect(set.body).toEqual({ now: host.clock.now(), iso: '2025-11-21T00:00:00+08:00' });
  const back = await ask('POST', '/clock', { setTo: '2025-11-20' });
  expect(back).toMatchObject({ status: 409, body: { message: '时钟只能往后拨，不能往回拨' } });
});

test.each([
  ['nothing', {}],
  ['both', { advanceMinutes: 1, setTo: '2026-01-01' }],
  ['a negative step', { advanceMinutes: -1 }],
  ['a day that does not exist', { setTo: '2026-02-30' }],
  ['an unknown field', { advanceMinutes: 1, x: 1 }],
])('refuses a clock move with %s', async (_title, body) => {
  const before = host.clock.now();
  expect((await ask('POST', '/clock', body)).status).toBe(400);
  expect(host.clock.now()).toBe(before);
});

test('opens, lists and closes faults', async () => {
  const rule = { system: 'wechat-pay', operation: 'notify', kind: 'drop', times: 3, delayMs: 0 };
  expect((await ask('POST', '/faults', rule)).body).toEqual({ faults: [rule] });
  expect((await ask('POST', '/faults', { ...rule, kind: 'explode' })).status).toBe(400);
  expect((await ask('POST', '/faults', { ...rule, times: 0 })).status).toBe(400);
  expect((await ask('GET', '/faults')).body).toEqual({ faults: [rule] });
  expect((await ask('DELETE', '/faults')).body).toEqual({ faults: [] });
  expect(host.faults.list()).toEqual([]);
});

test('opens a fault for minutes of business time, and says until when', async () => {
  const rule = { system: 'data-sharing', operation: 'population', kind: 'timeout', delayMs: 0 };
  const { body } = await ask('POST', '/faults', { ...rule, forMinutes: 10 });
  const until = host.clock.now() + 10 * 60_000;
  expect(body).toEqual({ faults: [{ ...rule, times: 1, until }] });
  expect((await ask('POST', '/faults', { ...rule, forMinutes: 10_081 })).status).toBe(400);
  host.clock.advance(10 * 60_000);
  expect((await ask('GET', '/faults')).body).toEqual({ faults: [] });
});

describe('registries and departments', () => {
  type BirthAnswer = Record<string, unknown> & { certificateNumber: string };
  const births = async () => (await ask('GET', '/births')).body.births as BirthAnswer[];
  const qiao = async () => (await births()).find((each) => each.babyName === '乔一诺')!;

  test('the latency is set and read', async () => {
    expect((await ask('GET', '/latency')).body).toEqual({ latencyMs: 0 });
    expect((await ask('POST', '/latency', { latencyMs: 20 })).body).toEqual({ latencyMs: 20 });
    expect(host.latency.ms).toBe(20);
    const tooSlow = await ask('POST', '/latency', { latencyMs: 5_001 });
    expect(tooSlow).toMatchObject({ status: 400 });
    await ask('POST', '/latency', { latencyMs: 0 });
  });

  test('births are listed with everything a tester has to type', async () => {
    expect((await births()).length).toBe(host.residents.births().length);
    expect(await qiao()).toMatchObject({
      status: 'valid',
      sex: 'female',
      bornOn: '2025-11-18',
      bornAtTime: '08:26',
      mother: { name: '唐心怡', certType: '01' },
      father: { name: '乔志远' },
      residentId: null,
    });
  });

  test('a certificate is voided, renamed and restored', async () => {
    const { certificateNumber: number } = await qiao();
    const change = async (body: Record<string, string>) =>
      (await ask('POST', '/certificate', { number, ...body })).body.birth;
    expect(await change({ change: 'void' })).toMatchObject({ status: 'voided' });
    expect(await change({ change: 'restore' })).toMatchObject({ status: 'valid' });
    expect(await change({ change: 'rename' })).toMatchObject({ babyName: '乔改名' });
    expect(await change({ change: 'rename', babyName: '乔二诺' })).toMatchObject({
      babyName: '乔二诺',
    });
    expect(await change({ change: 'restore' })).toMatchObject({ babyName: '乔一诺' });
    const nobody = await ask('POST', '/certificate', { number: 'T340000000', change: 'void' });
    expect(nobody).toMatchObject({
      status: 409,
      body: { message: '城里没有这个编号的出生医学证明' },
    });
    expect((await ask('POST', '/certificate', { number, change: 'burn' })).status).toBe(400);
  });

  test('a family registers the household itself', async () => {
    const { certificateNumber } = await qiao();
    const { body } = await ask('POST', '/household', { certificateNumber });
    expect(body.residentId).toMatch(/^34060320251118/);
    expect((await ask('POST', '/household', { certificateNumber })).body).toEqual(body);
    expect(await qiao()).toMatchObject(body);
    expect((await ask('POST', '/household', { certificateNumber: 'x' })).status).toBe(409);
  });

  test('departments are told what to do with the next case', async () => {
    const list = async (body: unknown) =>
      (await ask('POST', '/department', body)).body.departments as { item: string }[];
    const household = (departments: { item: string }[]) =>
      departments.find((each) => each.item === 'household');
    const returned = await list({ item: 'household', answer: 'return', reason: '请补照片' });
    expect(household(returned)).toMatchObject({ minutes: 2_880, returnsNext: '请补照片' });
    const unnamed = await list({ item: 'household', answer: 'return' });
    expect(household(unnamed)).toMatchObject({ returnsNext: '材料不齐，请补齐后重新提交' });
    const usual = await list({ item: 'household', answer: 'normal', minutes: 60 });
    expect(household(usual)).toMatchObject({ minutes: 60, returnsNext: null });
    expect((await ask('GET', '/department')).body).toEqual({ departments: usual });
    expect((await ask('POST', '/department', { item: 'passport' })).status).toBe(400);
  });
});

test('lists the city by story and by name', async () => {
  const all = (await ask('GET', '/city')).body.people as unknown[];
  expect(all.length).toBe(host.residents.list().length);
  const stuck = (await ask('GET', '/city?story=elsewhereStuck7h')).body.people as unknown[];
  expect(stuck).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        name: '郑丽萍',
        elsewhere: expect.objectContaining({ needsReupload: true }) as unknown,
      }),
    ]),
  );
  const named = (await ask('GET', `/city?text=${encodeURIComponent('许慧兰')}`)).body.people;
  expect(named).toMatchObject([{ name: '许慧兰', story: 'insuredLastYear', elsewhere: null }]);
  expect((await ask('GET', '/city?story=nonsense')).status).toBe(400);
});

test('lists who can log in, the main journey first', async () => {
  const users = (await ask('GET', '/users')).body.users as { key: string; family: unknown[] }[];
  expect(users[0]).toMatchObject({ key: 'xu-huilan', isStaff: false });
  expect(users[0]!.family[0]).toMatchObject({ relation: 'mother', name: '何桂珍' });
});

test('suspends at the origin and uploads again', async () => {
  const { certNo } = host.residents.list().find((each) => each.story === 'elsewhereActive')!;
  expect((await ask('POST', '/elsewhere/reupload', { certNo })).status).toBe(409);
  const suspended = await ask('POST', '/elsewhere/suspend', { certNo: ` ${certNo.toLowerCase()}` });
  expect(suspended.body.elsewhere).toMatchObject({ suspendedAt: host.clock.now() });
  expect((await ask('POST', '/elsewhere/suspend', { certNo })).status).toBe(409);
  const uploaded = await ask('POST', '/elsewhere/reupload', { certNo });
  expect(uploaded.body.elsewhere).toMatchObject({ platformSeesAt: host.clock.now() });
  const nobody = await ask('POST', '/elsewhere/suspend', { certNo: '1' });
  expect(nobody).toMatchObject({ status: 409, body: { message: '城里没有这个证件号码的人' } });
});

test('sets how long posting takes', async () => {
  expect((await ask('POST', '/posting', { delayMinutes: 30 })).body).toEqual({ delayMinutes: 30 });
  expect((await ask('GET', '/posting')).body).toEqual({ delayMinutes: 30 });
  expect((await ask('POST', '/posting', { delayMinutes: -1 })).status).toBe(400);
});

test('shows the last 500 calls', async () => {
  for (let n = 0; n < 510; n++) {
    host.calls.record({ system: 'wechat', operation: 'token', outcome: String(n) });
  }
  const calls = (await ask('GET', '/log')).body.calls as { outcome: string }[];
  expect(calls).toHaveLength(500);
  expect(calls.at(-1)).toEqual({
    system: 'wechat',
    operation: 'token',
    outcome: '509',
    at: host.clock.now(),
  });
});

describe('the frame', () => {
  const post = (headers: Record<string, string>, body: string) =>
    site.request('http://127.0.0.1:8080/control/clock', { method: 'POST', headers, body });

  test('an unknown address is 404 in JSON', async () => {
    expect(await ask('GET', '/nothing')).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  test('no JSON is 400', async () => {
    expect((await post({}, '{')).status).toBe(400);
  });

  test('more than 1 MB is 413', async () => {
    const body = JSON.stringify({ advanceMinutes: 1, padding: 'x'.repeat(1_048_576) });
    const headers = { 'content-length': String(body.length) };
    expect((await post(headers, body)).status).toBe(413);
    expect((await post({}, body)).status).toBe(413);
  });

  test.each([
    ['https://example.com', 403],
    ['null', 403],
    ['http://127.0.0.1:8080', 200],
  ])('a move asked for by a page of %s is %i', async (origin, status) => {
    const headers = { origin, host: '127.0.0.1:8080' };
    expect((await post(headers, '{"advanceMinutes":0}')).status).toBe(status);
  });
});
