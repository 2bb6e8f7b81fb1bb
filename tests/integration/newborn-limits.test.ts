import { engines } from '../support/database';
import { apply, birthOf, formOf, resultsOf, takeAway } from '../support/newborn';
import { parentOf } from '../support/newborn-staff';
import { patient, type Phone, startTestSystem, type TestSystem } from '../support/system';

jest.setTimeout(60_000);

const perDay = 10;

const number = (serial: number): string => `T34${String(serial).padStart(7, '0')}`;
const none = { otherParent: { kind: 'none' as const }, items: [] };

describe.each(engines())('how much one parent may ask, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine, patient);
  });
  afterAll(() => system.close());
  afterEach(() => {
    jest.restoreAllMocks();
    system.sandbox.host.faults.clear();
  });

  /** Somebody's certificate number tried by a stranger. */
  const guess = (stranger: Phone, serial: number) =>
    stranger.reply('newborn.submit', {
      ...formOf(birthOf(system, system.phone('bi-xiaoyun')), none),
      certificateNumber: number(serial),
    });
  /** Of each reply: what became of the application, or why there is none. */
  const outcomes = (replies: Awaited<ReturnType<typeof guess>>[]) =>
    replies.map((reply) => (reply.ok ? reply.data.status : reply.error.code));

  test('40 guesses side by side tell no more than ten', async () => {
    const stranger = await parentOf(system, 'luo-jun');
    const serials = Array.from({ length: 40 }, (_, index) => 9_100_001 + index);
    const replies = await Promise.all(serials.map((serial) => guess(stranger, serial)));
    const told = outcomes(replies).filter((outcome) => outcome !== 'rate_limited');
    expect(new Set(told)).toEqual(new Set(['refused']));
    expect(told).toHaveLength(perDay);
    // nor is what was not told to be read afterwards
    const { applications } = await stranger.call('newborn.start', {});
    expect(applications.length).toBeLessThanOrEqual(perDay);
  });

  test('after the tenth no registry is asked any more, for a right certificate neither', async () => {
    const mother = await parentOf(system, 'load-001-m');
    for (let count = 0; count < perDay; count++) {
      expect(outcomes([await guess(mother, 9_900_001 + count)])).toEqual(['refused']);
    }
    const ask = jest.spyOn(system.runtime.ports.dataSharing, 'findBirthCertificate');
    expect(outcomes([await guess(mother, 9_900_099)])).toEqual(['rate_limited']);
    const right = formOf(birthOf(system, mother), { items: [] });
    expect(await mother.refused('newborn.submit', right)).toBe('rate_limited');
    expect(ask).not.toHaveBeenCalled();
    // the next day it goes through
    await system.advance(24 * 60);
    expect((await mother.call('newborn.submit', right)).status).toBe('approved');
  });

  describe('undecided applications of one parent', () => {
    beforeEach(() => takeAway(system, 'birthCertificate'));

    test('have an end; the same one again is the same, and one taken back makes room', async () => {
      const mother = await parentOf(system, 'load-002-m');
      const waiting: string[] = [];
      let serial = 9_910_001;
      let reply = await guess(mother, serial);
      for (; reply.ok && waiting.length <= perDay; reply = await guess(mother, serial)) {
        expect(reply.data.status).toBe('queued');
        waiting.push(reply.data.applicationId);
        serial += 1;
      }
      expect(outcomes([reply])).toEqual(['rate_limited']);
      expect(waiting.length).toBeGreaterThan(2);
      const [first] = waiting;
      expect(await guess(mother, 9_910_001)).toMatchObject({ data: { applicationId: first } });
      await mother.call('newborn.withdraw', { applicationId: first! });
      expect(outcomes([await guess(mother, serial)])).toEqual(['queued']);
      expect(outcomes([await guess(mother, serial + 1)])).toEqual(['rate_limited']);
    });

    test('have the same end when they are sent side by side', async () => {
      const mother = await parentOf(system, 'load-003-m');
      const serials = Array.from({ length: 40 }, (_, index) => 9_920_001 + index);
      const replies = outcomes(await Promise.all(serials.map((each) => guess(mother, each))));
      const waiting = replies.filter((outcome) => outcome === 'queued').length;
      expect(waiting).toBeLessThanOrEqual(perDay);
      expect(replies.filter((outcome) => outcome === 'rate_limited')).toHaveLength(40 - waiting);
    });
  });
});

describe.each(engines())('how long a parent waits for the sources, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());
  afterEach(() => jest.restoreAllMocks());

  const never = () => new Promise<never>(() => undefined);

  test('what is asked about the other parent does not wait for the rest', async () => {
    const mother = await parentOf(system, 'load-001-m');
    const { father } = birthOf(system, mother);
    const { dataSharing } = system.runtime.ports;
    const findInPopulation = dataSharing.findInPopulation.bind(dataSharing);
    const listHardship = dataSharing.listHardship.bind(dataSharing);
    let asked: () => void = () => undefined;
    const otherAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    jest.spyOn(dataSharing, 'listHardship').mockImplementation((person) => {
      if (person.documentNumber === father!.certNo) asked();
      return listHardship(person);
    });
    // the applicant's registration is told only when the other parent has been asked about
    jest.spyOn(dataSharing, 'findInPopulation').mockImplementation(async (person) => {
      await otherAsked;
      return findInPopulation(person);
    });
    expect((await apply(system, mother, { items: [] })).status).toBe('approved');
  });

  test('a second round that is never answered ends with the first: queued, not refused', async () => {
    const mother = await parentOf(system, 'load-002-m');
    const { father } = birthOf(system, mother);
    const { dataSharing } = system.runtime.ports;
    const findInPopulation = dataSharing.findInPopulation.bind(dataSharing);
    jest.spyOn(dataSharing, 'findInPopulation').mockImplementation(async (person) => {
      if (person.documentNumber === father!.certNo) return never();
      const found = await findInPopulation(person);
      return found && { ...found, householdRegion: '320500', hasResidencePermit: false };
    });
    const waiting = await apply(system, mother, { items: [] });
    expect(waiting.status).toBe('queued');
    expect(resultsOf(waiting)).toMatchObject({ certificate: 'passed', area: 'unavailable' });
  });
});
