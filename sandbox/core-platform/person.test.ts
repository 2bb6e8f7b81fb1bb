import { infcode, personOutput } from '@yibao/shared/protocols/core-platform';
import { type Story } from '../city/resident';
import { hourMs, minuteMs } from '../lib/time';
import { person } from './person';
import { type CoreBench, documentOf, openCoreBench, residentNamed } from './test-client';

let bench: CoreBench;
beforeEach(() => {
  bench = openCoreBench(null, () => 1_700_000_000_000);
});
afterEach(() => bench.close());

const ask = async (name: string) => {
  const answer = await bench.call('1101', documentOf(residentNamed(bench.host, name)));
  return personOutput.parse(answer.output);
};

test('answers with the person, the relation here and no hardship', async () => {
  const { baseinfo, insuinfo, idetinfo } = await ask('许慧兰');
  expect(baseinfo).toMatchObject({
    psn_name: '许慧兰',
    gend: '2',
    brdy: '1984-03-12',
    surv_stas: '1',
    hsreg_admdvs: '340603',
  });
  expect(insuinfo).toHaveLength(1);
  expect(insuinfo[0]).toMatchObject({
    insutype: '390',
    psn_insu_stas: '1',
    insuplc_admdvs: '340600',
    insuplc_name: '淮北市',
  });
  expect(idetinfo).toEqual([]);
});

test.each([
  ['another name', { psn_name: '何桂珍' }],
  ['another number', { certno: '340603199001010000' }],
  ['another kind of document', { psn_cert_type: '17' }],
])('%s is nobody, and the answer does not tell which part was wrong', async (_title, change) => {
  const right = documentOf(residentNamed(bench.host, '许慧兰'));
  const answer = await bench.call('1101', { ...right, ...change });
  expect(answer.infcode).toBe(infcode.personNotFound);
  expect(answer.output).toEqual({});
  expect(answer.err_msg).toBe('未查询到与姓名和证件相符的人员');
});

test('every person of the city can be asked for', () => {
  for (const resident of bench.host.residents.list()) {
    expect(person(documentOf(resident), bench.platform).infcode).toBe(infcode.ok);
  }
});

const relations = {
  neverInsured: [],
  broken1: [['390', '4']],
  employeeInsured: [['310', '1']],
  elsewhereActive: [['390', '1']],
  elsewhereSuspended1h: [['390', '1']],
  elsewhereSuspended7h: [['390', '2']],
  elsewhereStuck7h: [['390', '1']],
} satisfies Partial<Record<Story, string[][]>>;

test.each(Object.entries(relations))('%s is shown as %j', async (story, expected) => {
  const resident = bench.host.residents.list().find((each) => each.story === story)!;
  const { insuinfo } = await ask(resident.name);
  expect(insuinfo.map((each) => [each.insutype, each.psn_insu_stas])).toEqual(expected);
});

test.each([
  ['曹秀云', '03'],
  ['田桂英', '01'],
])('%s is on the hardship list as %s', async (name, code) => {
  const { idetinfo } = await ask(name);
  expect(idetinfo).toEqual([{ psn_idet_type: code, begntime: '2023-01-01', endtime: '' }]);
});

test('a suspension of an hour ago is seen 3 h 30 min after it, not at 3 h 29', async () => {
  const startedAt = bench.host.clock.now();
  const suspendedAt = startedAt - hourMs;
  const status = async () => (await ask('吴海波')).insuinfo.map((each) => each.psn_insu_stas);

  bench.host.clock.set(suspendedAt + 3 * hourMs + 29 * minuteMs);
  expect(await status()).toEqual(['1']);
  bench.host.clock.set(suspendedAt + 3 * hourMs + 31 * minuteMs);
  expect(await status()).toEqual(['2']);
  const { insuinfo } = await ask('吴海波');
  expect(insuinfo[0]?.paus_insu_date).toBe('2025-11-20 11:30:00');
});

test('a stuck suspension stays unseen for days, until the old place uploads again', async () => {
  const status = async () => (await ask('郑丽萍')).insuinfo.map((each) => each.psn_insu_stas);
  bench.host.clock.advance(100 * hourMs);
  expect(await status()).toEqual(['1']);
  bench.platform.reuploadElsewhere(residentNamed(bench.host, '郑丽萍'));
  expect(await status()).toEqual(['2']);
});

test('a suspension made on the control page is seen within six hours', async () => {
  const mother = residentNamed(bench.host, '钱玉芬');
  const status = async () => (await ask('钱玉芬')).insuinfo.map((each) => each.psn_insu_stas);
  expect(() => bench.platform.reuploadElsewhere(mother)).toThrow('还没有办理暂停');
  bench.platform.suspendElsewhere(mother);
  expect(await status()).toEqual(['1']);
  expect(() => bench.platform.suspendElsewhere(mother)).toThrow('已经办理过暂停');
  bench.host.clock.advance(6 * hourMs);
  expect(await status()).toEqual(['2']);
});

test('nobody can suspend what a person does not have elsewhere', () => {
  for (const name of ['许慧兰', '韩国栋']) {
    const resident = residentNamed(bench.host, name);
    expect(() => bench.platform.suspendElsewhere(resident)).toThrow('没有外地居民医保');
  }
});
