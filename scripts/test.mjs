import { buildIfChanged } from './lib/build-if-changed.mjs';
import { BUILDS } from './lib/builds.mjs';
import { ensureInstall } from './lib/ensure-install.mjs';
import { PlainError, runMain, say, seconds } from './lib/say.mjs';
import { TEST_STEPS } from './lib/test-steps.mjs';

const ONE_CHECK_PASSED = { passed: 1, failed: 0, skipped: 0, notes: [], report: '' };

/** @returns {string[]} the steps to run: those named on the command line, or all */
function chosenSteps(names) {
  const known = Object.keys(TEST_STEPS);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new PlainError(
      `There is no test step called ${unknown.join(', ')}; there are: ${known.join(', ')}.`,
    );
  }
  return names.length > 0 ? names : known;
}

async function resultOf(step) {
  try {
    for (const name of step.needs ?? []) await buildIfChanged(BUILDS[name]);
    return (await step.run()) ?? ONE_CHECK_PASSED;
  } catch (error) {
    const report = error instanceof PlainError ? error.message : String(error?.stack ?? error);
    return { passed: 0, failed: 1, skipped: 0, notes: [], report };
  }
}

const counts = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

async function runStep(step) {
  const startedAt = Date.now();
  say(`▸ ${step.title}`);
  const result = await resultOf(step);
  const mark = result.failed > 0 ? '✗' : '✓';
  const took = seconds(Date.now() - startedAt);
  say(`${mark} ${counts(result)} (${took}; ${step.title})`);
  for (const note of result.notes) say(`  note: ${note}`);
  if (result.report !== '') say(result.report);
  return result;
}

/** Steps of one core each, two at a time: a test that keeps time is never beside something else. */
async function runTwoAtATime(steps) {
  const waiting = [...steps];
  const results = [];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift())
      results.push(await runStep(step));
  };
  await Promise.all([lane(), lane()]);
  return results;
}

async function runAll(steps) {
  const results = await runTwoAtATime(steps.filter(({ oneCore }) => oneCore));
  for (const step of steps.filter(({ oneCore }) => !oneCore)) results.push(await runStep(step));
  return results;
}

/**
 * `npm test [-- step …]`: every step runs, whatever failed before it; the last line is the sum.
 */
await runMain(async () => {
  if (process.argv.includes('--help')) {
    say(`npm test [-- step …]; the steps: ${Object.keys(TEST_STEPS).join(', ')}`);
    return 0;
  }
  const names = chosenSteps(process.argv.slice(2));
  await ensureInstall();
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const result of await runAll(names.map((name) => TEST_STEPS[name]))) {
    for (const key of Object.keys(total)) total[key] += result[key];
  }
  process.stdout.write(`${counts(total)}\n`);
  return total.failed > 0 ? 1 : 0;
});
