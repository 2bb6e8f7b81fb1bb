import { dayMs, minuteMs } from '@yibao/shared/rules/dates';
import { engines } from '../support/database';
import { selfId, until } from '../support/journey';
import { type Application, apply, resultsOf, stepsOf, takeAway } from '../support/newborn';
import { appoint, parentOf } from '../support/newborn-staff';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

const reason = '法院判决变更监护人';
/** Longer than a department of the sandbox takes. */
const twoDays = (2 * dayMs) / minuteMs + 1;

describe.each(engines())('a guardian whose right has ended, on $name', (engine) => {
  let system: TestSystem;
  let clerk: Phone;
  let colleague: Phone;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    clerk = system.phone('gao-min');
    colleague = await appoint(system, 'zhao-yajing', 'test-002');
  });
  afterAll(() => system.close());
  afterEach(() => system.sandbox.host.faults.clear());

  async function endRight({ baby }: Application, of: Phone): Promise<void> {
    await clerk.call('newborn.staffEndGuardianship', {
      childPersonId: baby.personId!,
      guardianPersonId: await selfId(of),
      basis: 'courtOrder',
      reason,
    });
  }
  const titles = async (phone: Phone) =>
    (await phone.call('identity.listNotices', {})).notices.map(({ title }) => title);
  const wards = async (phone: Phone) =>
    (await phone.call('identity.listFamily', {})).members.length;
  const get = (phone: Phone, { applicationId }: Application) =>
    phone.call('newborn.get', { applicationId });

  async function expectNothingLeft(phone: Phone, { applicationId }: Application): Promise<void> {
    expect(await phone.refused('newborn.get', { applicationId })).toBe('not_found');
    expect(await phone.refused('newborn.withdraw', { applicationId })).toBe('not_found');
    const item = 'household' as const;
    expect(await phone.refused('newborn.sendItemAgain', { applicationId, item })).toBe('not_found');
    expect((await phone.call('newborn.start', {})).applications).toEqual([]);
  }

  test('who was approved sees, sends and hears nothing more; the other parent goes on', async () => {
    const mother = await parentOf(system, 'yan-lirong');
    const father = await parentOf(system, 'fang-zhengyi');
    const first = await apply(system, father, { items: ['household'] });
    const joined = await apply(system, mother, { items: [] });
    expect([first.status, joined.status]).toEqual(['approved', 'joined']);
    await system.tick();
    expect(stepsOf(await get(father, first))['household']).toBe('problem');
    await endRight(first, father);
    const heard = await titles(father);
    expect(heard[0]).toBe('监护关系已终止');

    await expectNothingLeft(father, first);
    const again = { applicationId: joined.applicationId, item: 'household' as const };
    expect(stepsOf(await mother.call('newborn.sendItemAgain', again))['household']).toBe('current');
    await system.advance(twoDays);
    await until(
      async () => {
        await system.tick();
        return get(mother, joined);
      },
      (seen) => stepsOf(seen)['household'] === 'done' && seen.baby.documentType === 'residentId',
    );
    expect(await titles(mother)).toEqual(
      expect.arrayContaining(['「上户口」办好了', '宝宝的医保已换成身份证号码']),
    );
    expect(await titles(father)).toEqual(heard);
    await expectNothingLeft(father, first);
  });

  test('who joined sees, sends and hears nothing more either', async () => {
    const mother = await parentOf(system, 'tang-xinyi');
    const father = await parentOf(system, 'qiao-zhiyuan');
    const first = await apply(system, mother, { items: ['household', 'vaccination'] });
    const joined = await apply(system, father, { items: [] });
    expect(joined.status).toBe('joined');
    await endRight(first, father);
    const heard = await titles(father);
    await expectNothingLeft(father, joined);
    await system.tick();
    await system.advance(twoDays);
    await until(
      async () => {
        await system.tick();
        return get(mother, first);
      },
      (seen) => stepsOf(seen)['household'] === 'done' && stepsOf(seen)['vaccination'] === 'done',
    );
    expect(await titles(mother)).toEqual(
      expect.arrayContaining(['「上户口」办好了', '「预防接种证」办好了']),
    );
    expect(await titles(father)).toEqual(heard);
  });

  describe('gets nothing back from staff', () => {
    async function ended(couple: string) {
      const mother = await parentOf(system, `${couple}-m`);
      const father = await parentOf(system, `${couple}-f`);
      const first = await apply(system, mother, { items: [] });
      await endRight(first, father);
      return { mother, father, first };
    }
    async function expectStillEnded(father: Phone, { baby }: Application): Promise<void> {
      expect(await wards(father)).toBe(0);
      const rows = await query(
        system.runtime.db,
        `select 1 from guardianship where ended_at is null
         and child_person_id = '${baby.personId!}' and guardian_person_id = '${await selfId(father)}'`,
      );
      expect(rows).toEqual([]);
    }

    test('one clerk does not approve what waited for the certificate registry', async () => {
      const { father, first } = await ended('load-001');
      takeAway(system, 'birthCertificate');
      const { applicationId, status } = await apply(system, father, { items: [] });
      expect(status).toBe('queued');
      await colleague.call('newborn.staffClaim', { applicationId });
      system.sandbox.host.faults.clear();
      const decision = { applicationId, reason: '材料齐全' };
      expect(await colleague.refused('newborn.staffApprove', decision)).toBe('not_allowed');
      await expectStillEnded(father, first);
    });

    test('nor do two of them, upon an appeal', async () => {
      const { father, first } = await ended('load-002');
      const refused = await apply(system, father, { items: [] });
      expect(refused.status).toBe('refused');
      expect(resultsOf(refused)['guardian']).toBe('mismatch');
      const { applicationId } = refused;
      await father.call('newborn.addEvidence', { applicationId, text: '请再看', photoIds: [] });
      await clerk.call('newborn.staffClaim', { applicationId });
      const decision = { applicationId, reason: '材料齐全' };
      // the first approval alone does nothing yet, and may be refused already
      await clerk.reply('newborn.staffApprove', decision);
      const second = await colleague.reply('newborn.staffApprove', decision);
      expect(second.ok).toBe(false);
      await expectStillEnded(father, first);
    });
  });
});
