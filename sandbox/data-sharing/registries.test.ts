import { sharingCode } from '@yibao/shared/protocols/data-sharing';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { birthOf, openSharingBench, personOf, type SharingBench } from './test-client';

let bench: SharingBench;
beforeEach(() => {
  bench = openSharingBench();
});
afterEach(() => bench.close());

describe('birth certificates', () => {
  const ask = (babyName: string, at = bench) =>
    at.call('birthCertificate', { number: birthOf(at, babyName).certificateNumber });

  test('are answered as issued, with both parents', async () => {
    const birth = birthOf(bench, '乔一诺');
    expect((await ask('乔一诺')).body).toEqual({
      number: birth.certificateNumber,
      status: 'valid',
      edition: 7,
      issuedOn: '2025-11-19',
      babyName: '乔一诺',
      sex: 'female',
      bornAt: '2025-11-18 08:26:00',
      mother: personOf(birth.mother),
      father: personOf(birth.father!),
    });
  });

  test('may name no father, be voided or of the sixth edition', async () => {
    expect((await ask('欧阳星辰')).body).toMatchObject({ father: null });
    expect((await ask('金梓萌')).body).toMatchObject({ status: 'voided' });
    expect((await ask('秦朗朗')).body).toMatchObject({ edition: 6, issuedOn: '2023-06-01' });
  });

  test('of another province, or of nobody, are not found', async () => {
    expect(await ask('郝云起')).toMatchObject({ code: sharingCode.notFound, body: {} });
    const nobody = await bench.call('birthCertificate', { number: 'T340000000' });
    expect(nobody.code).toBe(sharingCode.notFound);
  });

  test('answer differently once they were changed, also after a restart', async () => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-sharing-'));
    const before = openSharingBench(dataDir);
    const birth = birthOf(before, '乔一诺');
    before.registries.certificates.rename(birth, '乔二诺');
    const after = openSharingBench(dataDir);
    expect((await ask('乔一诺', after)).body).toMatchObject({
      babyName: '乔二诺',
      status: 'valid',
    });
    after.registries.certificates.void(birth);
    expect((await ask('乔一诺', after)).body).toMatchObject({
      babyName: '乔一诺',
      status: 'voided',
    });
    after.registries.certificates.restore(birth);
    expect((await ask('乔一诺', after)).body).toMatchObject({
      babyName: '乔一诺',
      status: 'valid',
    });
    after.close();
    before.close();
    fs.rmSync(dataDir, { recursive: true });
  });
});

describe('the population register', () => {
  const residentOf = (name: string) =>
    bench.host.residents.list().find((each) => each.name === name)!;

  test('knows everybody of the city by number and name', async () => {
    for (const resident of bench.host.residents.list().slice(0, 40)) {
      const answer = await bench.call('population', personOf(resident));
      expect(answer.body).toMatchObject({
        certNo: resident.certNo,
        sex: resident.sex,
        birthDate: resident.birthDate,
        householdRegion: resident.householdRegion,
        deceased: resident.deceased,
      });
    }
  });

  test('a registered baby’s record carries the certificate, an adult’s does not', async () => {
    const baby = await bench.call('population', personOf(residentOf('沈念安')));
    const { certificateNumber } = birthOf(bench, '沈念安');
    expect(baby.body).toMatchObject({ birthCertificate: certificateNumber });
    const mother = await bench.call('population', personOf(residentOf('陆雨桐')));
    expect(mother.body).toMatchObject({ birthCertificate: null });
  });

  test.each([
    ['another name', { name: '何桂珍' }],
    ['another number', { certNo: '340603202402290019' }],
    ['another kind of document', { certType: '17' }],
  ])('%s is nobody', async (_title, change) => {
    const answer = await bench.call('population', { ...personOf(residentOf('许慧兰')), ...change });
    expect(answer).toMatchObject({ code: sharingCode.notFound, body: {} });
  });

  test('a family registers the baby itself: an ID number at once, one for ever', async () => {
    const birth = birthOf(bench, '乔一诺');
    const certNo = bench.registries.registerHousehold(birth);
    expect(certNo).toMatch(/^34060320251118\d{2}[02468][\dX]$/);
    expect(bench.registries.registerHousehold(birth)).toBe(certNo);
    const answer = await bench.call('population', { certType: '01', certNo, name: '乔一诺' });
    expect(answer.body).toEqual({
      certNo,
      name: '乔一诺',
      sex: 'female',
      birthDate: '2025-11-18',
      householdRegion: '340603',
      hasResidencePermit: false,
      birthCertificate: birth.certificateNumber,
      deceased: false,
    });
  });

  test('new numbers belong to nobody else, also after a restart', () => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-sharing-'));
    const before = openSharingBench(dataDir);
    const births = before.host.residents.births();
    const half = births.length / 2;
    const first = births.slice(0, half).map((each) => before.registries.registerHousehold(each));
    const after = openSharingBench(dataDir);
    const all = births.map((each) => after.registries.registerHousehold(each));
    expect(all.slice(0, first.length)).toEqual(first);
    expect(new Set(all).size).toBe(births.length);
    const residents = all.filter((certNo) => after.host.residents.byCertificate(certNo));
    expect(residents).toEqual([
      after.host.residents.list().find((p) => p.name === '沈念安')!.certNo,
    ]);
    after.close();
    before.close();
    fs.rmSync(dataDir, { recursive: true });
  });
});

describe('marriages and hardship', () => {
  test('spouses find each other', async () => {
    const { mother, father } = birthOf(bench, '乔一诺');
    const asked = await bench.call('marriage', personOf(mother));
    expect(asked.body).toEqual({ spouse: personOf(father!), marriedOn: '2020-05-20' });
    expect((await bench.call('marriage', personOf(father!))).body).toMatchObject({
      spouse: personOf(mother),
    });
  });

  test.each(['欧阳星辰', '邹予安'])('the mother of %s is not married', async (babyName) => {
    const { mother } = birthOf(bench, babyName);
    expect((await bench.call('marriage', personOf(mother))).code).toBe(sharingCode.notFound);
  });

  test('a wrong name has no spouse and is on no list', async () => {
    const person = { ...personOf(birthOf(bench, '康小满').mother), name: '某某' };
    expect((await bench.call('marriage', person)).code).toBe(sharingCode.notFound);
    expect((await bench.call('hardship', person)).body).toEqual({ records: [] });
  });

  test('the household’s records are the same for either parent', async () => {
    const { mother, father } = birthOf(bench, '康小满');
    const expected = { records: [{ identity: '03', from: '2023-01-01', to: null }] };
    expect((await bench.call('hardship', personOf(mother))).body).toEqual(expected);
    expect((await bench.call('hardship', personOf(father!))).body).toEqual(expected);
    const other = personOf(birthOf(bench, '乔一诺').mother);
    expect((await bench.call('hardship', other)).body).toEqual({ records: [] });
  });
});
