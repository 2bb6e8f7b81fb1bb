import { randomUUID } from 'node:crypto';
import { generateKeys } from '@yibao/sandbox/lib/keys';
import { type Reply } from '@yibao/shared/contracts';
import { functionOf } from '@yibao/shared/rules/cloud-function';
import { engines } from '../support/database';
import { until } from '../support/journey';
import { startTestSystem, type TestSystem } from '../support/system';
import {
  cloudbaseConfig,
  functionRules,
  phoneCall,
  processEnvironment,
  timerCall,
  webCall,
  without,
} from './support/cloudbase';
import { createDatabase, servers, type TestDatabase } from './support/database';
import { type Instance, startInstance } from './support/instance';

jest.setTimeout(60_000);

const openid = 'osandbox-mp-visitor000000000';
const flows = [
  'identity',
  'enrollment',
  'newborn',
  'payment',
  'records',
  'certificate',
  'consent',
  'refund',
  'reconcile',
];
/** Event functions that no phone calls: over HTTP only, or by a timer. */
const closed = ['partner', 'oversight', 'jobs'];

const instances: Instance[] = [];
const start = (name: string, env: Record<string, string>): Instance => {
  const instance = startInstance(name, env);
  instances.push(instance);
  return instance;
};
afterEach(async () => {
  for (const instance of instances.splice(0)) await instance.stop();
});

/** Complete, and nothing behind its addresses. */
const nowhere = processEnvironment(
  'http://127.0.0.1:9',
  generateKeys(),
  'postgres://nobody@127.0.0.1:9/nothing',
);

/** The log comes through a pipe, after the answer. */
const logged = (instance: Instance, words: string) =>
  until(
    () => Promise.resolve(instance.output()),
    (text) => text.includes(words),
  );

describe('what CloudBase is told', () => {
  test('every function is named once, and clients may call the flows only', () => {
    const named = cloudbaseConfig.functions.map(({ name }) => name);
    expect([...named].sort()).toEqual([...flows, ...closed, 'gateway'].sort());
    const callable = named.filter(
      (name) => (functionRules[name] ?? functionRules['*'])?.invoke !== false,
    );
    expect(callable).toEqual(flows);
    expect(functionRules['*']).toEqual({ invoke: false });
  });

  test('the timers are those that jobs knows, in seven fields', () => {
    const triggers = cloudbaseConfig.functions.find(({ name }) => name === 'jobs')?.triggers ?? [];
    expect(triggers.map(({ name, type }) => [name, type])).toEqual([
      ['minute', 'timer'],
      ['morning', 'timer'],
      ['night', 'timer'],
    ]);
    for (const { config } of triggers) expect(config.split(' ')).toHaveLength(7);
  });

  test('the gateway gets the whole path, for each of its routes', () => {
    const routes = cloudbaseConfig.gateway.routes.filter(
      ({ target }) => target === 'function:gateway',
    );
    expect(routes.map(({ path }) => path)).toEqual([
      '/rpc',
      '/api',
      '/verify',
      '/papers',
      '/console-auth',
      '/auth',
      '/notify',
      '/healthz',
    ]);
    expect(routes.every(({ enablePathTransmission }) => enablePathTransmission)).toBe(true);
  });
});

describe('without a database', () => {
  test.each(flows)(
    '%s says in the log which variable is missing, and tells nobody else',
    async (name) => {
      const instance = start(name, without(nowhere, 'INDEX_KEY'));
      const { result } = await instance.call(phoneCall(name, openid, { action: 'x.y', input: {} }));
      expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
      expect(JSON.stringify(result)).not.toContain('INDEX_KEY');
      await logged(instance, 'INDEX_KEY');
    },
  );

  test('sandbox keys are refused where the sandbox was not asked for', async () => {
    const instance = start('identity', without(nowhere, 'YIBAO_MODE'));
    const { result } = await instance.call(
      phoneCall('identity', openid, { action: 'identity.me' }),
    );
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
    await logged(instance, 'sandbox keys outside the sandbox');
  });

  test('jobs does nothing for a client, even one that looks like a timer', async () => {
    const instance = start('jobs', nowhere);
    const { event } = timerCall('jobs', 'minute');
    const calls = [
      phoneCall('jobs', openid, event as object),
      webCall('jobs', event as object),
      { event, context: {} },
      timerCall('jobs', 'constructor'),
    ];
    for (const call of calls) expect((await instance.call(call)).result).toEqual({ ran: null });
  });
});

for (const server of servers()) {
  describe('in a bare Node process on PostgreSQL', () => {
    let world: TestSystem;
    let database: TestDatabase;
    let env: Record<string, string>;
    beforeAll(async () => {
      world = await startTestSystem(engines()[0]!);
      database = await createDatabase(server);
      env = processEnvironment(world.url, world.sandbox.host.keys, database.url);
    });
    afterAll(async () => {
      await world.close();
      await database.drop();
    });

    const ask = async (instance: Instance, action: string, input: object) => {
      const { result } = await instance.call(
        phoneCall(functionOf(action), openid, { action, input }),
      );
      return result as Reply<Record<string, unknown>>;
    };

    test('identity knows the caller by the context', async () => {
      const instance = start('identity', env);
      const reply = await ask(instance, 'identity.me', {});
      expect(reply).toMatchObject({ ok: true, data: { verified: null, isStaff: false } });
      const logins = await database.query('select app_id, open_id from account_login');
      expect(logins).toEqual([{ app_id: 'wxsandboxmp00000', open_id: openid }]);
      const again = await ask(instance, 'identity.me', {});
      expect(again.ok).toBe(true);
      expect(await database.query('select id from account')).toHaveLength(1);
    });

    test('enrollment tells the years, to anybody', async () => {
      const reply = await ask(start('enrollment', env), 'enrollment.years', {});
      expect(reply.ok && (reply.data['years'] as unknown[]).length).toBeGreaterThanOrEqual(3);
    });

    test('payment refuses the orders of somebody who is not verified', async () => {
      const reply = await ask(start('payment', env), 'payment.listOrders', {});
      expect(reply).toMatchObject({ ok: false, error: { code: 'not_verified' } });
    });

    test('a function serves its own flow only', async () => {
      const instance = start('payment', env);
      const call = phoneCall('payment', openid, { action: 'identity.me', input: {} });
      expect((await instance.call(call)).result).toMatchObject({
        ok: false,
        error: { code: 'unknown_action' },
      });
    });

    test('jobs delivers what is due every minute and cleans up at night', async () => {
      await database.query(`insert into outbox (topic, dedupe_key, payload, status, attempts, next_attempt_at, created_at)
        values ('wechat.message', 'a', '{"noticeId":"${randomUUID()}"}', 'pending', 0, now(), now())`);
      const [{ id } = { id: '' }] = await database.query<{ id: string }>('select id from account');
      await database.query(`insert into session (token_hash, account_id, app_id, open_id, created_at, expires_at, last_used_at)
        values ('${'0'.repeat(64)}', '${id}', 'a', 'o', now() - interval '2 days', now() - interval '1 day', now())`);
      const instance = start('jobs', env);
      expect((await instance.call(timerCall('jobs', 'minute'))).result).toEqual({ ran: 'minute' });
      expect(await database.query('select status from outbox')).toEqual([{ status: 'done' }]);
      expect((await instance.call(timerCall('jobs', 'night'))).result).toEqual({ ran: 'night' });
      expect(await database.query('select token_hash from session')).toEqual([]);
      expect(instance.output()).not.toContain('job failed');
    });

    test('how long a cold start takes', async () => {
      const lines: string[] = [];
      for (const name of [...flows, ...closed]) {
        const before = performance.now();
        const instance = start(name, env);
        const call =
          name === 'jobs'
            ? timerCall(name, 'minute')
            : phoneCall(name, openid, { action: `${name}.none`, input: {} });
        const { loadMs } = await instance.call(call);
        const wholeMs = performance.now() - before;
        lines.push(`${name} ${Math.round(wholeMs)} ms (loading ${Math.round(loadMs)} ms)`);
        expect(wholeMs).toBeLessThan(10_000);
      }
      process.stdout.write(`\nnote: cold start, process to first answer: ${lines.join(', ')}\n`);
    });
  });
}
