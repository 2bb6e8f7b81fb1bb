import { stories, type Story } from '@yibao/sandbox/city/resident';
import { type Output } from '@yibao/shared/contracts';
import { engines } from '../support/database';
import { atCashier, claimOf, until, verify } from '../support/journey';
import { type Phone } from '../support/system';
import { books, coversOf, coverageYear, orderRow, startTown, type Town } from './payment-support';

jest.setTimeout(40_000);

type Check = Output<'enrollment.check'>;

/** What people are told on 20 November 2025 for 2026, in short. */
interface Expected {
  outcome: Check['outcome'];
  /** payable + subsidy, in fen. */
  fee?: [payableFen: number, subsidyFen: number];
  /** Months of waiting and the first day of cover; without them none and 1 January. */
  wait?: [months: number, until: string, from: string];
  rules: string[];
}

const row = (name: string) => `340600-2026-${name}`;
const plainRules = ['contribution', 'eligibility-household', 'window-normal'].map(row);
const plain: Expected = { outcome: 'eligible', rules: plainRules };
const broken = (months: number, until: string, from: string): Expected => ({
  ...plain,
  wait: [months, until, from],
  rules: [...plainRules, row('waiting')],
});
/** A relative sees the amount; the row that names the hardship identity is the person's own. */
const subsidised = (payableFen: number): Expected => ({
  ...plain,
  fee: [payableFen, 40_000 - payableFen],
});
const by = (ground: string): Expected => ({
  ...plain,
  rules: [row('contribution'), row(`eligibility-${ground}`), row('window-normal')],
});
const elsewhere: Expected = {
  outcome: 'insured_elsewhere',
  rules: [row('single-insurance'), row('elsewhere')],
};
const grounds = ['household', 'residence-permit', 'student', 'hk-mo-tw', 'foreign'];

const expectations: Record<Story, Expected> = {
  insuredLastYear: plain,
  tenYears: plain,
  neverInsured: plain,
  broken1: broken(4, '2026-04-30', '2026-05-01'),
  broken2: broken(5, '2026-05-31', '2026-06-01'),
  broken3: broken(6, '2026-06-30', '2026-07-01'),
  broken4: broken(7, '2026-07-31', '2026-08-01'),
  broken5: broken(8, '2026-08-31', '2026-09-01'),
  elsewhereActive: elsewhere,
  elsewhereSuspended1h: elsewhere,
  elsewhereSuspended7h: plain,
  elsewhereStuck7h: elsewhere,
  employeeInsured: { outcome: 'ineligible', rules: [row('single-insurance')] },
  extremePoverty: subsidised(0),
  orphan: subsidised(0),
  minimumLiving: subsidised(4_000),
  povertyMonitored: subsidised(20_000),
  returnedToPoverty: subsidised(9_500),
  hongKong: by('residence-permit'),
  macao: by('residence-permit'),
  taiwan: by('residence-permit'),
  foreignerLetters: by('foreign'),
  foreignerDigits: by('foreign'),
  elder: plain,
  child: plain,
  newborn: plain,
  deceased: { outcome: 'ineligible', rules: [] },
  nonLocalWithPermit: by('residence-permit'),
  nonLocalWithoutPermit: {
    outcome: 'ineligible',
    rules: grounds.map((ground) => row(`eligibility-${ground}`)),
  },
  student: by('student'),
};

/** The same people later: the months they wait, and from when they are covered. */
type Later = Partial<Record<Story, [months: number, from: string | null]>>;
const laterDays: [day: string, window: string, people: Later][] = [
  [
    '2026-01-15',
    'window-extended',
    {
      insuredLastYear: [0, '2026-01-16'],
      neverInsured: [0, '2026-01-16'],
      broken1: [4, '2026-05-16'],
      broken5: [8, '2026-09-16'],
      minimumLiving: [0, '2026-01-16'],
    },
  ],
  [
    '2026-03-05',
    'window-late',
    {
      insuredLastYear: [3, '2026-06-06'],
      neverInsured: [3, '2026-06-06'],
      broken1: [4, '2026-07-06'],
      broken5: [8, '2026-11-06'],
      minimumLiving: [0, '2026-03-06'],
      newborn: [3, '2026-06-06'],
    },
  ],
  [
    '2026-12-20',
    'window-late',
    {
      insuredLastYear: [3, null],
      broken5: [8, null],
      minimumLiving: [0, '2026-12-21'],
    },
  ],
];

describe.each(engines())('enrollment.check on $name', (engine) => {
  let town: Town;
  let phone: Phone;
  const people = new Map<Story, string>();
  beforeAll(async () => {
    town = await startTown(engine);
    phone = await town.login('xu-huilan');
    await addAll();
  });
  afterAll(() => town.close());

  /** By the real way in: three people's families, twelve in each. */
  async function addAll(): Promise<void> {
    const owners = [await town.login('luo-jun'), await town.login('feng-xiaoyan')];
    for (const [index, story] of Object.keys(stories).entries()) {
      const resident = town.sandbox.host.residents.list().findLast((each) => each.story === story)!;
      const owner = [phone, ...owners][Math.floor(index / 12)]!;
      const { personId } = await owner.call('identity.addFamilyMember', {
        relation: resident.sex === 'male' ? 'brother' : 'sister',
        ...claimOf(resident),
      });
      people.set(story as Story, personId);
      ownerOf.set(personId, owner);
    }
  }
  const ownerOf = new Map<string, Phone>();

  const check = (story: Story, year = coverageYear) => {
    const personId = people.get(story)!;
    return ownerOf.get(personId)!.call('enrollment.check', { personId, coverageYear: year });
  };

  test.each(Object.entries(expectations) as [Story, Expected][])('%s', async (story, expected) => {
    const before = await books(town);
    const answer = await check(story);
    expect(answer.rules.map(({ id }) => id)).toEqual(expected.rules);
    expect(answer.outcome).toBe(expected.outcome);
    expect(answer.sentence).not.toBe('');
    expect(await books(town)).toEqual(before);
    if (expected.outcome !== 'eligible') {
      expect(answer).toMatchObject({ fee: null, waiting: null, cover: null });
      return;
    }
    const [payableFen, subsidyFen] = expected.fee ?? [40_000, 0];
    // why somebody else is subsidised is nobody's business
    expect(answer.fee).toEqual({
      standardFen: 40_000,
      payableFen,
      subsidyFen,
      subsidyReason: null,
    });
    const [months, until, from] = expected.wait ?? [0, null, '2026-01-01'];
    expect(answer.waiting).toMatchObject({ months, until });
    expect(answer.cover).toEqual({ from, to: '2026-12-31' });
  });

  test('insured elsewhere says where and what to do', async () => {
    const answer = await check('elsewhereActive');
    const { poolingAreaName } = answer.elsewhere!;
    expect(['宿州市', '徐州市', '合肥市', '蚌埠市']).toContain(poolingAreaName);
    expect(answer.sentence).toBe(`在${poolingAreaName}还有医保，停掉那边的才能在这里参保`);
    expect(answer.advice[0]).toContain(poolingAreaName);
    expect(answer.elsewhere).toMatchObject({ insurance: 'resident', suspendedAt: null });
  });

  test('the reason of a subsidy is told to oneself', async () => {
    const self = town.phone('cao-xiuyun');
    await verify(town, self);
    const { verified } = await self.call('identity.me', {});
    const { fee, rules } = await self.call('enrollment.check', {
      personId: verified!.personId,
      coverageYear,
    });
    expect(fee).toMatchObject({ payableFen: 4_000, subsidyReason: '低保对象' });
    expect(rules.map(({ id }) => id)).toContain(row('subsidy-minimum-living'));
  });

  test('2027 is not published, and says by which row; other years are refused by name', async () => {
    expect(await check('insuredLastYear', 2027)).toMatchObject({
      outcome: 'unpublished',
      sentence: '2027 年度标准待公布，公布后就可以办理',
      fee: null,
      rules: [{ id: '340600-2027-unpublished' }],
    });
    const personId = people.get('insuredLastYear')!;
    for (const [year, code] of [
      [2027, 'year_unpublished'],
      [2023, 'bad_input'],
    ] as const) {
      const input = { personId, coverageYear: year };
      expect(await phone.refused('enrollment.register', input)).toBe(code);
    }
    expect((await books(town)).enrollments).toEqual([]);
  });

  test('whoever acts for somebody never reads which list they are on, enrolled or not', async () => {
    const listed: Story[] = ['extremePoverty', 'orphan', 'minimumLiving', 'povertyMonitored'];
    for (const story of listed) {
      const personId = people.get(story)!;
      const owner = ownerOf.get(personId)!;
      const before = await check(story);
      const enrolled = await owner.call('enrollment.register', { personId, coverageYear });
      const { enrollmentId } = enrolled;
      const read = await owner.call('enrollment.get', { enrollmentId });
      const text = JSON.stringify([before, enrolled, read, await check(story)]);
      expect(text).not.toMatch(/subsidy-|waiting-exempt|特困|孤儿|低保|监测|困难/);
      await owner.call('enrollment.cancel', { enrollmentId });
    }
  });

  test.each(['deceased', 'employeeInsured', 'nonLocalWithoutPermit'] as const)(
    'registering somebody %s is refused with the sentence of the check, nothing is written',
    async (story) => {
      const before = await books(town);
      const { sentence } = await check(story);
      const personId = people.get(story)!;
      const input = { personId, coverageYear };
      expect(await ownerOf.get(personId)!.reply('enrollment.register', input)).toMatchObject({
        ok: false,
        error: { code: 'not_eligible', message: sentence },
      });
      expect(await books(town)).toEqual(before);
    },
  );

  test('registered in the window, paid later: what counts is the day of payment', async () => {
    const enrollmentIds = [await town.payable(phone), await town.payable(phone)];
    const [soon, late] = enrollmentIds.map((enrollmentId) => ({ enrollmentId }));
    expect(await phone.call('enrollment.get', soon!)).toMatchObject({
      waiting: { months: 0, until: null },
      cover: { from: '2026-01-01' },
    });
    await town.sandboxPost('/control/clock', { setTo: '2026-02-28T23:00:00+08:00' });
    await town.tick();
    await paid(soon!.enrollmentId);
    expect(await coversOf(town, soon!.enrollmentId)).toMatchObject([
      { coverFrom: '2026-03-01', waitingUntil: null },
    ]);
    await town.sandboxPost('/control/clock', { setTo: '2026-02-28T23:45:00+08:00' });
    const order = await phone.call('payment.createOrder', { enrollmentIds: [late!.enrollmentId] });
    // not a moment beyond the window in which it was made
    expect(new Date(order.order.expiresAt).toISOString()).toBe('2026-02-28T16:00:00.000Z');
    await phone.call('payment.cancelOrder', { orderId: order.order.orderId });
    await town.sandboxPost('/control/clock', { setTo: '2026-02-28T23:59:20+08:00' });
    const tooShort = await phone.reply('payment.createOrder', {
      enrollmentIds: [late!.enrollmentId],
    });
    expect(tooShort).toMatchObject({ ok: false, error: { code: 'window_closed' } });
    await town.sandboxPost('/control/clock', { setTo: '2026-03-01T00:00:30+08:00' });
    expect(await phone.call('enrollment.get', late!)).toMatchObject({
      waiting: { months: 3, until: '2026-06-01' },
      cover: { from: '2026-06-02' },
    });
    await paid(late!.enrollmentId);
    expect(await coversOf(town, late!.enrollmentId)).toMatchObject([
      { coverFrom: '2026-06-02', waitingUntil: '2026-06-01' },
    ]);
  });

  async function paid(enrollmentId: string): Promise<void> {
    const { order, payment } = await phone.call('payment.createOrder', {
      enrollmentIds: [enrollmentId],
    });
    await atCashier(town, payment, 'pay');
    await until(
      () => orderRow(town, order.orderId),
      ({ status }) => status === 'posted',
    );
  }
});

describe.each(engines())('enrollment.check in later windows on $name', (engine) => {
  let town: Town;
  let phone: Phone;
  const people = new Map<Story, string>();
  beforeAll(async () => {
    town = await startTown(engine);
    phone = await town.login('xu-huilan');
    for (const [, , later] of laterDays) {
      for (const story of Object.keys(later) as Story[]) {
        if (!people.has(story)) people.set(story, await town.adopt(phone, story));
      }
    }
  });
  afterAll(() => town.close());

  test.each(laterDays)('%s is in %s', async (day, window, later) => {
    await town.sandboxPost('/control/clock', { setTo: `${day}T10:00:00+08:00` });
    for (const [story, [months, from]] of Object.entries(later)) {
      const personId = people.get(story as Story)!;
      const answer = await phone.call('enrollment.check', { personId, coverageYear });
      const cover = from === null ? null : { from, to: '2026-12-31' };
      expect({ story, ...answer }).toMatchObject({
        story,
        outcome: from === null ? 'ineligible' : 'eligible',
        waiting: { months },
        cover,
      });
      expect(answer.rules.map(({ id }) => id)).toContain(row(window));
      if (from !== null) continue;
      expect(answer.sentence).toContain('已经没有可以报销的日子');
      const input = { personId, coverageYear };
      expect(await phone.refused('enrollment.register', input)).toBe('not_eligible');
    }
  });
});
