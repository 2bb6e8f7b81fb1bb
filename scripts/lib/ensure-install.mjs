import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { fromRoot } from './root.mjs';
import { mustRun } from './run-logged.mjs';
import { PlainError, say, seconds } from './say.mjs';

const NODE_MINIMUM = [20, 11];
const STAMP = fromRoot('node_modules', '.yibao-install');
const LOCK = fromRoot('package-lock.json');
/** npm's own record of what it put into node_modules. */
const INSTALLED = fromRoot('node_modules', '.package-lock.json');

const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const lockHash = () => createHash('sha256').update(fs.readFileSync(LOCK)).digest('hex');

/** @throws {PlainError} when this Node is too old for the project */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const [wantMajor, wantMinor] = NODE_MINIMUM;
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  throw new PlainError(
    `Node ${NODE_MINIMUM.join('.')} or newer is needed (this is ${version}): install Node 20 LTS.`,
  );
}

/**
 * Someone may have installed by hand: then npm's record agrees with the lock file, stamp or not.
 */
function installedByHand() {
  if (!fs.existsSync(INSTALLED)) return false;
  const installed = readJson(INSTALLED).packages;
  return Object.entries(readJson(LOCK).packages).every(([place, wanted]) => {
    if (!place.includes('node_modules/') || wanted.optional || wanted.link) return true;
    return installed[place]?.version === wanted.version;
  });
}

const stampMatches = (hash) =>
  fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === hash && fs.existsSync(INSTALLED);

/** npm tells us where it lives when it runs a script; typed by hand, it is found by name. */
function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('npm-cli.js') ? [process.execPath, [cli]] : ['npm', []];
}

function packageCount() {
  const folder = fromRoot('node_modules');
  return fs.existsSync(folder) ? fs.readdirSync(folder).length : 0;
}

async function installAll() {
  say('Installing dependencies (npm ci): a minute or two the first time …');
  const [command, prefix] = npmCommand();
  try {
    const args = [...prefix, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    const { ms } = await mustRun('install', command, args, {
      heartbeat: () => `installing, ${packageCount()} package folders so far`,
    });
    say(`Dependencies are installed (${seconds(ms)}).`);
  } catch (error) {
    throw new PlainError(
      `${error.message}\nThe dependencies could not be installed: check the network and npm's ` +
        'registry setting, then run the same command again.',
    );
  }
}

/**
 * Makes node_modules what package-lock.json says; does nothing when it already is. No install
 * script runs: nothing here needs one.
 * @throws {PlainError} one sentence when Node is too old or npm fails
 */
export async function ensureInstall() {
  checkNode();
  const hash = lockHash();
  if (stampMatches(hash)) return;
  if (!installedByHand()) await installAll();
  fs.writeFileSync(STAMP, hash);
}
