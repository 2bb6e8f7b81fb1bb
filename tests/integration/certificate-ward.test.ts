import { addGuardian } from '@yibao/cloudfunctions/lib/guardians';
import { engines } from '../support/database';
import { addRelative, payFor, selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import { coverageYear, type Paper, paperOf } from './certificate-support';

jest.setTimeout(60_000);

describe.each(engines())('papers about a child, on $name', (engine) => {
  let system: TestSystem;
  let father: Phone;
  let mother: Phone;
  let stranger: Phone;
  let childId: string;
  let paper: Paper;
  let cover: Paper;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    father = system.phone('pan-jianguo');
    mother = system.phone('xu-huilan');
    stranger = system.phone('luo-jun');
    for (const phone of [father, mother, stranger]) await verify(system, phone);
    childId = await addRelative(father, 'daughter');
    await father.call('records.guard', { personId: childId });
    await guardedBy(mother);
    await payFor(system, father, { personId: childId, coverageYear });
  });
  afterAll(() => system.close());

  const guardedBy = async (phone: Phone) =>
    addGuardian(system.runtime.db, {
      childPersonId: childId,
      guardianPersonId: await selfId(phone),
      relation: 'mother',
      now: system.runtime.clock.now(),
    });
  const listed = async (phone: Phone) =>
    (await phone.call('certificate.list', {})).certificates.map((row) => row.certificateId);
  const newest = async (phone: Phone) =>
    (await phone.call('identity.listNotices', {})).notices.map(({ title, text }) => title + text);
  const child = () => father.user.family.find(({ relation }) => relation === 'daughter')!.resident;

  test('the other guardian is told of it, and sees it; the file stays with whoever asked', async () => {
    paper = await paperOf(father, { personId: childId, fullNumber: true });
    cover = await paperOf(father, { personId: childId, kind: 'cover' });
    const [told, before] = await newest(mother);
    expect(told).toContain('参保证明');
    expect(before).toContain('缴费凭证');
    expect(`${told}${before}`).not.toMatch(new RegExp(`${child().name}|${child().certNo}`));
    expect(await newest(father)).not.toEqual(expect.arrayContaining([told]));
    expect(await listed(mother)).toEqual([cover.certificateId, paper.certificateId]);
    const { certificateId } = paper;
    const seen = await mother.call('certificate.get', { certificateId });
    expect(seen).toMatchObject({
      certificate: { issuedTo: 'family', isAboutMe: false },
      file: null,
    });
    expect(await mother.refused('certificate.link', { certificateId })).toBe('not_found');
    expect(await stranger.refused('certificate.get', { certificateId })).toBe('not_found');
    expect(await listed(stranger)).toEqual([]);
  });

  test('withdrawn by one guardian, the other hears of it', async () => {
    const own = await paperOf(mother, { personId: childId, kind: 'cover' });
    const { certificateId, serial } = own;
    await father.call('certificate.withdraw', { certificateId, cause: 'wrongFacts' });
    const [told] = await newest(mother);
    expect(told).toContain('参保证明已撤回');
    expect(told).toContain(serial);
    // the one who did it knows
    expect((await newest(father)).join()).not.toContain('参保证明已撤回');
  });

  const ask = async ({ certificateId }: Paper) => {
    const { certificate, file } = await father.call('certificate.get', { certificateId });
    expect(certificate.mayHaveFile).toBe(file !== null);
    return file;
  };

  test('a child who has come of age: no file, no link, and one made before opens nothing', async () => {
    const { db } = system.runtime;
    const [person] = await query<{ day: string }>(
      db,
      `select birth_date::text as day from person where id = '${childId}'`,
    );
    const { path } = await father.call('certificate.link', { certificateId: paper.certificateId });
    const born = (day: string) =>
      query(db, `update person set birth_date = '${day}' where id = '${childId}'`);
    expect(await ask(paper)).not.toBeNull();
    await born('2000-01-01');
    expect(await ask(paper)).toBeNull();
    expect(await ask(cover)).toBeNull();
    const { certificateId } = paper;
    expect(await father.refused('certificate.link', { certificateId })).toBe('paper_gone');
    expect((await fetch(`${system.url}${path}`)).status).toBe(410);
    // hers alone is left to her
    const hers = (await mother.call('certificate.list', {})).certificates;
    expect(hers.map(({ issuedTo }) => issuedTo)).toEqual(['me']);
    // he has issued it: he sees that it is, and may still take it back
    expect(await listed(father)).toContain(certificateId);
    await born(person!.day);
    expect(await ask(paper)).not.toBeNull();
    expect((await fetch(`${system.url}${path}`)).status).toBe(200);
  });

  test('once the right has ended only what a payer may have is left', async () => {
    await system.phone('gao-min').call('newborn.staffEndGuardianship', {
      childPersonId: childId,
      guardianPersonId: await selfId(father),
      basis: 'courtOrder',
      reason: '法院判决由母亲抚养',
    });
    expect(await ask(paper)).toBeNull();
    expect(await ask(cover)).toBeNull();
    const asPayer = await paperOf(father, { personId: childId });
    expect(await ask(asPayer)).not.toBeNull();
    expect((await newest(mother))[0]).toContain('缴费凭证');
  });
});
