import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Invocation } from './cloudbase';
import { functionsFolder } from './paths';

const answerWithinMs = 20_000;

/** Stands where CloudBase's runtime stands: loads index.js once, then hands over calls. */
const runtime = `const { performance } = require('node:perf_hooks');
const before = performance.now();
const { main } = require('./index.js');
const loadMs = performance.now() - before;
process.on('message', async ({ event, context }) => {
  process.send({ result: await main(event, context), loadMs });
});
process.on('disconnect', () => process.exit());
`;

interface Answer {
  result: unknown;
  /** How long the bundle took to load, in this instance's process. */
  loadMs: number;
}

/** Copies a bundle into an empty folder outside the repository. */
export function unpack(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `yibao-bundle-${name}-`));
  cpSync(join(functionsFolder, name), folder, { recursive: true });
  return folder;
}

const isPlatforms = (name: string) => /^(TENCENTCLOUD|SCF|TCB|NODE)_/.test(name);

/** As the deployment does it: settings in a file beside the bundle, the platform's own outside. */
function settle(folder: string, values: Record<string, string>): Record<string, string> {
  const entries = Object.entries(values);
  const settings = Object.fromEntries(entries.filter(([name]) => !isPlatforms(name)));
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  return Object.fromEntries(entries.filter(([name]) => isPlatforms(name)));
}

export interface Instance {
  call(invocation: Invocation): Promise<Answer>;
  /** What the instance has logged. */
  output(): string;
  stop(): Promise<void>;
}

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

/** One instance of an event function: bare Node, its own folder, only the given settings. */
export function startInstance(name: string, settings: Record<string, string>): Instance {
  const folder = unpack(name);
  writeFileSync(join(folder, 'runtime.js'), runtime);
  const env = settle(folder, settings);
  const child = spawn(process.execPath, ['runtime.js'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  const collect = (chunk: Buffer) => (text += chunk.toString());
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return {
    call: (invocation) =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          clearTimeout(timer);
          child.off('message', onMessage);
          child.off('exit', onExit);
        };
        const fail = (reason: string): void => {
          settle();
          reject(new Error(`${name} ${reason}\n${text}`));
        };
        const onMessage = (answer: unknown): void => {
          settle();
          resolve(answer as Answer);
        };
        const onExit = (code: number | null) => fail(`ended with ${String(code)}`);
        const timer = setTimeout(() => fail('did not answer'), answerWithinMs);
        child.once('message', onMessage);
        child.once('exit', onExit);
        child.send(invocation);
      }),
    output: () => text,
    async stop() {
      child.kill('SIGKILL');
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The gateway as scf_bootstrap starts it. */
export function startGateway(settings: Record<string, string>): Omit<Instance, 'call'> {
  const folder = unpack('gateway');
  const env = settle(folder, settings);
  const child = spawn(process.execPath, ['index.js'], { cwd: folder, env, stdio: 'pipe' });
  let text = '';
  const collect = (chunk: Buffer) => (text += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return {
    output: () => text,
    async stop() {
      child.kill('SIGKILL');
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
