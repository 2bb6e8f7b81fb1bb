import { buildIfChanged } from './lib/build-if-changed.mjs';
import { BUILDS } from './lib/builds.mjs';
import { ensureInstall } from './lib/ensure-install.mjs';
import { runMain } from './lib/say.mjs';
import { measureSizes } from './lib/sizes.mjs';

const KIB = 1024;

/** @param {ReturnType<typeof measureSizes>} sizes @returns {string} a table for people */
function table(sizes) {
  const { weappMainBytes, weappTotalBytes, h5FirstLoadGzipBytes } = sizes;
  const rows = [
    ['mini-program, main package', weappMainBytes],
    ['mini-program, all packages', weappTotalBytes],
    ['H5, first load (gzip)', h5FirstLoadGzipBytes],
    ['console, sign-in page (gzip)', sizes.consoleFirstLoadGzipBytes],
    ['console, all pages (gzip)', sizes.consoleTotalGzipBytes],
    ...Object.entries(sizes.functions).map(([name, bytes]) => [`function ${name}`, bytes]),
  ];
  const line = ([label, bytes]) =>
    `${label.padEnd(30)}${(bytes / KIB).toFixed(1).padStart(9)} KiB${String(bytes).padStart(12)} B`;
  return rows.map(line).join('\n');
}

/** `npm run size [-- --json]`: bytes of what is delivered; builds first what changed. */
await runMain(async () => {
  await ensureInstall();
  for (const name of ['weapp', 'h5', 'console', 'functions']) await buildIfChanged(BUILDS[name]);
  const sizes = measureSizes();
  const asJson = process.argv.includes('--json');
  process.stdout.write(`${asJson ? JSON.stringify(sizes) : table(sizes)}\n`);
});
