import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { until } from '../../support/journey';
import { projectFolder } from '../../support/paths';
import { localServer } from './paths';

const startsWithinMs = 40_000;

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

export interface LocalServer {
  url: string;
  output(): string;
  /** Sends the signal; @returns exit code (null when the signal ended it) and how long it took */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<{ code: number | null; ms: number }>;
  /** @returns the exit code of a server that gives up by itself */
  exitCode(): Promise<number | null>;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

/** Runs the bundled local server as `npm start` does; it may still be starting when this returns. */
export function spawnLocalServer(port: number, dataDir: string): LocalServer {
  const child = spawn(process.execPath, [localServer], {
    cwd: projectFolder,
    env: { PATH: process.env['PATH'], PORT: String(port), YIBAO_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const collect = (chunk: Buffer) => (text += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => text,
    exitCode: () => exitOf(child),
    async end(signal) {
      const before = performance.now();
      child.kill(signal);
      const code = await exitOf(child);
      return { code, ms: performance.now() - before };
    },
  };
}

/** The same, and it answers. */
export async function startLocalServer(port: number, dataDir: string): Promise<LocalServer> {
  const server = spawnLocalServer(port, dataDir);
  const healthy = async (): Promise<boolean> => {
    const response = await fetch(`${server.url}/healthz`).catch(() => null);
    return response?.status === 200;
  };
  try {
    await until(healthy, (ok) => ok, startsWithinMs);
  } catch (error) {
    await server.end('SIGKILL');
    throw new Error(`the server did not start:\n${server.output()}`, { cause: error });
  }
  return server;
}
