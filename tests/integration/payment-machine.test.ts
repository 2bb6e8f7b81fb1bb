import fc from 'fast-check';
import { rails } from '@yibao/shared/rules/rails';
import { testSeed } from '@yibao/shared/rules/testing/seed';
import { engines } from '../support/database';
import { type Phone } from '../support/system';
import { startMachine } from './payment-machine';
import { operation } from './payment-operations';
import { books, startTown, type Town } from './payment-support';

const runs = Number(process.env['TEST_RUNS'] ?? 6);
jest.setTimeout(runs * 50_000);
const runsPerTown = 15;
const steps = 60;
/** In turn, so that the city does not run out of them. */
const subsidised = ['minimumLiving', 'extremePoverty', 'povertyMonitored'] as const;

/** How often each word comes. */
function tally(words: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

describe('whatever happens to an order', () => {
  let town: Town | null = null;
  let run = 0;
  const orders: string[] = [];
  const refunds: string[] = [];
  afterAll(() => town?.close());

  /** A town lasts for some runs: each uses up people, and days of the collection window. */
  async function settle(): Promise<[Town, [Phone, Phone]]> {
    if (run++ % runsPerTown === 0) {
      await leave();
      // the embedded engine: one connection makes a run repeatable
      town = await startTown(engines()[0]!);
    }
    if (!town) throw new Error('no town');
    return [town, [await town.login('pan-jianguo'), await town.login('luo-jun')]];
  }

  async function leave(): Promise<void> {
    if (!town) return;
    const rows = await books(town);
    orders.push(...rows.orders.map(({ rail, status }) => `${rail} ${status}`));
    refunds.push(...rows.refunds.map(({ kind, status }) => `${kind} ${status}`));
    await town.close();
    town = null;
  }

  test('nobody pays twice, nobody pays for nothing, no money is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 40, maxLength: steps, size: 'max' }),
        async (sequence) => {
          const [place, payers] = await settle();
          const machine = await startMachine(place, payers, subsidised[run % subsidised.length]!);
          for (const step of sequence) {
            await machine.perform(step);
            await machine.check();
          }
          await machine.quiesce();
        },
      ),
      // people of the city are used up by a run, so what failed is not shrunk for long
      { seed: testSeed(), numRuns: runs, endOnFailure: true },
    );
    await leave();
    process.stderr.write(`orders at their end: ${JSON.stringify(tally(orders))}\n`);
    process.stderr.write(`refunds at their end: ${JSON.stringify(tally(refunds))}\n`);
    const made = orders.join(' ');
    for (const word of [...rails, 'posted', 'closed']) expect(made).toContain(word);
  });
});
