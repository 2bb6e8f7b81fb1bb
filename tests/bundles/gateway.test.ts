import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { engines } from '../support/database';
import { until } from '../support/journey';
import { startTestSystem, type TestSystem } from '../support/system';
import { processEnvironment, without } from './support/cloudbase';
import { createDatabase, servers, type TestDatabase } from './support/database';
import { startGateway, unpack } from './support/instance';
import { gatewayPort, gatewayPortIsFreeName } from './support/paths';

jest.setTimeout(60_000);

const url = `http://127.0.0.1:${gatewayPort}`;
const portIsFree = process.env[gatewayPortIsFreeName] !== undefined;

const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(`${url}${path}`, init);
const rpc = (action: string, headers: Record<string, string> = { 'x-yibao-client': 'h5' }) =>
  ask(`/rpc/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
  });

/** @returns the first answer, once the web server listens */
const firstAnswer = (path: string) =>
  until(
    () => ask(path).catch(() => null),
    (response) => response !== null,
    20_000,
  );

describe('scf_bootstrap', () => {
  const folder = unpack('gateway');
  const file = join(folder, 'scf_bootstrap');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is an executable shell script with LF ends that starts an absolute node', () => {
    expect(statSync(file).mode & 0o777).toBe(0o755);
    const text = readFileSync(file, 'utf8');
    expect(text.split('\n')[0]).toBe('#!/bin/bash');
    expect(text).not.toContain('\r');
    expect(text.endsWith('\n')).toBe(true);
    expect(text).toMatch(/^\/var\/lang\/node20\/bin\/node index\.js$/m);
    execFileSync('/bin/bash', ['-n', file]);
  });
});

for (const server of portIsFree ? servers() : []) {
  describe('the gateway in a bare Node process', () => {
    let world: TestSystem;
    let database: TestDatabase;
    let env: Record<string, string>;
    let gateway: ReturnType<typeof startGateway> | null = null;
    beforeAll(async () => {
      world = await startTestSystem(engines()[0]!);
      database = await createDatabase(server);
      env = {
        ...processEnvironment(world.url, world.sandbox.host.keys, database.url),
        YIBAO_PUBLIC_URL: url,
      };
    });
    afterEach(async () => {
      await gateway?.stop();
      gateway = null;
    });
    afterAll(async () => {
      await world.close();
      await database.drop();
    });

    test('answers on the port of CloudBase: health, calls, login, notifications', async () => {
      const before = performance.now();
      gateway = startGateway(env);
      const health = await firstAnswer('/healthz');
      const startMs = Math.round(performance.now() - before);
      expect(await health!.json()).toEqual({ ok: true });
      process.stdout.write(`\nnote: cold start of gateway to its first answer: ${startMs} ms\n`);

      const years = await rpc('enrollment.years');
      expect(years.status).toBe(200);
      expect(await years.json()).toMatchObject({ ok: true, data: { defaultYear: 2026 } });
      expect((await rpc('identity.me')).status).toBe(401);
      expect((await rpc('enrollment.years', {})).status).toBe(400);

      const login = await ask('/auth/wechat/login', { redirect: 'manual' });
      expect(login.status).toBe(302);
      expect(login.headers.get('location')).toContain(`${world.url}/sandbox/wechat/`);

      const forged = await ask('/notify/wechat-pay', { method: 'POST', body: '{}' });
      expect(forged.status).toBe(401);
      expect((await ask('/jobs')).status).toBe(404);
    });

    test('stays up without its configuration, says internal, and names it in the log', async () => {
      gateway = startGateway(without(env, 'WECHAT_PAY_MCHID'));
      const health = await firstAnswer('/healthz');
      expect(health!.status).toBe(500);
      expect(await health!.json()).toMatchObject({ ok: false, error: { code: 'internal' } });
      const running = gateway;
      await until(
        () => Promise.resolve(running.output()),
        (text) => text.includes('WECHAT_PAY_MCHID'),
      );
    });
  });
}
