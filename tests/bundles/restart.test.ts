import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCity } from '@yibao/sandbox/city/build-city';
import { type TestUser } from '@yibao/sandbox/city/resident';
import { claimOf, until } from '../support/journey';
import { type BrowserSession, browserSession, logIn } from './support/browser-session';
import {
  freePort,
  type LocalServer,
  spawnLocalServer,
  startLocalServer,
} from './support/local-server';

const coverageYear = 2026;
const promptMs = 3_000;
const user: TestUser = buildCity(Date.UTC(2025, 10, 20))
  .testUsers()
  .find(({ key }) => key === 'xu-huilan')!;

const dataDir = mkdtempSync(join(tmpdir(), 'yibao-restart-'));
let server: LocalServer;
let port: number;
let cookie: string;

async function sandbox(path: string, body?: unknown): Promise<Record<string, unknown>> {
  const init =
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        };
  const response = await fetch(`${server.url}/sandbox${path}`, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

async function verify(session: BrowserSession): Promise<string> {
  const { version, textHash } = await session.call('identity.faceNotice', {});
  const { consentId } = await session.call('identity.agreeFaceNotice', { version, textHash });
  const claim = { consentId, ...claimOf(user.resident) };
  const { verifyId, verificationId } = await session.call('identity.startFace', claim);
  await sandbox('/wechat/face/decide', { verify_id: verifyId, decision: 'pass' });
  await session.call('identity.finishFace', { verificationId });
  const { verified } = await session.call('identity.me', {});
  return verified!.personId;
}

/** Enrols and pays. @returns the order, covered already */
async function payForOneself(session: BrowserSession): Promise<string> {
  const personId = await verify(session);
  const { enrollmentId } = await session.call('enrollment.register', { personId, coverageYear });
  const { order, payment } = await session.call('payment.createOrder', {
    enrollmentIds: [enrollmentId],
  });
  if (payment.kind !== 'wechatPay') throw new Error('nothing to pay');
  await sandbox('/wechat-pay/cashier/decide', { ...payment.params, decision: 'pay' });
  await until(
    () => session.call('payment.getOrder', { orderId: order.orderId }),
    ({ status }) => status === 'posted',
  );
  return order.orderId;
}

beforeAll(async () => {
  port = await freePort();
  server = await startLocalServer(port, dataDir);
  cookie = await logIn(server.url, user.key);
}, 60_000);

afterAll(async () => {
  await server.end('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

test('kill -9 after a payment: order, cover, session and clock are there again', async () => {
  const session = browserSession(server.url, cookie);
  const orderId = await payForOneself(session);
  await sandbox('/control/clock', { advanceMinutes: 60 * 24 * 5 });
  const order = await session.call('payment.getOrder', { orderId });
  const cover = await session.call('enrollment.myCover', {});
  const { now: clockBefore } = await session.call('identity.appInfo', {});
  expect(order).toMatchObject({ status: 'posted', totalFen: 40_000 });
  expect(cover.covers).toMatchObject([{ coverageYear, state: 'upcoming' }]);

  expect((await server.end('SIGKILL')).code).toBeNull();
  server = await startLocalServer(port, dataDir);

  const { now: clockAfter } = await session.call('identity.appInfo', {});
  expect(clockAfter).toBeGreaterThanOrEqual(clockBefore);
  expect(clockAfter - clockBefore).toBeLessThan(120_000);
  expect(await session.call('payment.getOrder', { orderId })).toEqual(order);
  expect(await session.call('enrollment.myCover', {})).toEqual(cover);
}, 90_000);

test('a second start on the same folder says so and leaves the first alone', async () => {
  const second = spawnLocalServer(await freePort(), dataDir);
  expect(await second.exitCode()).toBe(1);
  const lines = second.output().trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/data folder .* is in use by process \d+/);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
}, 60_000);

test('a taken port is said in one sentence', async () => {
  const other = mkdtempSync(join(tmpdir(), 'yibao-restart-'));
  try {
    const second = spawnLocalServer(port, other);
    expect(await second.exitCode()).toBe(1);
    const lines = second.output().trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`port ${port} is taken`);
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
}, 60_000);

test('SIGTERM ends it at once with exit code 0, and the folder is free again', async () => {
  const { code, ms } = await server.end('SIGTERM');
  expect(code).toBe(0);
  expect(ms).toBeLessThan(promptMs);
  server = await startLocalServer(port, dataDir);
  const session = browserSession(server.url, cookie);
  expect((await session.call('identity.me', {})).verified).not.toBeNull();
}, 60_000);
