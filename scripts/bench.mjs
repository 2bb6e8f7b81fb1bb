import { spawn } from 'node:child_process';
import { buildIfChanged } from './lib/build-if-changed.mjs';
import { BUILDS } from './lib/builds.mjs';
import { ensureInstall } from './lib/ensure-install.mjs';
import { ROOT, fromRoot } from './lib/root.mjs';
import { runMain } from './lib/say.mjs';

/**
 * `npm run bench [-- --json --journeys N --concurrency N]`: PGlite and PostgreSQL side by side;
 * `npm run bench -- --only audit [--json --audit N]`: what the audit costs, how fast it is verified;
 * `npm run bench -- reconcile [--json --orders N --seed S]`: a large day reconciled on both.
 */
await runMain(async () => {
  await ensureInstall();
  await buildIfChanged(BUILDS.bench);
  const [, journeys, reconcile] = BUILDS.bench.outputs;
  const given = process.argv.slice(2);
  const isReconcile = given[0] === 'reconcile';
  if (isReconcile) await buildIfChanged(BUILDS.reconcile);
  const driver = isReconcile ? reconcile : journeys;
  const args = ['--enable-source-maps', fromRoot(driver), ...given.slice(isReconcile ? 1 : 0)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
});
