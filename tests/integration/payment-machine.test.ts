import fc from 'fast-check';
import { testSeed } from '@yibao/shared/rules/testing/seed';
import { engines } from '../support/database';
import { type Phone } from '../support/system';
import { startMachine } from './payment-machine';
import { operation } from './payment-operations';
import { books, startTown, type Town } from './payment-support';

jest.setTimeout(300_000);

const runs = Number(process.env['TEST_RUNS'] ?? 6);
const steps = 60;
/** In turn, so that the city does not run out of them. */
const subsidised = ['minimumLiving', 'extremePoverty', 'povertyMonitored'] as const;

describe('whatever happens to an order', () => {
  let town: Town;
  let payers: [Phone, Phone];
  beforeAll(async () => {
    // the embedded engine: one connection makes a run repeatable
    town = await startTown(engines()[0]!);
    payers = [await town.login('xu-huilan'), await town.login('luo-jun')];
  });
  afterAll(() => town.close());

  let run = 0;
  test('nobody pays twice, nobody pays for nothing, no money is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 40, maxLength: steps, size: 'max' }),
        async (sequence) => {
          const machine = await startMachine(town, payers, subsidised[run++ % subsidised.length]!);
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
    const reached: Record<string, number> = {};
    for (const { status } of (await books(town)).orders)
      reached[status] = (reached[status] ?? 0) + 1;
    process.stderr.write(`orders at their end: ${JSON.stringify(reached)}\n`);
    expect(reached).toMatchObject({
      posted: expect.any(Number) as unknown,
      closed: expect.any(Number) as unknown,
    });
  });
});
