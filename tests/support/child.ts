import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { build } from 'esbuild';

/** A folder of the test's own. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'yibao-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Bundles a script that imports from `resolveDir`, for a process of its own.
 * PGlite brings its WASM files along and stays where npm put it.
 *
 * @returns the bundle's path
 */
export async function bundleScript(options: {
  script: string;
  resolveDir: string;
  folder: string;
}): Promise<string> {
  const outfile = join(options.folder, 'script.cjs');
  await build({
    stdin: { contents: options.script, resolveDir: options.resolveDir, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
    plugins: [
      {
        name: 'pglite-stays-outside',
        setup(builder) {
          builder.onResolve({ filter: /^@electric-sql\// }, ({ path }) => ({
            path: require.resolve(path),
            external: true,
          }));
        },
      },
    ],
  });
  return outfile;
}

export interface Child {
  /** Lines written to standard output so far. */
  lines: string[];
  errors(): string;
  kill(signal: NodeJS.Signals): void;
  /** @returns the exit code, null when a signal ended it */
  ended: Promise<number | null>;
  /** Waits until a line fits; fails when the process ends before. */
  line(fits: (line: string) => boolean): Promise<string>;
}

export function startChild(file: string, args: string[]): Child {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(
    process.execPath,
    [file, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lines: string[] = [];
  let rest = '';
  let errors = '';
  const waiting = new Set<() => void>();
  const wake = () => waiting.forEach((check) => check());
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    wake();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  let over = false;
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      over = true;
      wake();
      resolve(code);
    });
  });
  return {
    lines,
    errors: () => errors,
    kill: (signal) => child.kill(signal),
    ended,
    line: (fits) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = lines.find(fits);
          if (found === undefined && !over) return;
          waiting.delete(check);
          if (found === undefined) reject(new Error(`ended before: ${errors}`));
          else resolve(found);
        };
        waiting.add(check);
        check();
      }),
  };
}
