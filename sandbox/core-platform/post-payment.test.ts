import { contributionsOutput, infcode } from '@yibao/shared/protocols/core-platform';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { minuteMs } from '../lib/time';
import { type CoreBench, documentOf, openCoreBench, residentNamed } from './test-client';

let bench: CoreBench;
beforeEach(() => {
  bench = openCoreBench(null, () => 1_700_000_000_000);
});
afterEach(() => bench.close());

const enrol = (name: string, at: CoreBench = bench) =>
  at.call('R101', {
    biz_no: `enrol-${name}`.padEnd(8, '0'),
    ...documentOf(residentNamed(at.host, name)),
    insu_year: '2026',
    insuplc_admdvs: '340600',
    psn_type: '1501',
  });

const post = (name: string, change: Record<string, string> = {}, at: CoreBench = bench) =>
  at.call('R201', {
    biz_no: 'pay-0001',
    psn_no: residentNamed(at.host, name).personNo,
    insu_year: '2026',
    clct_amt: '400.00',
    subs_amt: '0.00',
    clct_time: '2025-11-20 09:05:00',
    pay_way: '01',
    trans_no: '4200000000202511200000000001',
    ...change,
  });

const linesOf = async (name: string, at: CoreBench = bench) => {
  const { personNo } = residentNamed(at.host, name);
  return contributionsOutput.parse((await at.call('90100', { psn_no: personNo })).output).clctinfo;
};

test('posts at once and 90100 lists it', async () => {
  await enrol('许慧兰');
  const answer = await post('许慧兰');
  expect(answer).toMatchObject({ infcode: infcode.ok, output: { clct_flag: '1' } });
  expect((await linesOf('许慧兰')).at(-1)).toMatchObject({
    clct_no: answer.output.clct_no,
    biz_no: 'pay-0001',
    clct_flag: '1',
    accrym_begn: '202601',
    accrym_end: '202612',
    clct_amt: '400.00',
    clct_time: '2025-11-20 09:05:00',
    poolarea_no: '340600',
  });
});

test('the same business number again is the same posting', async () => {
  await enrol('许慧兰');
  const first = await post('许慧兰');
  expect((await post('许慧兰')).output).toEqual(first.output);
  expect((await linesOf('许慧兰')).filter((line) => line.biz_no !== '')).toHaveLength(1);
});

test.each([
  ['another amount', { clct_amt: '0.00', subs_amt: '400.00', pay_way: '00' }],
  ['another transaction', { trans_no: 'other' }],
])('the same business number with %s is refused', async (_title, change) => {
  await enrol('许慧兰');
  await post('许慧兰');
  expect((await post('许慧兰', change)).infcode).toBe(infcode.badRequest);
});

test('a second payment of the year is refused', async () => {
  await enrol('许慧兰');
  await post('许慧兰');
  expect((await post('许慧兰', { biz_no: 'pay-0002' })).infcode).toBe(infcode.alreadyPosted);
});

test.each([
  ['too little', { clct_amt: '399.99' }],
  ['a subsidy the person does not have', { clct_amt: '0.00', subs_amt: '400.00', pay_way: '00' }],
  ['a wrong subsidy beside a right amount', { subs_amt: '1.00' }],
  ['a payment by WeChat called free', { pay_way: '00' }],
])('refuses %s', async (_title, change) => {
  await enrol('许慧兰');
  expect((await post('许慧兰', change)).infcode).toBe(infcode.amountMismatch);
});

test.each([
  ['曹秀云', '40.00', '360.00', '01'],
  ['田桂英', '0.00', '400.00', '00'],
])('%s pays %s, the rest is subsidised', async (name, clct_amt, subs_amt, pay_way) => {
  await enrol(name);
  const answer = await post(name, { clct_amt, subs_amt, pay_way });
  expect(answer.infcode).toBe(infcode.ok);
});

test('needs an enrolment of that year and a known person', async () => {
  expect((await post('许慧兰')).infcode).toBe(infcode.notEnrolled);
  expect((await post('许慧兰', { psn_no: '1' })).infcode).toBe(infcode.personNotFound);
});

test('slow posting: accepted as 0, in the books after the delay', async () => {
  bench.platform.setPostingDelay(90);
  await enrol('许慧兰');
  expect((await post('许慧兰')).output.clct_flag).toBe('0');
  bench.host.clock.advance(89 * minuteMs);
  expect((await linesOf('许慧兰')).at(-1)?.clct_flag).toBe('0');
  bench.host.clock.advance(minuteMs);
  expect((await linesOf('许慧兰')).at(-1)?.clct_flag).toBe('1');
});

test('90100 lists older years with their amounts, here, elsewhere and from an employer', async () => {
  const years = (lines: { accrym_begn: string }[]) => lines.map((line) => line.accrym_begn);
  const own = await linesOf('孙志强');
  expect(years(own)).toEqual(['201801', '201901', '202001', '202101', '202201']);
  expect(own[0]).toMatchObject({ clct_amt: '180.00', biz_no: '', clct_flag: '1' });
  const elsewhere = await linesOf('钱玉芬');
  expect(years(elsewhere)).toEqual(['202301', '202401', '202501']);
  expect(elsewhere[0]?.poolarea_no).not.toBe('340600');
  expect((await linesOf('韩国栋')).every((line) => line.insutype === '310')).toBe(true);
  expect((await bench.call('90100', { psn_no: '1' })).infcode).toBe(infcode.personNotFound);
});

test('enrolments and postings are there after a restart that nobody announced', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-core-'));
  const before = openCoreBench(dataDir);
  await enrol('许慧兰', before);
  const answer = await post('许慧兰', {}, before);
  before.platform.setPostingDelay(30);
  // No close(): a killed process does not say goodbye either.
  const after = openCoreBench(dataDir);
  expect((await post('许慧兰', {}, after)).output).toEqual(answer.output);
  expect((await linesOf('许慧兰', after)).at(-1)?.biz_no).toBe('pay-0001');
  expect(after.platform.postingDelayMinutes).toBe(30);
  expect(after.host.keys).toEqual(before.host.keys);
  after.close();
  before.close();
  fs.rmSync(dataDir, { recursive: true });
});
