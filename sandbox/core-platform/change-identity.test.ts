import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { infcode, personOutput } from '@yibao/shared/protocols/core-platform';
import { createCertificates } from '../city/certificate';
import { type Birth } from '../city/resident';
import { isoDate } from '../lib/time';
import { type CoreBench, documentOf, openCoreBench, residentNamed } from './test-client';

let bench: CoreBench;
beforeEach(() => {
  bench = openCoreBench();
});
afterEach(() => bench.close());

const babyAt = (at: CoreBench): Birth =>
  at.host.residents.births().find((each) => each.babyName === '乔一诺')!;
const certificateAt = (at: CoreBench) => ({
  psn_cert_type: '99',
  certno: babyAt(at).certificateNumber,
  psn_name: '乔一诺',
});
/** A number of the generator that nobody in the city holds. */
const idNumber = {
  psn_cert_type: '01',
  certno: createCertificates().eighteen('340603', '2025-11-18', 'female'),
  psn_name: '乔一诺',
};

async function enrolBaby(at: CoreBench = bench): Promise<string> {
  const { mother, bornAt } = babyAt(at);
  const answer = await at.call('R101', {
    biz_no: 'enrol-0001',
    ...certificateAt(at),
    insu_year: '2025',
    insuplc_admdvs: '340600',
    psn_type: '1401',
    newborn: {
      brdy: isoDate(bornAt),
      gend: '2',
      hsreg_admdvs: '340603',
      guardian: documentOf(mother),
    },
  });
  return String(answer.output.psn_no);
}

const change = (psnNo: string, other: Record<string, unknown> = {}, at: CoreBench = bench) =>
  at.call('R102', {
    biz_no: 'change-0001',
    psn_no: psnNo,
    from: certificateAt(at),
    to: idNumber,
    ...other,
  });

const ask = async (document: Record<string, unknown>, at: CoreBench = bench) =>
  at.call('1101', document);

test('the ID number takes the place of the certificate, psn_no and cover stay', async () => {
  const psnNo = await enrolBaby();
  expect((await ask(idNumber)).infcode).toBe(infcode.personNotFound);
  expect(await change(psnNo)).toMatchObject({ infcode: infcode.ok, output: { psn_no: psnNo } });
  const { baseinfo, insuinfo } = personOutput.parse((await ask(idNumber)).output);
  expect(baseinfo).toMatchObject({
    psn_no: psnNo,
    psn_cert_type: '01',
    certno: idNumber.certno,
    brdy: '2025-11-18',
  });
  expect(insuinfo).toMatchObject([{ psn_insu_stas: '1' }]);
  expect((await ask(certificateAt(bench))).infcode).toBe(infcode.personNotFound);
});

test('the same business number again is the same change, with other content none', async () => {
  const psnNo = await enrolBaby();
  await change(psnNo);
  expect((await change(psnNo)).infcode).toBe(infcode.ok);
  const other = await change(psnNo, { to: { ...idNumber, psn_name: '乔二诺' } });
  expect(other.infcode).toBe(infcode.badRequest);
  const later = await change(psnNo, { biz_no: 'change-0002' });
  expect(later.infcode).toBe(infcode.personNotFound);
});

test('the enrolment repeated with the certificate is still the same one', async () => {
  const psnNo = await enrolBaby();
  await change(psnNo);
  expect(await enrolBaby()).toBe(psnNo);
});

test('a number that belongs to somebody else is refused, and nothing changes', async () => {
  const psnNo = await enrolBaby();
  const taken = documentOf(residentNamed(bench.host, '沈念安'));
  expect((await change(psnNo, { to: taken })).infcode).toBe(infcode.badRequest);
  expect((await ask(certificateAt(bench))).infcode).toBe(infcode.ok);
  expect((await ask(taken)).output).toMatchObject({ baseinfo: { psn_name: '沈念安' } });
  expect((await change(psnNo)).infcode).toBe(infcode.ok);
});

test.each([
  ['another psn_no', { psn_no: '34060099000001999999' }],
  ['a document that is not this person’s', { from: idNumber }],
])('refuses %s', async (_title, other) => {
  const psnNo = await enrolBaby();
  expect((await change(psnNo, other)).infcode).toBe(infcode.personNotFound);
});

test('a resident’s old number names nobody after a change', async () => {
  const resident = residentNamed(bench.host, '许慧兰');
  const from = documentOf(resident);
  const certno = createCertificates().eighteen('340602', resident.birthDate, 'female');
  const to = { ...from, certno };
  expect((await change(resident.personNo, { from, to })).infcode).toBe(infcode.ok);
  expect((await ask(from)).infcode).toBe(infcode.personNotFound);
  expect((await ask(to)).output).toMatchObject({ baseinfo: { psn_no: resident.personNo } });
});

test('changes are there after a restart that nobody announced', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-core-'));
  const before = openCoreBench(dataDir);
  const psnNo = await enrolBaby(before);
  await change(psnNo, {}, before);
  const after = openCoreBench(dataDir);
  expect((await ask(idNumber, after)).output).toMatchObject({ baseinfo: { psn_no: psnNo } });
  expect((await change(psnNo, {}, after)).infcode).toBe(infcode.ok);
  after.close();
  before.close();
  fs.rmSync(dataDir, { recursive: true });
});
