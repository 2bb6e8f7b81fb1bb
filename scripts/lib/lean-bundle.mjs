import { fromRoot } from './root.mjs';

/** Imports that bring several copies, or a stand-in for what Node 20 has. */
const ONE_COPY = {
  // Three versions come along otherwise: ours by import, WeChat Pay's by require, and the one of
  // CloudBase's SDK, whose requests the functions never make.
  axios: 'axios/dist/node/axios.cjs',
  // axios brings its own FormData for older Nodes, with a table of every MIME type (160 kB).
  'form-data': fromRoot('scripts', 'lib', 'native-form-data.cjs'),
};

/**
 * CloudBase's SDK loads all its clients together with its storage client, and with that one what
 * reads the answers of transfers that we make ourselves. None of it is ever called
 * (docs/adr/0006).
 */
const NOTHING = fromRoot('scripts', 'lib', 'nothing.cjs');
const UNUSED_BY_STORAGE = Object.fromEntries(
  [
    '@cloudbase/ai',
    '@cloudbase/app',
    '@cloudbase/database',
    '@cloudbase/wx-cloud-client-sdk',
    'jsonwebtoken',
    'web-streams-polyfill',
    'xml2js',
  ].map((name) => [name, NOTHING]),
);

/** For PDFs. */
const PRINTING = {
  // The build for Node by require: its module build asks for an address that a bundle has not.
  pdfkit: fromRoot('node_modules', 'pdfkit', 'js', 'pdfkit.js'),
  // Ours by import, pdfkit's by require: one copy.
  fontkit: fromRoot('node_modules', 'fontkit', 'dist', 'main.cjs'),
  // A dictionary of 486 kB for fonts in WOFF2, which we have none of.
  'brotli/decompress.js': NOTHING,
  // Pictures: our papers have none.
  'png-js': NOTHING,
};

/**
 * What keeps a function's bundle below 1 MB; the code does the same with it. The other half is in
 * our own imports: `import * as z from 'zod'` lets esbuild drop what is unused (forty languages,
 * JSON Schema), `import { z }` does not.
 */
export const LEAN = { alias: { ...ONE_COPY, ...UNUSED_BY_STORAGE, ...PRINTING } };
