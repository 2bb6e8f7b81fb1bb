import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { type AddressInfo } from 'node:net';
import { createHost } from './create-host';
import { exchange } from './exchange';
import { type FaultKind } from './host';

const { host, close } = createHost({ dataDir: null, publicUrl: () => '' });
let processed = 0;
let origin = '';
const app = new Hono();
app.get('/', (c) =>
  exchange(host, c, 'wechat', 'ping', () => {
    processed += 1;
    return Promise.resolve({ response: c.text('pong'), outcome: 'ok' });
  }),
);
let server: ReturnType<typeof serve>;

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info: AddressInfo) => {
      origin = `http://127.0.0.1:${info.port}`;
      resolve();
    });
  });
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  close();
});
beforeEach(() => {
  processed = 0;
});

const strike = (kind: FaultKind, delayMs = 0, times = 1) =>
  host.faults.add({ system: 'wechat', operation: 'ping', kind, times, delayMs });
const lastOutcome = () => host.calls.list().at(-1)?.outcome;

test('without a fault it answers', async () => {
  expect(await (await fetch(origin)).text()).toBe('pong');
  expect(lastOutcome()).toBe('ok');
});

test('drop breaks the connection before anything is processed', async () => {
  strike('drop');
  await expect(fetch(origin)).rejects.toThrow('fetch failed');
  expect(processed).toBe(0);
  expect(lastOutcome()).toBe('fault drop');
});

test('timeout processes, then breaks the connection', async () => {
  strike('timeout', 5);
  await expect(fetch(origin)).rejects.toThrow('fetch failed');
  expect(processed).toBe(1);
});

test('error500 fails before anything is processed', async () => {
  strike('error500');
  expect((await fetch(origin)).status).toBe(500);
  expect(processed).toBe(0);
});

test('duplicate processes twice and answers once', async () => {
  strike('duplicate');
  expect((await fetch(origin)).status).toBe(200);
  expect(processed).toBe(2);
});

test('delay answers late', async () => {
  strike('delay', 60);
  const before = performance.now();
  expect((await fetch(origin)).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThan(55);
});

test('a rule strikes as often as it says, wildcards included, and no other system', async () => {
  host.faults.add({ system: 'wechat', operation: '*', kind: 'error500', times: 2, delayMs: 0 });
  host.faults.add({ system: 'wechat-pay', operation: '*', kind: 'drop', times: 1, delayMs: 0 });
  const statuses = [];
  for (let call = 0; call < 3; call++) statuses.push((await fetch(origin)).status);
  expect(statuses).toEqual([500, 500, 200]);
  expect(host.faults.list()).toHaveLength(1);
  host.faults.clear();
  expect(host.faults.list()).toEqual([]);
});

test.each([
  ['no times', { times: 0, delayMs: 0 }],
  ['too long a delay', { times: 1, delayMs: 60_001 }],
])('a rule with %s is refused', (_title, bounds) => {
  const rule = { system: '*', operation: '*', kind: 'delay' as const, ...bounds };
  expect(() => host.faults.add(rule)).toThrow(RangeError);
});
