import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Ready, type Sample, type ServerSettings } from './protocol';

export interface ServerProcess extends Ready {
  memory(): Promise<Sample>;
  stop(): Promise<void>;
}

function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => {
      reject(new Error(`the server ended with ${String(code)}`));
    };
    child.once('exit', onExit);
    child.once('message', (message: unknown) => {
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}

/** Starts server.js, which lies beside this file's bundle. */
export async function startServer(settings: ServerSettings): Promise<ServerProcess> {
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--enable-source-maps', join(__dirname, 'server.js')],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const ready = nextMessage<Ready>(child);
  child.send(settings);
  return {
    ...(await ready),
    memory() {
      const sample = nextMessage<Sample>(child);
      child.send('memory');
      return sample;
    },
    stop() {
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      return ended;
    },
  };
}
