import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { CACHE_DIR, ROOT } from '../lib/root.mjs';
import { PlainError } from '../lib/say.mjs';

/** The first CLI whose `tcb deploy` reads functions, hosting and gateway from cloudbaserc.json. */
const VERSION_MINIMUM = [3, 8];
const HOW_TO_GET_IT = 'install it with: npm install --global @cloudbase/cli, then: tcb login';

/** @throws {PlainError} when CloudBase's CLI is missing or too old */
export function assertTcb() {
  const { error, stdout } = spawnSync('tcb', ['--version'], { encoding: 'utf8' });
  if (error) throw new PlainError(`CloudBase's command line (tcb) is missing: ${HOW_TO_GET_IT}.`);
  const [, major, minor] = /(\d+)\.(\d+)\.\d+/.exec(stdout) ?? [];
  const [wantMajor, wantMinor] = VERSION_MINIMUM;
  const fits = Number(major) > wantMajor || (+major === wantMajor && +minor >= wantMinor);
  if (!fits) {
    throw new PlainError(
      `tcb ${VERSION_MINIMUM.join('.')} or newer is needed (this is ${major}.${minor}): ` +
        `${HOW_TO_GET_IT}.`,
    );
  }
}

/** @param {string[]} args @throws {PlainError} when the CLI says no; its words are on the screen */
export function tcb(args) {
  const { error, status } = spawnSync('tcb', args, { cwd: ROOT, stdio: 'inherit' });
  if (error || status !== 0) throw new PlainError(`tcb ${args[0]} failed.`);
}

/**
 * Lends the filled-in configuration as files that only this account can read and that are gone
 * afterwards: CloudBase's own, and the settings of each function beside its bundle.
 *
 * @param {{config: {functionRoot: string}, settings: Record<string, Record<string, string>>}} rendered
 * @param {(file: string) => void} use gets the path of the configuration
 */
export function withConfigFiles({ config, settings }, use) {
  const folder = path.join(CACHE_DIR, 'deploy');
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `cloudbaserc-${process.pid}.json`);
  const lent = [
    { file, content: config },
    ...Object.entries(settings).map(([name, content]) => ({
      file: path.join(config.functionRoot, name, 'settings.json'),
      content,
    })),
  ];
  try {
    for (const each of lent) {
      fs.rmSync(each.file, { force: true }); // a run that was killed may have left one
      fs.writeFileSync(each.file, JSON.stringify(each.content), { mode: 0o600, flag: 'wx' });
    }
    use(file);
  } finally {
    for (const each of lent) fs.rmSync(each.file, { force: true });
  }
}
