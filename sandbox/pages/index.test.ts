import { sandboxOrganisations, sandboxPassword } from '../city/organisations';
import { Controls } from '../control/controls';
import { Platform } from '../core-platform/platform';
import { Registries } from '../data-sharing/registries';
import { MutualAid } from '../mutual-aid/platform';
import { TaxBook } from '../tax/book';
import { TaxReviews } from '../tax/review';
import { RefundBook } from '../wechat-pay/refund';
import { createHost } from '../lib/create-host';
import { createSite } from '../lib/site';
import { type ConfirmCounterCode, createPages } from './index';

const { host, close } = createHost({
  dataDir: null,
  publicUrl: () => 'http://127.0.0.1:1',
  wallNow: () => 1_800_000_000_000,
});
afterAll(() => close());
const controls = new Controls({
  host,
  platform: new Platform(host),
  registries: new Registries(host),
  mutualAid: new MutualAid(host),
  tax: new TaxBook(host),
  back: { taxReviews: new TaxReviews(host), refunds: new RefundBook(host) },
});
const confirm = jest.fn<ReturnType<ConfirmCounterCode>, Parameters<ConfirmCounterCode>>();
const organisations = sandboxOrganisations('few');
const site = createSite().route(
  '/sandbox',
  createPages(controls, { confirmCounterCode: confirm, organisations }),
);

const get = async (url: string) => {
  const response = await site.request(url);
  return { status: response.status, text: await response.text(), headers: response.headers };
};
const send = async (url: string, form: Record<string, string>) => {
  const response = await site.request(url, { method: 'POST', body: new URLSearchParams(form) });
  const location = response.headers.get('location');
  return { status: response.status, location, text: await response.text() };
};

test('the control page has the date, the banner and everyone who can log in', async () => {
  const { text, headers } = await get('/sandbox');
  expect(text).toContain('沙盒：这里的人和钱都是虚构的');
  expect(text).toContain('2025 年 11 月 20 日上午 9:00');
  for (const user of host.residents.testUsers()) {
    expect(text).toContain(user.situation);
    expect(text).toContain(user.resident.certNo);
  }
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('the organisations with what a clerk needs to sign in, code included', async () => {
  expect((await get('/sandbox')).text).toContain('/sandbox/organisations');
  const { text } = await get('/sandbox/organisations');
  for (const { name, creditCode, clerks } of organisations) {
    expect(text).toContain(name);
    expect(text).toContain(creditCode);
    for (const { login } of clerks) expect(text).toContain(login);
  }
  expect(text).toContain(sandboxPassword);
  // of the moment 1 800 000 000 s, by another implementation
  expect(text).toContain('879755');
});

test('the clock forms move the clock and come back', async () => {
  const before = host.clock.now();
  expect(await send('/sandbox/clock', { advanceMinutes: '60' })).toMatchObject({
    status: 303,
    location: '/sandbox',
  });
  expect(host.clock.now()).toBe(before + 3_600_000);
  expect((await send('/sandbox/clock', { setTo: '2025-11-21' })).status).toBe(303);
  const back = await send('/sandbox/clock', { setTo: '2025-11-01' });
  expect(back.status).toBe(409);
  expect(back.text).toContain('时钟只能往后拨');
});

test('posting and fault forms', async () => {
  expect((await send('/sandbox/posting', { delayMinutes: '15' })).status).toBe(303);
  expect(controls.platform.postingDelayMinutes).toBe(15);
  const form = { system: '*', operation: '*', kind: 'delay', times: '2', delayMs: '5' };
  expect((await send('/sandbox/faults', form)).status).toBe(303);
  expect(host.faults.list()).toEqual([{ ...form, times: 2, delayMs: 5 }]);
  expect((await get('/sandbox')).text).toContain('还有 2 次');
  expect((await send('/sandbox/faults/clear', {})).status).toBe(303);
  expect(host.faults.list()).toEqual([]);
});

test('a fault may last for minutes', async () => {
  const form = {
    system: 'data-sharing',
    operation: '*',
    kind: 'error500',
    times: '1',
    delayMs: '0',
  };
  expect((await send('/sandbox/faults', { ...form, forMinutes: '10' })).status).toBe(303);
  const { text } = await get('/sandbox');
  expect(text).toContain('data-sharing · 全部接口');
  expect(text).toContain(' 为止');
  expect((await send('/sandbox/faults', { ...form, forMinutes: '' })).status).toBe(303);
  expect(host.faults.list()).toMatchObject([{ times: 1 }]);
  expect(host.faults.list()[0]).not.toHaveProperty('until');
  await send('/sandbox/faults/clear', {});
});

test('latency and department forms', async () => {
  expect((await send('/sandbox/latency', { latencyMs: '20' })).status).toBe(303);
  expect((await get('/sandbox')).text).toContain('每次查询多等 20 毫秒');
  expect((await send('/sandbox/latency', { latencyMs: '0' })).status).toBe(303);
  const form = { item: 'household', answer: 'return', reason: '请补照片', minutes: '' };
  expect((await send('/sandbox/department', form)).status).toBe(303);
  expect((await get('/sandbox')).text).toContain('公安 · 上户口：下一件退回，「请补照片」');
  await send('/sandbox/department', { ...form, answer: 'normal', minutes: '30' });
  expect((await get('/sandbox')).text).toContain('公安 · 上户口：30 分钟后办好');
});

describe('the births', () => {
  const birth = host.residents.births().find((each) => each.babyName === '乔一诺')!;
  const backTo = '/sandbox/births?page=1';
  const number = birth.certificateNumber;

  test('every certificate is on some page, with baby and parents', async () => {
    let found = 0;
    const pageMax = 10;
    for (let page = 1; page <= pageMax; page++) {
      const { text } = await get(`/sandbox/births?page=${page}`);
      found += text.split('class="card"').length - 1;
      if (!text.includes('下一页')) break;
    }
    expect(found).toBe(host.residents.births().length);
    const { text } = await get('/sandbox/births');
    for (const told of [number, birth.babyName, birth.mother.certNo, birth.father!.certNo]) {
      expect(text).toContain(told);
    }
  });

  test('the buttons act and return to the list', async () => {
    const change = { number, change: 'void', backTo };
    expect(await send('/sandbox/certificate', change)).toMatchObject({
      status: 303,
      location: backTo,
    });
    expect((await get(backTo)).text).toContain('已作废');
    await send('/sandbox/certificate', { ...change, change: 'restore' });
    const household = { certificateNumber: number, backTo };
    expect((await send('/sandbox/household', household)).status).toBe(303);
    const residentId = controls.registries.households.numberOf(number)!;
    expect((await get(backTo)).text).toContain(residentId);
    const away = { ...household, backTo: 'https://example.com/sandbox/births' };
    expect((await send('/sandbox/household', away)).status).toBe(400);
    const nobody = { ...household, certificateNumber: 'T340000000' };
    expect((await send('/sandbox/household', nobody)).status).toBe(409);
  });
});

test('the city can be searched; what is typed comes back escaped', async () => {
  const found = await get(`/sandbox/city?text=${encodeURIComponent('许慧兰')}`);
  expect(found.text).toContain('找到 1 人');
  const markup = await get(`/sandbox/city?text=${encodeURIComponent('"><script>x</script>')}`);
  expect(markup.text).toContain('找到 0 人');
  expect(markup.text).not.toContain('<script>');
});

test('every person is on some page of the city, once', async () => {
  let found = 0;
  const pageMax = 50;
  for (let page = 1; page <= pageMax; page++) {
    const { text } = await get(`/sandbox/city?page=${page}`);
    found += text.split('class="card"').length - 1;
    if (!text.includes('下一页')) break;
  }
  expect(found).toBe(host.residents.list().length);
});

test('the elsewhere buttons act and return to the list', async () => {
  const { certNo } = host.residents.list().find((each) => each.name === '钱玉芬')!;
  const backTo = '/sandbox/city?text=x';
  const form = { certNo, action: 'suspend', backTo };
  expect((await get(`/sandbox/city?text=${certNo}`)).text).toContain('在原参保地办理暂停');
  expect(await send('/sandbox/elsewhere', form)).toMatchObject({ status: 303, location: backTo });
  expect((await get(`/sandbox/city?text=${certNo}`)).text).toContain('原参保地重新上传');
  expect((await send('/sandbox/elsewhere', form)).status).toBe(409);
  const away = { ...form, backTo: 'https://example.com/sandbox/city' };
  expect((await send('/sandbox/elsewhere', away)).status).toBe(400);
});

describe('the counter', () => {
  const { resident } = host.residents.testUsers().find((user) => user.key === 'he-jiaxin')!;
  const form = { code: '12345678', name: resident.name, certNo: resident.certNo };

  test('hands the code and the document over and shows the answer', async () => {
    confirm.mockResolvedValueOnce({ ok: true, message: '何*欣 已核验' });
    const answer = await send('/sandbox/counter/confirm', form);
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.text).toContain('何*欣 已核验');
    expect(confirm).toHaveBeenLastCalledWith({
      code: '12345678',
      documentType: 'hkMoTwResidence',
      documentNumber: resident.certNo,
      name: '何嘉欣',
    });
  });

  test('shows a refusal of the service', async () => {
    confirm.mockResolvedValueOnce({ ok: false, message: '核验码不对或已过期' });
    const answer = await send('/sandbox/counter/confirm', form);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('核验码不对或已过期');
  });

  test.each([
    ['a short code', { code: '123' }, 400],
    ['no name', { name: '' }, 400],
    ['nobody’s document', { certNo: '340603198403120000' }, 409],
  ])('refuses %s without asking the service', async (_title, change, status) => {
    confirm.mockClear();
    expect((await send('/sandbox/counter/confirm', { ...form, ...change })).status).toBe(status);
    expect(confirm).not.toHaveBeenCalled();
  });
});

test('a refusal names the field in words', async () => {
  const form = { code: '123', name: 'x', certNo: 'x' };
  const { text } = await send('/sandbox/counter/confirm', form);
  expect(text).toContain('核验码填写有误');
});

test('the log page shows calls', async () => {
  host.calls.record({ system: 'wechat', operation: 'code2session', outcome: 'ok' });
  expect((await get('/sandbox/log')).text).toContain('code2session');
});
