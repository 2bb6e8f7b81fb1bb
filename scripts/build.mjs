import { buildIfChanged } from './lib/build-if-changed.mjs';
import { BUILDS } from './lib/builds.mjs';
import { ensureInstall } from './lib/ensure-install.mjs';
import { PlainError, runMain, say } from './lib/say.mjs';

/** What is delivered; the local server is part of `npm start` only. */
const DELIVERED = ['weapp', 'h5', 'console', 'functions'];

/** `npm run build [-- weapp h5 console functions local]` */
await runMain(async () => {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !Object.hasOwn(BUILDS, name));
  if (unknown.length > 0) {
    const known = Object.keys(BUILDS).join(', ');
    throw new PlainError(`There is no build called ${unknown.join(', ')}; there are: ${known}.`);
  }
  await ensureInstall();
  for (const name of names.length > 0 ? names : DELIVERED) {
    if (!(await buildIfChanged(BUILDS[name]))) say(`${name}: nothing changed, nothing to build.`);
  }
});
