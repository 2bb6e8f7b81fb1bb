import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleScript, startChild, temporaryFolder } from '../../../tests/support/child';
import { FolderInUseError, lockFolder } from './folder-lock';

jest.setTimeout(60_000);

const longAgo = new Date('2025-11-20T01:00:00Z');

let home: ReturnType<typeof temporaryFolder>;
let folder: string;
let lockFile: string;
beforeEach(() => {
  home = temporaryFolder();
  folder = join(home.path, 'postgres');
  lockFile = join(home.path, '.postgres.lock');
});
afterEach(() => home.remove());

/** The number of a process that has ended. */
async function deadPid(): Promise<number> {
  const script = join(home.path, 'end.cjs');
  writeFileSync(script, 'process.stdout.write(`${process.pid}\\n`)');
  const child = startChild(script, []);
  const line = await child.line((text) => text !== '');
  await child.ended;
  return Number(line);
}

test('a second open is refused with what to do, and may follow when the first is given back', () => {
  const release = lockFolder(folder);
  const refused = () => lockFolder(folder);
  expect(refused).toThrow(FolderInUseError);
  expect(refused).toThrow(/in use by process \d+; stop it first, or choose another folder/);
  expect(() => lockFolder(`${folder}/`)).toThrow(FolderInUseError);
  expect(readFileSync(lockFile, 'utf8')).toBe(String(process.pid));
  release();
  expect(existsSync(lockFile)).toBe(false);
  lockFolder(folder)();
});

test('another living process keeps its folder', () => {
  lockFolder(folder)();
  writeFileSync(lockFile, String(process.ppid));
  expect(() => lockFolder(folder)).toThrow(`in use by process ${process.ppid}`);
  expect(readFileSync(lockFile, 'utf8')).toBe(String(process.ppid));
});

test.each([
  ['of a process that was killed', deadPid],
  ['with our own number, from before a restart', () => Promise.resolve(process.pid)],
  ['that was cut short', () => Promise.resolve('')],
  ['of no process', () => Promise.resolve('-1')],
  ['with other words', () => Promise.resolve('hello')],
])('a lock %s is taken over', async (_name, content) => {
  lockFolder(folder)();
  writeFileSync(lockFile, String(await content()));
  utimesSync(lockFile, longAgo, longAgo);
  const release = lockFolder(folder);
  expect(readFileSync(lockFile, 'utf8')).toBe(String(process.pid));
  expect(() => lockFolder(folder)).toThrow(FolderInUseError);
  release();
});

test('a lock that is being written this very moment is somebody’s', () => {
  lockFolder(folder)();
  writeFileSync(lockFile, '');
  expect(() => lockFolder(folder)).toThrow(FolderInUseError);
});

test('a takeover that was cut short holds nobody up for long', () => {
  lockFolder(folder)();
  writeFileSync(lockFile, '-1');
  writeFileSync(`${lockFile}.takeover`, '1');
  expect(() => lockFolder(folder)).toThrow(FolderInUseError);
  utimesSync(`${lockFile}.takeover`, longAgo, longAgo);
  lockFolder(folder)();
  expect(existsSync(`${lockFile}.takeover`)).toBe(false);
});

test('of many starters who find the same leftover, one gets the folder', async () => {
  const file = await bundleScript({
    script: `
      import { lockFolder } from './folder-lock';
      const until = Number(process.argv[3]);
      while (Date.now() < until);
      try {
        lockFolder(process.argv[2]);
        process.stdout.write('held\\n');
        setTimeout(() => process.exit(0), 1500);
      } catch (error) {
        process.stdout.write((error as Error).name + '\\n');
      }`,
    resolveDir: __dirname,
    folder: home.path,
  });
  lockFolder(folder)();
  const leftover = String(await deadPid());
  for (let round = 0; round < 3; round++) {
    writeFileSync(lockFile, leftover);
    const at = String(Date.now() + 700);
    const starters = Array.from({ length: 5 }, () => startChild(file, [folder, at]));
    await Promise.all(starters.map((starter) => starter.line((line) => line !== '')));
    const outcomes = starters.map(({ lines }) => lines[0]).sort();
    expect(outcomes).toEqual([...Array.from({ length: 4 }, () => 'FolderInUseError'), 'held']);
    await Promise.all(starters.map(({ ended }) => ended));
  }
}, 30_000);
