import { spawn } from 'node:child_process';
import { buildIfChanged } from './lib/build-if-changed.mjs';
import { BUILDS } from './lib/builds.mjs';
import { ensureInstall } from './lib/ensure-install.mjs';
import { ROOT, fromRoot } from './lib/root.mjs';
import { runMain } from './lib/say.mjs';

/** `npm run bench [-- --json --journeys N --concurrency N]`: PGlite and PostgreSQL side by side. */
await runMain(async () => {
  await ensureInstall();
  await buildIfChanged(BUILDS.bench);
  const [, driver] = BUILDS.bench.outputs;
  const args = ['--enable-source-maps', fromRoot(driver), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
});
