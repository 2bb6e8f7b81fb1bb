import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'acorn';
import { ROOT, fromRoot } from './lib/root.mjs';
import { PlainError, runMain, say } from './lib/say.mjs';

/** What the oldest devices that the client's browserslist names can parse; WeChat adds nothing. */
const ES_VERSION = 2019;
/** The compiled mini-program; another folder can be named to try the check itself. */
const DIST = path.resolve(process.argv[2] ?? fromRoot('client', 'dist', 'weapp'));
const EXCERPT_CHARS = 30;

/** @returns {string | undefined} where and why the file does not parse */
function problemIn(file) {
  const source = fs.readFileSync(file, 'utf8');
  try {
    parse(source, { ecmaVersion: ES_VERSION });
    return undefined;
  } catch (error) {
    const excerpt = source.slice(Math.max(0, error.pos - EXCERPT_CHARS), error.pos + EXCERPT_CHARS);
    return `${path.relative(ROOT, file)}: ${error.message}: ${JSON.stringify(excerpt)}`;
  }
}

/**
 * Every script of the mini-program must parse at ES2019: node_modules is not transpiled by Taro.
 */
await runMain(async () => {
  const scripts = fs
    .readdirSync(DIST, { recursive: true })
    .filter((file) => file.endsWith('.js'))
    .map((file) => path.join(DIST, file));
  if (scripts.length === 0) throw new PlainError(`${DIST} holds no script: build it first.`);
  const problems = scripts.map(problemIn).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new PlainError(problems.join('\n'));
  say(`${scripts.length} scripts parse at ES${ES_VERSION}.`);
});
