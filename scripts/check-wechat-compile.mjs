import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fromRoot } from './lib/root.mjs';
import { PlainError, say, seconds } from './lib/say.mjs';

/** The compiled mini-program; another folder can be named to try the check itself. */
const DIST = path.resolve(process.argv[2] ?? fromRoot('client', 'dist', 'weapp'));
/** Compiling offline needs an id of the right form, not a registered one. */
const APP_ID = 'wx0000000000000000';
const TIME_LIMIT_MS = 120_000;
/** The settings an upload uses; the plain ones let broken scripts, templates and styles pass. */
const STRICT = {
  es6: true,
  es7: true,
  minify: true,
  minifyJS: true,
  minifyWXML: true,
  minifyWXSS: true,
  autoPrefixWXSS: true,
};

/** WeChat's library wants a key file; compiling signs nothing with it. */
function writeThrowAwayKey(folder) {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const file = path.join(folder, 'upload.key');
  fs.writeFileSync(file, privateKey, { mode: 0o600 });
  return file;
}

async function compile(folder) {
  const { default: ci } = await import('miniprogram-ci');
  const project = new ci.Project({
    appid: APP_ID,
    type: 'miniProgram',
    projectPath: DIST,
    privateKeyPath: writeThrowAwayKey(folder),
    // The project's attributes are asked of WeChat otherwise; the rest of its calls may fail.
    attr: async () => ci.DefaultProjectAttr,
  });
  await ci.getCompiledResult(
    { project, desc: 'offline check', setting: STRICT, onProgressUpdate: () => undefined },
    path.join(folder, 'compiled.zip'),
  );
}

/**
 * Compiles the mini-program with WeChat's own compiler, without WeChat. The library keeps sockets
 * and workers open, so this ends the process itself.
 */
async function main() {
  const startedAt = Date.now();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-wechat-'));
  const timer = setTimeout(() => finish(new Error('no result in time')), TIME_LIMIT_MS);
  const finish = (error) => {
    clearTimeout(timer);
    fs.rmSync(folder, { recursive: true, force: true });
    if (error) say(`WeChat's compiler refuses the mini-program: ${error.message}`);
    else say(`WeChat's compiler accepts the mini-program (${seconds(Date.now() - startedAt)}).`);
    process.exit(error ? 1 : 0);
  };
  try {
    if (!fs.existsSync(path.join(DIST, 'app.json'))) {
      throw new PlainError(`${DIST} holds no app.json: build it first.`);
    }
    await compile(folder);
    finish();
  } catch (error) {
    finish(error);
  }
}

await main();
