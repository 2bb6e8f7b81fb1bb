import { createRequire } from 'node:module';
import { buildIfChanged } from '../lib/build-if-changed.mjs';
import { BUILDS } from '../lib/builds.mjs';
import { fromRoot } from '../lib/root.mjs';

/**
 * The functions' own code, for what has to be done beside them; bundled first when it changed.
 * @returns {Promise<typeof import('./operations.ts')>}
 */
export async function loadOperations() {
  await buildIfChanged(BUILDS.operations);
  const [bundle] = BUILDS.operations.outputs;
  return createRequire(import.meta.url)(fromRoot(bundle));
}
