import { dayMs, hourMs, yearStart } from '@yibao/shared/rules/dates';
import { type HardshipRecord } from '@yibao/shared/rules/facts';
import {
  contributionDifference,
  enrollment,
  staffMember,
} from '@yibao/cloudfunctions/lib/database/schema';
import { noteDifferences } from '@yibao/cloudfunctions/newborn/differences';
import { describeOnServers, engines } from '../support/database';
import { away, bornOn, type Family, type Files, openFiles, traceId } from './newborn-files';
import { query } from '../support/tables';

jest.setTimeout(30_000);

const onTheList: HardshipRecord[] = [{ identity: 'minimumLiving', from: bornOn, to: null }];

const night = (files: Files, limit = 50) => noteDifferences(files.runtime, { limit, traceId });

describe.each(engines())('paid in full and listed afterwards, on $name', (engine) => {
  let files: Files;
  beforeAll(async () => {
    files = await openFiles(engine);
  });
  beforeEach(async () => {
    await files.forgetPayments();
    files.silence();
  });
  afterAll(() => files.close());

  async function paidFamily(payer: 'motherId' | 'fatherId' = 'motherId'): Promise<Family> {
    const family = await files.family();
    await files.paid(family.babyId, family[payer]);
    return family;
  }
  const noted = () => files.db.select().from(contributionDifference);

  test('the difference is written down with the policy row it rests on, and the payer told', async () => {
    const family = await paidFamily('fatherId');
    files.dataSharing.listHardship.mockResolvedValue(onTheList);
    expect(await night(files)).toBe(1);
    const asked = files.dataSharing.listHardship.mock.calls.map(([{ name }]) => name);
    expect(asked.sort()).toEqual(['乔志远', '唐心怡']);
    const [row, ...more] = await noted();
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      personId: family.babyId,
      coverageYear: 2025,
      paidFen: 40_000,
      ruleId: '340600-2025-subsidy-minimum-living',
      notedAt: files.clock.at,
    });
    expect(row!.dueFen + row!.differenceFen).toBe(40_000);
    expect(await files.auditsOf(family.babyId, 'newborn.differenceNoted')).toMatchObject([
      { actorKind: 'system', details: { differenceFen: row!.differenceFen } },
    ]);
    const [notice] = await files.noticesOf(family.fatherId);
    expect(notice!.title).toBe('多缴的医保费会退给您');
    expect(notice!.body).toContain('宝宝的家庭已列入资助名单，乔*诺 2025 年度多缴的');
    expect(notice!.body).toContain(`${row!.differenceFen / 100} 元会退给您`);
    expect(notice!.body).toContain('依据：低保');
    expect(await files.noticesOf(family.motherId)).toEqual([]);
    files.clock.at += dayMs;
    expect(await night(files)).toBe(0);
    expect(await noted()).toHaveLength(1);
  });

  test('a grandmother who paid hears of her money, not of the list', async () => {
    const family = await files.family();
    const grandmotherId = await files.person('唐桂芳', '1968-04-05', 'female');
    await files.paid(family.babyId, grandmotherId);
    files.dataSharing.listHardship.mockResolvedValue(onTheList);
    await night(files);
    const [notice] = await files.noticesOf(grandmotherId);
    expect(notice!.title).toBe('多缴的医保费会退给您');
    expect(notice!.body).not.toMatch(/低保|困难|资助|名单/);
    expect(await files.noticesOf(family.motherId)).toEqual([]);
  });

  test('each paid year of its own, once', async () => {
    const family = await paidFamily();
    await files.paid(family.babyId, family.motherId, 2026);
    files.dataSharing.listHardship.mockResolvedValue(onTheList);
    expect(await night(files)).toBe(1);
    expect((await noted()).map(({ coverageYear }) => coverageYear).sort()).toEqual([2025, 2026]);
  });

  async function endGuardianship(guardianPersonId: string) {
    const endedBy = await files.account(guardianPersonId);
    await files.db
      .insert(staffMember)
      .values({ accountId: endedBy, badge: 'test-009', active: true, appointedAt: files.clock.at });
    await query(
      files.db,
      `update guardianship
       set ended_at = now(), end_basis = 'courtOrder', ended_by = '${endedBy}', end_reason = 'sealed'
       where guardian_person_id = '${guardianPersonId}'`,
    );
  }

  /** Each parent's household by itself: the lists of whoever has this name. */
  const listsOf = (lists: Record<string, HardshipRecord[]>) =>
    files.dataSharing.listHardship.mockImplementation(({ name }) =>
      Promise.resolve(lists[name] ?? []),
    );

  test.each([
    ['the mother’s', '唐心怡'],
    ['the father’s', '乔志远'],
  ])('%s household alone is listed: that is enough', async (_whose, name) => {
    await paidFamily();
    listsOf({ [name]: onTheList });
    await night(files);
    expect((await noted()).map(({ dueFen }) => dueFen)).toEqual([6_500]);
  });

  test('both are listed: the better list counts', async () => {
    await paidFamily();
    const better: HardshipRecord[] = [{ identity: 'orphan', from: bornOn, to: null }];
    listsOf({ 唐心怡: onTheList, 乔志远: better });
    await night(files);
    expect(await noted()).toMatchObject([{ dueFen: 0, ruleId: '340600-2025-subsidy-orphan' }]);
  });

  test('which list the mother is on is not told to the father who paid', async () => {
    const family = await paidFamily('fatherId');
    listsOf({ 唐心怡: onTheList });
    await night(files);
    const [notice] = await files.noticesOf(family.fatherId);
    expect(notice!.title).toBe('多缴的医保费会退给您');
    expect(notice!.body).not.toMatch(/低保|困难|资助|名单/);
  });

  test('a parent whose guardianship has ended is not asked about', async () => {
    const family = await paidFamily();
    await endGuardianship(family.fatherId);
    listsOf({ 乔志远: onTheList });
    expect(await night(files)).toBe(1);
    expect(files.dataSharing.listHardship).toHaveBeenCalledTimes(1);
    expect(await noted()).toEqual([]);
  });

  test('one of the two cannot be asked: nothing is noted before both answered', async () => {
    await paidFamily();
    const full: HardshipRecord[] = [{ identity: 'orphan', from: bornOn, to: null }];
    files.dataSharing.listHardship.mockImplementation(({ name }) =>
      name === '乔志远' ? Promise.reject(away()) : Promise.resolve(onTheList),
    );
    await night(files);
    expect(await noted()).toEqual([]);
    listsOf({ 唐心怡: onTheList, 乔志远: full });
    files.clock.at += dayMs;
    await night(files);
    expect((await noted()).map(({ dueFen }) => dueFen)).toEqual([0]);
  });

  test('listed in 2026: what was paid for 2025 stays as it was paid', async () => {
    const family = await paidFamily();
    await files.paid(family.babyId, family.motherId, 2026);
    const before = files.clock.at;
    files.clock.at = Date.UTC(2026, 5, 10);
    listsOf({ 唐心怡: [{ identity: 'minimumLiving', from: '2026-06-01', to: null }] });
    await night(files);
    files.clock.at = before;
    expect((await noted()).map(({ coverageYear }) => coverageYear)).toEqual([2026]);
  });

  const nothing: [string, () => Promise<unknown>][] = [
    ['enrolled, not paid', async () => enrolOnly('registered')],
    ['covered with a subsidy already', async () => subsidised()],
    ['born more than 400 days ago', async () => grown()],
  ];
  async function enrolOnly(status: 'registered') {
    const family = await files.family();
    await files.enrolled(family.babyId, family.motherId, status);
  }
  async function subsidised() {
    await paidFamily();
    await files.db.update(enrollment).set({ subsidyFen: 36_000, payableFen: 4_000 });
  }
  async function grown() {
    const family = await files.family([], '2024-10-15');
    await files.paid(family.babyId, family.motherId);
  }
  test.each(nothing)('%s: nobody is asked', async (_what, make) => {
    await make();
    expect(await night(files)).toBe(0);
    expect(files.dataSharing.listHardship).not.toHaveBeenCalled();
  });

  test('on no list, or on one that has ended: nothing is owed', async () => {
    await paidFamily();
    files.dataSharing.listHardship.mockResolvedValue([]);
    expect(await night(files)).toBe(1);
    files.clock.at += dayMs;
    const ended = [{ identity: 'minimumLiving' as const, from: yearStart(2024), to: bornOn }];
    files.dataSharing.listHardship.mockResolvedValue(ended);
    expect(await night(files)).toBe(1);
    expect(await noted()).toEqual([]);
  });

  test('once a night each, the one that waited longest first; the next night goes on', async () => {
    for (let n = 0; n < 5; n++) await paidFamily();
    files.dataSharing.listHardship.mockResolvedValue([]);
    const asked = () => files.dataSharing.listHardship.mock.calls.length;
    expect([await night(files, 3), asked()]).toEqual([3, 6]);
    files.clock.at += hourMs;
    expect([await night(files, 3), asked()]).toEqual([2, 10]);
    expect([await night(files, 3), asked()]).toEqual([0, 10]);
    files.clock.at += dayMs;
    const first = files.dataSharing.listHardship.mock.calls.slice(0, 6);
    files.dataSharing.listHardship.mockClear();
    await night(files, 3);
    // whoever was asked first the night before is first again
    const numbers = (calls: typeof first) => calls.map(([each]) => each.documentNumber).sort();
    expect(numbers(files.dataSharing.listHardship.mock.calls)).toEqual(numbers(first));
  });

  test('a registry that does not answer for one holds up nobody else', async () => {
    await paidFamily();
    await paidFamily();
    files.dataSharing.listHardship.mockRejectedValueOnce(away()).mockResolvedValue(onTheList);
    expect(await night(files)).toBe(2);
    expect(await noted()).toHaveLength(1);
    expect(await night(files)).toBe(0);
    files.clock.at += dayMs;
    expect(await night(files)).toBe(1);
    expect(await noted()).toHaveLength(2);
  });
});

describeOnServers('two nights at once', (engine) => {
  test('each baby is looked at by one of them, and nothing is noted twice', async () => {
    const files = await openFiles(engine);
    try {
      for (let n = 0; n < 20; n++) {
        const family = await files.family();
        await files.paid(family.babyId, family.motherId);
      }
      files.dataSharing.listHardship.mockResolvedValue(onTheList);
      const counts = await Promise.all([night(files, 10), night(files, 10), night(files, 10)]);
      await night(files);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(20);
      expect(await files.db.select().from(contributionDifference)).toHaveLength(20);
      // each parent of each
      expect(files.dataSharing.listHardship).toHaveBeenCalledTimes(40);
    } finally {
      await files.close();
    }
  });
});
