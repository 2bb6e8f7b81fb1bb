import { engines } from '../../tests/support/database';
import { startTestSystem, type TestSystem } from '../../tests/support/system';
import { reconcileRun } from '../lib/database/schema';
import { BooksError } from './open-books';
import { readRequest, reconcileAsAsked } from './reconcile-request';

jest.setTimeout(60_000);

test('what is asked for', () => {
  expect(readRequest(['--date', '2025-11-20', '--json'])).toEqual({
    day: '2025-11-20',
    only: null,
    json: true,
    heal: true,
  });
  const two = ['--date=2025-11-20', '--source', 'mutualAid', '--source', 'corePlatform'];
  expect(readRequest([...two, '--no-heal'])).toMatchObject({
    only: ['mutualAid', 'corePlatform'],
    json: false,
    heal: false,
  });
});

test.each<[string, string[], RegExp]>([
  ['no date', ['--json'], /请用 --date 写明日期.*missing/],
  ['a date without a day', ['--date'], /看不懂这个命令.*--date/],
  ['the day is another option', ['--date', '--json'], /看不懂这个命令.*--date/],
  ['a day that no calendar has', ['--date', '2026-02-30'], /日历上有的一天.*calendar/],
  ['a day of another kind', ['--date', '20251120'], /日历上有的一天.*calendar/],
  ['an empty day', ['--date='], /日历上有的一天.*calendar/],
  ['a list that nobody has', ['--date', '2025-11-20', '--source', 'bank'], /没有这份账单/],
  ['an option with a value it does not take', ['--json=yes', '--date', '2025-11-20'], /--json/],
  ['a word too many', ['--date', '2025-11-20', 'now'], /看不懂这个命令.*now/],
  ['an option that there is not', ['--date', '2025-11-20', '--all'], /看不懂这个命令.*--all/],
])('%s: said in both languages, with how it is meant', (_what, args, words) => {
  expect(() => readRequest(args)).toThrow(BooksError);
  expect(() => readRequest(args)).toThrow(words);
  expect(() => readRequest(args)).toThrow(/npm run reconcile -- --date 2025-11-20/);
});

describe.each(engines())('days that cannot be reconciled, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    await system.sandboxPost('/control/clock', { setTo: '2025-11-21T08:00:00+08:00' });
  });
  afterAll(() => system.close());

  test.each([
    ['today', '2025-11-21', /还没有过完.*not over/],
    ['tomorrow', '2025-11-22', /还没有过完.*not over/],
    ['a day of long ago', '2025-08-20', /不再提供.*any more/],
  ])('%s: refused, and nothing is written', async (_which, day, words) => {
    const runs = () => system.runtime.db.select().from(reconcileRun);
    const before = await runs();
    const request = { day, only: null, json: true, heal: true };
    await expect(reconcileAsAsked(system.runtime, request)).rejects.toThrow(words);
    expect(await runs()).toEqual(before);
  });

  test('yesterday is', async () => {
    const request = { day: '2025-11-20', only: null, json: true, heal: true };
    expect(await reconcileAsAsked(system.runtime, request)).toMatchObject({ day: '2025-11-20' });
  });
});
