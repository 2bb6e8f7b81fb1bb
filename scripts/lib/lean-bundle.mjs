import fs from 'node:fs';
import { fromRoot } from './root.mjs';

/** Imports that bring several copies, or a stand-in for what Node 20 has. */
const ONE_COPY = {
  // Three versions come along otherwise: ours by import, WeChat Pay's by require, and the one of
  // CloudBase's SDK, whose requests the functions never make.
  axios: 'axios/dist/node/axios.cjs',
  // axios brings its own FormData for older Nodes, with a table of every MIME type (160 kB).
  'form-data': fromRoot('scripts', 'lib', 'native-form-data.cjs'),
};

const NAMED_ZOD = /^import \{ z \} from 'zod';$/m;
const ZOD_NAMESPACE = "import * as z from 'zod';";

/**
 * `import { z }` and `import * as z` are the same namespace, but esbuild drops what is unused
 * (forty languages, JSON Schema) only from the second.
 */
const zodWithoutTheUnused = {
  name: 'zod-without-the-unused',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const source = await fs.promises.readFile(path, 'utf8');
      return { contents: source.replace(NAMED_ZOD, ZOD_NAMESPACE), loader: 'ts' };
    });
  },
};

/** What keeps a function's bundle below 1 MB (1.4 MB without); the code does the same with it. */
export const LEAN = { alias: ONE_COPY, plugins: [zodWithoutTheUnused] };
