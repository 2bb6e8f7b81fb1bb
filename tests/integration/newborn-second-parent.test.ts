import { newbornApplication } from '@yibao/cloudfunctions/lib/database/schema';
import { type RegisteredPerson } from '@yibao/cloudfunctions/lib/ports/data-sharing';
import { UpstreamError } from '@yibao/cloudfunctions/lib/ports/http';
import { motherIndexOf } from '@yibao/cloudfunctions/newborn/details';
import { type Resident } from '@yibao/sandbox/city/resident';
import { engines } from '../support/database';
import { atCashier, claimOf, until } from '../support/journey';
import { type Application, apply, birthOf, resultsOf, stepsOf } from '../support/newborn';
import { applyForReview, parentOf } from '../support/newborn-staff';
import { base64, jpeg } from '../support/pictures';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

const reason = '照片与证件一致';
const standardFen = 40_000;

type Couple = { mother: Phone; father: Phone };
type Role = keyof Couple;
const otherOf = { mother: 'father', father: 'mother' } as const satisfies Record<Role, Role>;

const typed = (resident: Resident) => ({ kind: 'typed' as const, ...claimOf(resident) });

/** What these tests ask of a system over and over. */
function helpersOf(system: () => TestSystem) {
  let couples = 0;
  return {
    /** Two parents nobody has heard of yet. */
    couple: async (): Promise<Couple> => {
      couples += 1;
      const key = `load-${String(couples).padStart(3, '0')}`;
      const mother = await parentOf(system(), `${key}-m`);
      return { mother, father: await parentOf(system(), `${key}-f`) };
    },
    away: (operation: string, of = 'data-sharing', times = 1000) =>
      system().sandbox.host.faults.add({
        system: of,
        operation,
        kind: 'error500',
        times,
        delayMs: 0,
      }),
    back: () => system().sandbox.host.faults.clear(),
    get: (phone: Phone, { applicationId }: Pick<Application, 'applicationId'>) =>
      phone.call('newborn.get', { applicationId }),
    /** Certificates that did not fit, counted today. */
    failures: async (): Promise<number> => {
      const [row] = await query<{ n: number }>(
        system().runtime.db,
        `select coalesce(sum(failures), 0)::int as n from attempt_counter
         where subject like 'newborn:%'`,
      );
      return row!.n;
    },
  };
}

describe.each(engines())('the other parent, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());
  afterEach(() => {
    jest.restoreAllMocks();
    back();
  });
  const { couple, away, back, get, failures } = helpersOf(() => system);

  async function pay(phone: Phone, { years }: Application): Promise<void> {
    const enrollmentIds = years.map(({ enrollmentId }) => enrollmentId!);
    const { order, payment } = await phone.call('payment.createOrder', { enrollmentIds });
    await atCashier(system, payment, 'pay');
    await until(
      () => phone.call('payment.getOrder', { orderId: order.orderId }),
      ({ status }) => status === 'posted',
    );
  }

  describe('joins, whatever other sources say of a baby that is insured already', () => {
    test.each([
      ['the hardship lists are away', () => away('hardship')],
      ['the population registry is away', () => away('population')],
      ['the core platform is away', () => away('*', 'core-platform')],
      ['both parents have moved away', () => movedAway()],
    ])('%s', async (_what, happens) => {
      const { mother, father } = await couple();
      const first = await apply(system, mother, { items: [] });
      await pay(mother, first);
      happens();
      const joined = await apply(system, father, { items: [] });
      expect(joined).toMatchObject({ status: 'joined', role: 'joined' });
      expect(joined.baby.personId).toBe(first.baby.personId);
      expect(await failures()).toBe(0);
    });

    function movedAway(): void {
      const nowhere = { householdRegion: '320500', hasResidencePermit: false };
      const { dataSharing } = system.runtime.ports;
      const ask = dataSharing.findInPopulation.bind(dataSharing);
      jest.spyOn(dataSharing, 'findInPopulation').mockImplementation(async (person) => {
        const found = await ask(person);
        return found && { ...found, ...nowhere };
      });
    }
  });

  test.each([
    ['marriage', 'paid', true],
    ['marriage', 'not paid', false],
    ['birthCertificate', 'paid', true],
    ['birthCertificate', 'not paid', false],
  ])('waits while the registry is away (%s, %s), then joins by itself', async (...row) => {
    const [operation, , isPaid] = row;
    const { mother, father } = await couple();
    const first = await apply(system, mother, { items: [] });
    if (isPaid) await pay(mother, first);
    away(operation);
    const waiting = await apply(system, father, { items: [] });
    expect(waiting.status).toBe('queued');
    expect(Object.values(resultsOf(waiting))).not.toContain('mismatch');
    await system.advance(2);
    expect((await get(father, waiting)).status).toBe('queued');
    back();
    await system.advance(2);
    const joined = await get(father, waiting);
    expect(joined).toMatchObject({ status: 'joined', baby: { personId: first.baby.personId } });
    expect(joined.years.map((year) => year.paid)).toEqual([isPaid]);
    expect(await failures()).toBe(0);
  });

  test('both apply in an outage: who typed is approved, who did not waits and joins', async () => {
    const { mother, father } = await couple();
    away('marriage');
    const waiting = await apply(system, father, { items: [] });
    expect(waiting.status).toBe('queued');
    const otherParent = typed(father.user.resident);
    const first = await apply(system, mother, { items: [], otherParent });
    expect(first.status).toBe('approved');
    await system.advance(2);
    expect((await get(father, waiting)).status).toBe('queued');
    back();
    await system.advance(2);
    expect((await get(father, waiting)).status).toBe('joined');
    expect(await failures()).toBe(0);
  });

  describe('what the second one chose is started too', () => {
    const chosen = { items: ['household' as const, 'socialCard' as const], payNextYear: true };

    async function expectStarted(phone: Phone, { applicationId }: Application): Promise<void> {
      await system.tick();
      const seen = await phone.call('newborn.get', { applicationId });
      expect(stepsOf(seen)).toMatchObject({
        household: 'current',
        socialCard: 'todo',
        vaccination: 'notChosen',
      });
      expect(seen.years).toMatchObject([
        { coverageYear: 2025, enrollmentStatus: 'registered' },
        { coverageYear: 2026, enrollmentStatus: 'registered', payable: true, fromBirth: true },
      ]);
    }

    test('in the request', async () => {
      const { mother, father } = await couple();
      const first = await apply(system, mother, { items: [] });
      expect(first.years.map(({ coverageYear }) => coverageYear)).toEqual([2025]);
      const joined = await apply(system, father, chosen);
      expect(joined.status).toBe('joined');
      await expectStarted(father, joined);
      await expectStarted(mother, first);
    });

    test('by the sweep', async () => {
      const { mother, father } = await couple();
      const first = await apply(system, mother, { items: ['household'] });
      away('birthCertificate');
      const waiting = await apply(system, father, chosen);
      expect(waiting.status).toBe('queued');
      back();
      await system.advance(2);
      expect((await get(father, waiting)).status).toBe('joined');
      await expectStarted(father, waiting);
      await expectStarted(mother, first);
    });
  });

  test('asked for more by a clerk, they join without it once the first is approved', async () => {
    const { mother, father } = await couple();
    away('hardship');
    const waiting = await apply(system, father, { items: [] });
    const { applicationId } = waiting;
    const clerk = system.phone('gao-min');
    await clerk.call('newborn.staffClaim', { applicationId });
    await clerk.call('newborn.staffAskMore', { applicationId, reason: '请补一张照片' });
    expect((await get(father, waiting)).status).toBe('need_more');
    back();
    expect((await apply(system, mother, { items: [] })).status).toBe('approved');
    await system.advance(2);
    const joined = await get(father, waiting);
    expect(joined).toMatchObject({ status: 'joined', request: null, canAddEvidence: false });
  });

  describe('either household counts on the hardship lists', () => {
    /** Only the household of this one is listed. */
    function listed({ user }: Phone) {
      const { dataSharing } = system.runtime.ports;
      return jest
        .spyOn(dataSharing, 'listHardship')
        .mockImplementation(({ documentNumber }: RegisteredPerson) =>
          Promise.resolve(
            documentNumber === user.resident.certNo
              ? [{ identity: 'minimumLiving' as const, from: '2025-01-01', to: null }]
              : [],
          ),
        );
    }

    test.each<[Role, Role]>([
      ['mother', 'mother'],
      ['mother', 'father'],
      ['father', 'mother'],
      ['father', 'father'],
    ])('%s applies, the %s is listed', async (applicant, whoIsListed) => {
      const parents = await couple();
      listed(parents[whoIsListed]);
      const { years } = await apply(system, parents[applicant], { items: [] });
      expect(years[0]!.fee.standardFen).toBe(standardFen);
      expect(years[0]!.fee.payableFen).toBeLessThan(standardFen);
    });

    test.each<[Role, Role]>([
      ['mother', 'father'],
      ['father', 'mother'],
      ['mother', 'mother'],
    ])('typed by the %s: why it costs less is not told (the %s is listed)', async (...roles) => {
      const [applicant, whoIsListed] = roles;
      const parents = await couple();
      listed(parents[whoIsListed]);
      const other = parents[otherOf[applicant]];
      const otherParent = typed(other.user.resident);
      const first = await apply(system, parents[applicant], { items: [], otherParent });
      const own = typed(parents[applicant].user.resident);
      const joined = await apply(system, other, { items: [], otherParent: own });
      for (const { years } of [first, joined]) {
        expect(years[0]!.fee.payableFen).toBeLessThan(standardFen);
        expect(years[0]!.subsidyReason).toBeNull();
      }
    });

    test("the other household's list away: nobody pays in full for it", async () => {
      const { mother, father } = await couple();
      const spy = listed(father);
      const answer = spy.getMockImplementation()!;
      spy.mockImplementation((person) =>
        person.documentNumber === father.user.resident.certNo
          ? Promise.reject(new UpstreamError('data-sharing', 'away'))
          : answer(person),
      );
      const waiting = await apply(system, mother, { items: [] });
      expect(waiting.status).toBe('queued');
      expect(resultsOf(waiting)['hardship']).toBe('unavailable');
      spy.mockImplementation(answer);
      await system.advance(2);
      const { status, years } = await get(mother, waiting);
      expect(status).toBe('approved');
      expect(years[0]!.fee.payableFen).toBeLessThan(standardFen);
    });
  });

  test.each<[Role]>([['mother'], ['father']])(
    'a small x in a registry makes no second person of the %s',
    async (role) => {
      const { residents } = system.sandbox.host;
      const birth = residents
        .births()
        .findLast(
          ({ mother, father }) => father !== null && { mother, father }[role].certNo.endsWith('X'),
        );
      const { mother, father } = birth!;
      const keyOf = ({ personNo }: Resident) =>
        residents.loadUsers().find((user) => user.resident.personNo === personNo)!.key;
      const small = <P extends Resident | null>(person: P): P =>
        person && { ...person, certNo: person.certNo.toLowerCase() };
      const find = residents.birthByCertificate.bind(residents);
      jest.spyOn(residents, 'birthByCertificate').mockImplementation((number) => {
        const found = find(number);
        return found && { ...found, mother: small(found.mother), father: small(found.father) };
      });
      const phones = {
        mother: await parentOf(system, keyOf(mother)),
        father: await parentOf(system, keyOf(father!)),
      };
      const first = await apply(system, phones[otherOf[role]], { items: [] });
      expect(first.status).toBe('approved');
      const { members } = await phones[role].call('identity.listFamily', {});
      expect(members).toMatchObject([{ personId: first.baby.personId, guardian: true }]);
      const joined = await apply(system, phones[role], { items: [] });
      expect(joined.status).toBe('joined');
    },
  );
});

describe.each(engines())('a certificate of another province, on $name', (engine) => {
  let system: TestSystem;
  let clerk: Phone;
  beforeEach(async () => {
    system = await startTestSystem(engine);
    clerk = system.phone('gao-min');
  });
  afterEach(() => system.close());
  const { failures } = helpersOf(() => system);

  async function withPhoto(phone: Phone, change: Parameters<typeof apply>[2] = {}) {
    const { photoId } = await phone.call('newborn.uploadPhoto', { contentBase64: base64(jpeg()) });
    return apply(system, phone, { items: [], photoIds: [photoId], ...change });
  }
  async function approve(applicationId: string): Promise<string> {
    await clerk.call('newborn.staffClaim', { applicationId });
    return (await clerk.call('newborn.staffApprove', { applicationId, reason })).status;
  }

  test('the second parent waits for a clerk and is not refused', async () => {
    const { application } = await applyForReview(system, 'wen-suqing');
    expect(await approve(application.applicationId)).toBe('approved');
    const father = await parentOf(system, 'hao-jianning');
    const { applicationId, status, checks } = await withPhoto(father);
    expect(status).toBe('queued');
    expect(checks.map(({ result }) => result)).not.toContain('mismatch');
    expect(await failures()).toBe(0);
    const { queueReason } = await clerk.call('newborn.staffClaim', { applicationId });
    expect(queueReason).toBe('review');
    expect(await approve(applicationId)).toBe('joined');
    const joined = await father.call('newborn.get', { applicationId });
    expect(joined).toMatchObject({ status: 'joined', baby: { documentType: 'birthCertificate' } });
  });

  test('a father who typed the mother: her later births are compared all the same', async () => {
    const father = await parentOf(system, 'hao-jianning');
    const { mother: named } = birthOf(system, father);
    const { applicationId } = await withPhoto(father, { otherParent: typed(named) });
    expect(await approve(applicationId)).toBe('approved');
    const { cipher, db } = system.runtime;
    const [row] = await db.select().from(newbornApplication);
    expect(row!.motherIndex).toBe(motherIndexOf(cipher, { documentNumber: named.certNo }));
    const mother = await parentOf(system, 'wen-suqing');
    const second = await withPhoto(mother);
    expect(second.status).toBe('queued');
    expect(await approve(second.applicationId)).toBe('joined');
  });
});
