import fs from 'node:fs';
import path from 'node:path';
import { mustRun } from './run-logged.mjs';
import { PlainError, say, seconds } from './say.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Without the font Chinese text is boxes, and every width is wrong. */
const DEBIAN_PACKAGES = ['chromium', 'fonts-noto-cjk'];

function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const inPath = (name) =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, name))
    .find(isExecutable);

/** @returns {string | undefined} absolute path of a Chromium: CHROMIUM_PATH first, then PATH */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return isExecutable(named) ? named : undefined;
  return NAMES.map(inPath).find((file) => file !== undefined);
}

const canInstall = () =>
  process.getuid?.() === 0 && fs.existsSync('/etc/debian_version') && inPath('apt-get');

async function installOnDebian() {
  say(`  installing ${DEBIAN_PACKAGES.join(' and ')} (apt-get) …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const heartbeat = () => 'installing Chromium';
  await mustRun('apt-update', 'apt-get', ['update'], { env, heartbeat });
  const args = ['install', '-y', '--no-install-recommends', ...DEBIAN_PACKAGES];
  const { ms } = await mustRun('apt-install', 'apt-get', args, { env, heartbeat });
  say(`  Chromium is installed (${seconds(ms)}).`);
}

/**
 * @returns {Promise<string>} absolute path of a Chromium that can be started
 * @throws {PlainError} one sentence saying what to install
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.env.CHROMIUM_PATH) {
    throw new PlainError(`CHROMIUM_PATH names no program: ${process.env.CHROMIUM_PATH}.`);
  }
  if (canInstall()) await installOnDebian();
  const installed = findChromium();
  if (installed) return installed;
  throw new PlainError(
    'The browser tests need Chromium or Chrome: install one (on Debian: apt-get install ' +
      `${DEBIAN_PACKAGES.join(' ')}) or name it in CHROMIUM_PATH.`,
  );
}
