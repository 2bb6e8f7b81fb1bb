/** Random input of a test: a new seed every run, printed; `TEST_SEED=n` repeats a run. */
export function testSeed(): number {
  const seed = Number(process.env.TEST_SEED ?? Date.now() % 2_147_483_647);
  process.stderr.write(`random input: TEST_SEED=${seed}\n`);
  return seed;
}
