import fc from 'fast-check';
import { testSeed } from '@yibao/shared/rules/testing/seed';
import { engines } from '../support/database';
import { type Phone } from '../support/system';
import { operation, startMachine } from './payment-machine';
import { startTown, type Town } from './payment-support';

jest.setTimeout(120_000);

const runs = Number(process.env['TEST_RUNS'] ?? 12);
const steps = 30;

describe('whatever happens to an order', () => {
  let town: Town;
  let payers: [Phone, Phone];
  beforeAll(async () => {
    // the embedded engine: one connection makes a run repeatable
    town = await startTown(engines()[0]!);
    payers = [await town.login('xu-huilan'), await town.login('luo-jun')];
  });
  afterAll(() => town.close());

  test('nobody pays twice, nobody pays for nothing, no money is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 10, maxLength: steps, size: 'max' }),
        async (sequence) => {
          const machine = await startMachine(town, payers);
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
  });
});
