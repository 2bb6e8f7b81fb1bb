import { infcode } from '@yibao/shared/protocols/core-platform';
import { buildCity } from '../city/build-city';
import { dayMs, hourMs } from '../lib/time';
import { type CoreBench, documentOf, openCoreBench, residentNamed } from './test-client';

let bench: CoreBench;
beforeEach(() => {
  bench = openCoreBench();
});
afterEach(() => bench.close());

const enrol = (name: string, change: Record<string, string> = {}) =>
  bench.call('R101', {
    biz_no: 'enrol-0001',
    ...documentOf(residentNamed(bench.host, name)),
    insu_year: '2026',
    insuplc_admdvs: '340600',
    psn_type: '1501',
    ...change,
  });

test('enrols, and the same business number again is the same enrolment', async () => {
  const first = await enrol('许慧兰');
  expect(first.infcode).toBe(infcode.ok);
  bench.host.clock.advance(dayMs);
  const second = await enrol('许慧兰');
  expect(second.output).toEqual(first.output);
});

test('the same year under another business number is already enrolled', async () => {
  await enrol('许慧兰');
  expect((await enrol('许慧兰', { biz_no: 'enrol-0002' })).infcode).toBe(infcode.alreadyEnrolled);
});

test('a business number belongs to one person and year', async () => {
  await enrol('许慧兰');
  expect((await enrol('何桂珍')).infcode).toBe(infcode.badRequest);
});

const deceasedName = buildCity(0)
  .list()
  .find((each) => each.story === 'deceased')!.name;

test.each([
  ['deceased', deceasedName, {}],
  ['employeeInsured', '韩国栋', {}],
  ['insuredElsewhere', '钱玉芬', {}],
  ['insuredElsewhere', '吴海波', {}],
  ['insuredElsewhere', '郑丽萍', {}],
  ['personNotFound', '许慧兰', { psn_name: '许慧' }],
  ['yearNotOpen', '许慧兰', { insu_year: '2027' }],
  ['yearNotOpen', '许慧兰', { insu_year: '2024' }],
  ['badRequest', '许慧兰', { insuplc_admdvs: '341300' }],
] as const)('refuses with %s', async (reason, name, change) => {
  const answer = await enrol(name, change);
  expect(answer.infcode).toBe(infcode[reason]);
  expect(bench.platform.enrolments.byBizNo('enrol-0001')).toBeUndefined();
});

test('says which city stands in the way', async () => {
  const { output } = await enrol('钱玉芬');
  expect(Object.keys(output).sort()).toEqual(['insuplc_admdvs', 'insuplc_name', 'insutype']);
  expect(output.insuplc_admdvs).not.toMatch(/^3406/);
});

test('a refusal is not remembered: once the suspension is seen, the same call succeeds', async () => {
  expect((await enrol('吴海波')).infcode).toBe(infcode.insuredElsewhere);
  bench.host.clock.advance(3 * hourMs);
  expect((await enrol('吴海波')).infcode).toBe(infcode.ok);
});

test('a suspension that the platform has seen is no obstacle', async () => {
  expect((await enrol('蒋维')).infcode).toBe(infcode.ok);
});
