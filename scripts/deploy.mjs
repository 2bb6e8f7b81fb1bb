import { problemsOf, readFunctionRules, renderConfig } from './deploy/config.mjs';
import { loadOperations } from './deploy/load-operations.mjs';
import { migrateDatabase } from './deploy/migrate-database.mjs';
import { assertTcb, tcb, withConfigFiles } from './deploy/tcb.mjs';
import { buildIfChanged } from './lib/build-if-changed.mjs';
import { BUILDS } from './lib/builds.mjs';
import { ensureInstall } from './lib/ensure-install.mjs';
import { PlainError, runMain, say } from './lib/say.mjs';

const OPTIONS = ['--dry-run', '--skip-migrate'];

/** The role that owns the schema; the functions' own role may not change it. */
const ownerUrl = () => process.env.MIGRATION_DATABASE_URL || process.env.DATABASE_URL;

async function checkConfiguration() {
  const { configurationProblem } = await loadOperations();
  const problems = problemsOf(process.env, configurationProblem);
  if (problems.length > 0) throw new PlainError(problems.map((each) => `  ${each}`).join('\n'));
}

async function buildAll() {
  for (const name of ['functions', 'h5', 'console']) {
    if (!(await buildIfChanged(BUILDS[name]))) say(`${name}: nothing changed, nothing to build.`);
  }
}

/** In this order: nothing outside is touched before all that can be known here is known. */
const STEPS = [
  {
    title: 'check that the configuration is complete, as the functions will at their start',
    run: checkConfiguration,
  },
  { title: "check that CloudBase's command line is there (tcb 3.8 or newer)", run: assertTcb },
  { title: 'build the functions, the H5 site and the console', run: buildAll },
  {
    title: 'migrate the database (MIGRATION_DATABASE_URL, or DATABASE_URL)',
    unless: '--skip-migrate',
    run: () => migrateDatabase(ownerUrl()),
  },
  {
    title: 'close all functions to clients but identity, enrollment and payment',
    command: 'tcb permission set function --level custom --rule <function-rules.json>',
    run: () => {
      const envId = process.env.YIBAO_CLOUD_ENV_ID;
      const rule = ['--level', 'custom', '--rule', readFunctionRules()];
      tcb(['permission', 'set', 'function', ...rule, '--env-id', envId]);
    },
  },
  {
    title: 'deploy functions, timers, the H5 site, the console and the routes of the domain',
    command: 'tcb deploy --yes --config-file <cloudbaserc.json, filled in>',
    run: () =>
      withConfigFiles(renderConfig(process.env), (file) =>
        tcb(['deploy', '--yes', '--config-file', file]),
      ),
  },
];

/** Prints each step; what is missing for a real run is said too, and is no failure here. */
async function rehearse(steps) {
  steps.forEach(({ title, command }, index) => {
    say(`${index + 1}. ${title}${command ? `\n   ${command}` : ''}`);
  });
  try {
    await checkConfiguration();
    say('The configuration is complete.');
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    say(`The configuration is not complete:\n${error.message}`);
  }
}

/** `npm run deploy [-- --dry-run --skip-migrate]` */
await runMain(async () => {
  const chosen = process.argv.slice(2);
  const unknown = chosen.filter((option) => !OPTIONS.includes(option));
  if (unknown.length > 0) {
    throw new PlainError(`Unknown: ${unknown.join(' ')}; there are: ${OPTIONS.join(', ')}.`);
  }
  await ensureInstall();
  const steps = STEPS.filter(({ unless }) => !chosen.includes(unless));
  if (chosen.includes('--dry-run')) return rehearse(steps);
  for (const { title, run } of steps) {
    say(`▸ ${title}`);
    await run();
  }
  say('Deployed.');
});
