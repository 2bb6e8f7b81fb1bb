import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { contributionsOutput, infcode, personOutput } from '@yibao/shared/protocols/core-platform';
import { dayMs, isoDate } from '../lib/time';
import { type Birth } from '../city/resident';
import { type CoreBench, documentOf, openCoreBench } from './test-client';

let bench: CoreBench;
beforeEach(() => {
  bench = openCoreBench(null, () => 1_700_000_000_000);
});
afterEach(() => bench.close());

const birthOf = (babyName: string, at = bench): Birth => {
  const birth = at.host.residents.births().find((each) => each.babyName === babyName);
  if (!birth) throw new Error(`nobody is called ${babyName}`);
  return birth;
};
const certificateOf = ({ certificateNumber, babyName }: Birth) => ({
  psn_cert_type: '99',
  certno: certificateNumber,
  psn_name: babyName,
});
const enrolInput = (birth: Birth, change: Record<string, unknown> = {}) => ({
  biz_no: `enrol-${birth.certificateNumber}`,
  ...certificateOf(birth),
  insu_year: '2025',
  insuplc_admdvs: '340600',
  psn_type: '1401',
  newborn: {
    brdy: isoDate(birth.bornAt),
    gend: birth.sex === 'male' ? '1' : '2',
    hsreg_admdvs: birth.county,
    guardian: documentOf(birth.mother),
  },
  ...change,
});
const enrol = (birth: Birth, change: Record<string, unknown> = {}, at = bench) =>
  at.call('R101', enrolInput(birth, change));

test('a newborn becomes a person with the enrolment, known by the certificate', async () => {
  const birth = birthOf('乔一诺');
  expect((await bench.call('1101', certificateOf(birth))).infcode).toBe(infcode.personNotFound);
  const answer = await enrol(birth);
  expect(answer.infcode).toBe(infcode.ok);
  const asked = await bench.call('1101', certificateOf(birth));
  const { baseinfo, insuinfo, idetinfo } = personOutput.parse(asked.output);
  expect(baseinfo).toMatchObject({
    psn_no: answer.output.psn_no,
    psn_cert_type: '99',
    certno: birth.certificateNumber,
    psn_name: '乔一诺',
    gend: '2',
    brdy: '2025-11-18',
    hsreg_admdvs: '340603',
  });
  expect(insuinfo).toMatchObject([{ psn_type: '1401', psn_insu_stas: '1' }]);
  expect(idetinfo).toEqual([]);
});

test('the same certificate again is the same person; twins are two', async () => {
  const birth = birthOf('乔一诺');
  const first = await enrol(birth);
  expect((await enrol(birth)).output).toEqual(first.output);
  const next = await enrol(birth, { biz_no: 'enrol-next-year', insu_year: '2026' });
  expect(next.output.psn_no).toBe(first.output.psn_no);
  const twins = [await enrol(birthOf('石知远')), await enrol(birthOf('石知宁'))];
  const numbers = [first, ...twins].map((each) => String(each.output.psn_no));
  expect(new Set(numbers).size).toBe(3);
  expect(numbers.every((number) => /^3406\d{16}$/.test(number))).toBe(true);
});

test('the other parent cannot enrol the baby a second time', async () => {
  const birth = birthOf('乔一诺');
  await enrol(birth);
  const newborn = { ...enrolInput(birth).newborn, guardian: documentOf(birth.father!) };
  const again = await enrol(birth, { biz_no: 'enrol-father', newborn });
  expect(again.infcode).toBe(infcode.alreadyEnrolled);
});

test.each([
  ['personNotFound', 'an unknown certificate without a word about it', { newborn: undefined }],
  ['badRequest', 'another psn_type', { psn_type: '1701' }],
  ['badRequest', 'an ID number', { psn_cert_type: '01', certno: '340603202402290019' }],
  ['badRequest', 'a number that is no certificate’s', { certno: '1234567890' }],
  ['yearNotOpen', 'the year before the birth', { insu_year: '2024' }],
  ['yearNotOpen', 'a year that is not published', { insu_year: '2027' }],
] as const)('refuses with %s: %s', async (reason, _title, change) => {
  const birth = birthOf('乔一诺');
  expect((await enrol(birth, change)).infcode).toBe(infcode[reason]);
  expect((await bench.call('1101', certificateOf(birth))).infcode).toBe(infcode.personNotFound);
});

test.each([
  ['personNotFound', { guardian: { psn_cert_type: '01', certno: '1', psn_name: '某某' } }],
  ['badRequest', { brdy: '2025-11-21' }],
  ['badRequest', { brdy: 'soon' }],
] as const)('refuses with %s when a guardian says %j', async (reason, change) => {
  const birth = birthOf('乔一诺');
  const newborn = { ...enrolInput(birth).newborn, ...change };
  expect((await enrol(birth, { newborn })).infcode).toBe(infcode[reason]);
});

test('a certificate that came with another name, sex or day is not that person', async () => {
  const birth = birthOf('乔一诺');
  await enrol(birth);
  const { newborn } = enrolInput(birth);
  const changes = [
    { psn_name: '乔二诺' },
    { newborn: { ...newborn, gend: '1' } },
    { newborn: { ...newborn, brdy: '2025-11-17' } },
  ];
  for (const change of changes) {
    expect((await enrol(birth, change)).infcode).toBe(infcode.personNotFound);
  }
});

test('who got an ID number before the sandbox began is found by the certificate too', async () => {
  const birth = birthOf('沈念安');
  const resident = bench.host.residents.byPersonNo(birth.babyResident!)!;
  const asked = await bench.call('1101', certificateOf(birth));
  expect(personOutput.parse(asked.output).baseinfo).toMatchObject({
    psn_no: resident.personNo,
    psn_cert_type: '01',
    certno: resident.certNo,
  });
  expect((await enrol(birth)).output.psn_no).toBe(resident.personNo);
});

test('an ID number called a certificate is nobody', async () => {
  const { mother } = birthOf('乔一诺');
  const asked = await bench.call('1101', { ...documentOf(mother), psn_cert_type: '99' });
  expect(asked.infcode).toBe(infcode.personNotFound);
});

test('in the first year of life the birth year is open, later only by window', async () => {
  const birth = birthOf('雷晚晴');
  // After all windows of 2025; the child is half a year old.
  bench.host.clock.advance(150 * dayMs);
  expect((await enrol(birth)).infcode).toBe(infcode.ok);
  bench.host.clock.advance(365 * dayMs);
  const late = birthOf('乔一诺');
  expect((await enrol(late)).infcode).toBe(infcode.yearNotOpen);
});

const post = (birth: Birth, psnNo: unknown, amounts: [paid: string, subsidy: string]) =>
  bench.call('R201', {
    biz_no: `pay-${birth.certificateNumber}`,
    psn_no: psnNo,
    insu_year: '2025',
    clct_amt: amounts[0],
    subs_amt: amounts[1],
    clct_time: '2025-11-20 09:05:00',
    pay_way: '01',
    trans_no: '4200000000202511200000000001',
  });

test('a payment is posted and listed under the person', async () => {
  const birth = birthOf('乔一诺');
  const { output } = await enrol(birth);
  expect((await post(birth, output.psn_no, ['400.00', '0.00'])).infcode).toBe(infcode.ok);
  const books = await bench.call('90100', { psn_no: output.psn_no });
  expect(contributionsOutput.parse(books.output).clctinfo).toMatchObject([
    { accrym_begn: '202501', clct_amt: '400.00', clct_flag: '1' },
  ]);
});

test('a newborn of a hardship household pays what the list of the household says', async () => {
  const birth = birthOf('康小满');
  const { output } = await enrol(birth);
  const asked = await bench.call('1101', certificateOf(birth));
  expect(personOutput.parse(asked.output).idetinfo).toMatchObject([{ psn_idet_type: '03' }]);
  const full = await post(birth, output.psn_no, ['400.00', '0.00']);
  expect(full.infcode).toBe(infcode.amountMismatch);
  expect((await post(birth, output.psn_no, ['65.00', '335.00'])).infcode).toBe(infcode.ok);
});

test('newborns are there after a restart that nobody announced', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-core-'));
  const before = openCoreBench(dataDir);
  const birth = birthOf('乔一诺', before);
  const { output } = await enrol(birth, {}, before);
  const after = openCoreBench(dataDir);
  expect((await enrol(birth, {}, after)).output).toEqual(output);
  const other = await enrol(birthOf('方晓晨', after), {}, after);
  expect(other.output.psn_no).not.toBe(output.psn_no);
  after.close();
  before.close();
  fs.rmSync(dataDir, { recursive: true });
});
