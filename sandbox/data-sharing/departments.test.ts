import { handOverOutput, sharingCode } from '@yibao/shared/protocols/data-sharing';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dayMs, hourMs, wireTime } from '../lib/time';
import { birthOf, openSharingBench, personOf, type SharingBench } from './test-client';

let bench: SharingBench;
beforeEach(() => {
  bench = openSharingBench();
});
afterEach(() => bench.close());

const caseOf = (item: string, babyName = '乔一诺', change: Record<string, unknown> = {}) => {
  const birth = birthOf(bench, babyName);
  return {
    caseNo: `case-${item}-1`,
    item,
    certificateNumber: birth.certificateNumber,
    babyName,
    sex: birth.sex,
    bornAt: wireTime(birth.bornAt),
    guardian: personOf(birth.mother),
    householdArea: birth.county,
    residentId: null,
    ...change,
  };
};
const take = async (body: ReturnType<typeof caseOf>, at = bench) =>
  handOverOutput.parse((await at.call('handOver', body)).body);
const status = async (caseNo: string, at = bench) =>
  handOverOutput.parse((await at.call('handOverStatus', { caseNo })).body);

test('a household is done after two days and gives an ID number the police know', async () => {
  const handOver = caseOf('household');
  const taken = await take(handOver);
  expect(taken).toMatchObject({ status: 'accepted', reason: '', residentId: null });
  expect(taken.reference).toMatch(/^SANDBOX-GA\d{6}$/);
  bench.host.clock.advance(2 * dayMs - 1);
  expect(await status(handOver.caseNo)).toEqual(taken);
  bench.host.clock.advance(1);
  const done = await status(handOver.caseNo);
  expect(done).toMatchObject({ status: 'done', reference: taken.reference });
  const asked = { certType: '01', certNo: done.residentId, name: '乔一诺' };
  expect((await bench.call('population', asked)).body).toMatchObject({
    birthDate: '2025-11-18',
    householdRegion: '340603',
    birthCertificate: handOver.certificateNumber,
  });
});

test('before it is done nobody knows the ID number', async () => {
  const { certificateNumber } = caseOf('household');
  await take(caseOf('household'));
  expect(bench.registries.households.numberOf(certificateNumber)).toBeNull();
  bench.host.clock.advance(2 * dayMs);
  const certNo = bench.registries.households.numberOf(certificateNumber)!;
  expect(bench.registries.households.knows(certNo)).toBe(true);
});

test('a household of another area is registered in the city', async () => {
  await take(caseOf('household', '乔一诺', { householdArea: '320322' }));
  bench.host.clock.advance(2 * dayMs);
  expect((await status('case-household-1')).residentId).toMatch(/^340603/);
});

test('a family that went itself meanwhile is done at once, with the same number', async () => {
  await take(caseOf('household'));
  const certNo = bench.registries.registerHousehold(birthOf(bench, '乔一诺'));
  expect(await status('case-household-1')).toMatchObject({ status: 'done', residentId: certNo });
  const again = await take(caseOf('household', '乔一诺', { caseNo: 'case-household-2' }));
  expect(again).toMatchObject({ status: 'done', residentId: certNo });
});

test('a baby with an ID number is done at once', async () => {
  const { residentId } = await take(caseOf('household', '沈念安'));
  const known = bench.host.residents.list().find((each) => each.name === '沈念安')!;
  expect(residentId).toBe(known.certNo);
});

test('the same case number is the same case, with other content it is refused', async () => {
  const first = await take(caseOf('maternity'));
  expect(await take(caseOf('maternity'))).toEqual(first);
  const other = await bench.call('handOver', caseOf('maternity', '乔一诺', { babyName: '乔二诺' }));
  expect(other.code).toBe(sharingCode.badRequest);
  const another = await take(caseOf('maternity', '乔一诺', { caseNo: 'case-maternity-2' }));
  expect(another.reference).not.toBe(first.reference);
});

test('an unknown case is not found', async () => {
  const answer = await bench.call('handOverStatus', { caseNo: 'case-none-1' });
  expect(answer.code).toBe(sharingCode.notFound);
});

test('vaccination is done at once, maternity after three hours', async () => {
  expect(await take(caseOf('vaccination'))).toMatchObject({ status: 'done', residentId: null });
  expect(await take(caseOf('maternity'))).toMatchObject({ status: 'accepted' });
  bench.host.clock.advance(3 * hourMs);
  expect(await status('case-maternity-1')).toMatchObject({ status: 'done', residentId: null });
});

test('a social security card needs an ID number that exists, and takes a day', async () => {
  const without = await take(caseOf('socialCard'));
  expect(without).toMatchObject({ status: 'returned', reason: '还没有身份证号码' });
  const wrong = { caseNo: 'case-socialCard-2', residentId: '340603202402290019' };
  expect(await take(caseOf('socialCard', '乔一诺', wrong))).toMatchObject({
    status: 'returned',
    reason: '查不到这个身份证号码',
  });
  const residentId = bench.registries.registerHousehold(birthOf(bench, '乔一诺'));
  const right = { caseNo: 'case-socialCard-3', residentId };
  expect(await take(caseOf('socialCard', '乔一诺', right))).toMatchObject({ status: 'accepted' });
  bench.host.clock.advance(dayMs);
  expect(await status('case-socialCard-3')).toMatchObject({ status: 'done' });
});

test('one family’s papers come back the first time and are taken the second', async () => {
  const first = await take(caseOf('household', '方晓晨'));
  expect(first).toMatchObject({ status: 'returned', residentId: null });
  expect(first.reason).toBe('父母的户口信息还没有核对完，请过一会儿重新提交');
  expect(await take(caseOf('household', '方晓晨'))).toEqual(first);
  const second = caseOf('household', '方晓晨', { caseNo: 'case-household-2' });
  expect(await take(second)).toMatchObject({ status: 'accepted' });
  bench.host.clock.advance(2 * dayMs);
  expect(await status(second.caseNo)).toMatchObject({ status: 'done' });
  expect(await status('case-household-1')).toEqual(first);
});

test('a tester has the next case returned, once, and changes how long others take', async () => {
  const { departments } = bench.registries;
  departments.returnNext('maternity', '发票缺了一张');
  const returned = await take(caseOf('maternity'));
  expect(returned).toMatchObject({ status: 'returned', reason: '发票缺了一张' });
  departments.setMinutes('maternity', 0);
  const next = caseOf('maternity', '乔一诺', { caseNo: 'case-maternity-2' });
  expect(await take(next)).toMatchObject({ status: 'done' });
  departments.returnNext('vaccination', '');
  departments.returnNext('vaccination', null);
  expect(await take(caseOf('vaccination'))).toMatchObject({ status: 'done' });
});

test('cases, numbers and settings are there after a restart that nobody announced', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-sharing-'));
  const before = openSharingBench(dataDir);
  const taken = await take(caseOf('household'), before);
  before.registries.departments.setMinutes('socialCard', 5);
  before.registries.departments.returnNext('maternity', '请补齐');
  const after = openSharingBench(dataDir);
  expect(await take(caseOf('household'), after)).toEqual(taken);
  expect(after.registries.departments.list()).toMatchObject([
    { item: 'household', minutes: 2_880, returnsNext: null },
    { item: 'socialCard', minutes: 5 },
    { item: 'vaccination', minutes: 0 },
    { item: 'maternity', returnsNext: '请补齐' },
  ]);
  after.host.clock.advance(2 * dayMs);
  const { residentId } = await status('case-household-1', after);
  expect(after.registries.households.knows(residentId!)).toBe(true);
  after.close();
  before.close();
  fs.rmSync(dataDir, { recursive: true });
});
