import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import {
  type ActionName,
  contracts,
  type Input,
  type Output,
  type Reply,
} from '@yibao/shared/contracts';
import { functionOf } from '@yibao/shared/rules/cloud-function';
import { readMigrations } from '@yibao/cloudfunctions/lib/database/migrate';
import { createLog } from '@yibao/cloudfunctions/lib/log';
import {
  type LocalSystem,
  type LocalSystemOptions,
  startLocalSystem,
} from '@yibao/cloudfunctions/local/local-system';
import { type TestUser } from '@yibao/sandbox/city/resident';
import { type Engine } from './database';
import { migrationsFolder } from './paths';

/** A call without its requestId: the helper makes one, unless the test brings its own. */
export type CallInput<N extends ActionName> = Omit<Input<N>, 'requestId'> & { requestId?: string };

export interface Phone {
  user: TestUser;
  /** Calls an action as this user's mini-program does; any reply comes back as it is. */
  reply<N extends ActionName>(action: N, input: CallInput<N>): Promise<Reply<Output<N>>>;
  /** The same, and the call has to succeed. */
  call<N extends ActionName>(action: N, input: CallInput<N>): Promise<Output<N>>;
  /** The same, and the call has to be refused; the code comes back. */
  refused<N extends ActionName>(action: N, input: CallInput<N>): Promise<string>;
}

export interface TestSystem extends LocalSystem {
  /** Everything that was logged, as text. */
  logText(): string;
  phone(userKey: string): Phone;
  /** Moves the sandbox clock and lets the jobs run. */
  advance(minutes: number): Promise<void>;
  /** POST to the sandbox's own JSON. */
  sandboxPost(path: string, body: unknown): Promise<unknown>;
}

/**
 * So many requests at once that one machine, which is both sides here, may need longer than people
 * would have to wait: for tests that are about something else than how long it takes.
 */
export const patient = { DATA_SHARING_TIMEOUT_MS: '60000' };

/**
 * A whole local system on an engine of the run, on a free port, with its timers in the test's hand.
 *
 * @param settings those that differ from the sandbox's own
 * @param sites built sites for a test that has a browser
 */
export async function startTestSystem(
  engine: Engine,
  settings: Record<string, string> = {},
  sites: Pick<LocalSystemOptions, 'siteDir' | 'consoleDir'> = {},
): Promise<TestSystem> {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const system = await startLocalSystem({
    port: 0,
    sandboxDir: null,
    database: await engine.open(),
    migrations: readMigrations(migrationsFolder),
    log: createLog('info', sink),
    settings,
    tickMs: 0,
    ...sites,
  });
  const sandboxPost = sandboxPoster(system);
  return {
    ...system,
    logText: () => lines.join(''),
    phone: (userKey) => phoneOf(system, userKey),
    sandboxPost,
    async advance(minutes) {
      await sandboxPost('/control/clock', { advanceMinutes: minutes });
      await system.tick();
    },
  };
}

/** POST to the sandbox's own JSON. */
export function sandboxPoster({ url }: LocalSystem): TestSystem['sandboxPost'] {
  return async (path, body) => {
    const response = await fetch(`${url}/sandbox${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
}

export function testUser(system: LocalSystem, key: string): TestUser {
  const { residents } = system.sandbox.host;
  const users = [...residents.testUsers(), ...residents.loadUsers()];
  const user = users.find((each) => each.key === key);
  if (!user) throw new Error(`no test user ${key}`);
  return user;
}

/** The mini-program of a test user, without its screens. */
export function phoneOf(system: LocalSystem, userKey: string): Phone {
  const user = testUser(system, userKey);
  async function reply<N extends ActionName>(action: N, input: CallInput<N>) {
    const isMutation = contracts[action].kind === 'mutation';
    const body = {
      action,
      input: isMutation ? { requestId: randomUUID(), ...input } : input,
    };
    const response = await fetch(`${system.url}/sandbox/cloud/callFunction/${functionOf(action)}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-sandbox-openid': user.miniProgramOpenid,
      },
      body: JSON.stringify(body),
    });
    const { result } = (await response.json()) as { result: Reply<Output<N>> };
    return result;
  }
  return {
    user,
    reply,
    async call(action, input) {
      const result = await reply(action, input);
      if (!result.ok) throw new Error(`${action}: ${result.error.code} ${result.error.message}`);
      return result.data;
    },
    async refused(action, input) {
      const result = await reply(action, input);
      if (result.ok) throw new Error(`${action} was not refused`);
      return result.error.code;
    },
  };
}
