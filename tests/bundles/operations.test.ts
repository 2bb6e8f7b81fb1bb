import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemActor, writeAudit } from '@yibao/cloudfunctions/lib/audit';
import { withAudit } from '@yibao/cloudfunctions/lib/audit/deferred';
import { openPostgres } from '@yibao/cloudfunctions/lib/database/postgres';
import { sandboxEnvironment } from '@yibao/cloudfunctions/local/settings';
import { generateKeys } from '@yibao/sandbox/lib/keys';
import { Client } from 'pg';
import { engines } from '../support/database';
import { projectFolder } from '../support/paths';
import { startTestSystem, type TestSystem } from '../support/system';
import { phoneCall, processEnvironment, timerCall } from './support/cloudbase';
import { createDatabase, createEmptyDatabase, servers } from './support/database';
import { startInstance } from './support/instance';

jest.setTimeout(60_000);

/** Runs a script of scripts/ with exactly these variables. */
function run(script: string, args: string[], env: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(projectFolder, 'scripts', script), ...args],
    { cwd: projectFolder, env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' },
  );
  return { status, text: stdout + stderr };
}

describe('npm run deploy -- --dry-run', () => {
  test('prints the steps and every name that is missing', () => {
    const { status, text } = run('deploy.mjs', ['--dry-run'], {});
    expect(status).toBe(0);
    expect(text).toContain('1. check that the configuration is complete');
    expect(text).toContain('tcb deploy --yes --config-file');
    for (const name of ['YIBAO_CLOUD_ENV_ID', 'YIBAO_VPC_ID', 'INDEX_KEY', 'WECHAT_PAY_MCHID']) {
      expect(text).toContain(name);
    }
  });

  test('refuses sandbox keys, and prints no value', () => {
    const keys = generateKeys();
    const env = {
      ...sandboxEnvironment('https://yibao.example.gov.cn', keys),
      DATABASE_URL: 'postgres://yibao_app:not-for-eyes@10.0.0.10:5432/yibao',
      YIBAO_CLOUD_ENV_ID: 'yibao-0a1b2c',
      YIBAO_DOMAIN: 'yibao.example.gov.cn',
      YIBAO_VPC_ID: 'vpc-1',
      YIBAO_SUBNET_ID: 'subnet-1',
    };
    const { text } = run('deploy.mjs', ['--dry-run'], env);
    expect(text).toContain('sandbox keys outside the sandbox');
    expect(text).not.toContain('is not set');
    for (const secret of ['not-for-eyes', keys.functions.dataKeyHex, keys.wechatPay.apiV3Key]) {
      expect(text).not.toContain(secret);
    }
  });
});

test('what is lent to the deployment is for this account alone, and gone afterwards', () => {
  const scripts = join(projectFolder, 'scripts', 'deploy');
  const source = `
    const { withConfigFiles } = await import(${JSON.stringify(join(scripts, 'tcb.mjs'))});
    const { renderConfig } = await import(${JSON.stringify(join(scripts, 'config.mjs'))});
    const fs = await import('node:fs');
    const rendered = renderConfig({ YIBAO_DOMAIN: 'yibao.example.gov.cn', INDEX_KEY: 'not-for-eyes' });
    const lent = [];
    withConfigFiles(rendered, (file) => {
      for (const each of [file, rendered.config.functionRoot + '/jobs/settings.json']) {
        const text = fs.readFileSync(each, 'utf8');
        lent.push({ mode: fs.statSync(each).mode & 0o77, secret: text.includes('not-for-eyes'), each });
      }
    });
    const left = lent.filter(({ each }) => fs.existsSync(each)).length;
    console.log(JSON.stringify({ lent: lent.map(({ mode, secret }) => [mode, secret]), left }));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual({
    lent: [
      [0, false],
      [0, true],
    ],
    left: 0,
  });
});

test('npm run migrate says in one sentence what it cannot do', () => {
  const nothing = run('migrate.mjs', [], {});
  expect(nothing.status).toBe(1);
  expect(nothing.text).toContain('DATABASE_URL must name the database');
  const url = 'postgres://owner:not-for-eyes@127.0.0.1:9/yibao';
  const nobody = run('migrate.mjs', [], { DATABASE_URL: url });
  expect(nobody.status).toBe(1);
  expect(nobody.text).toContain('ECONNREFUSED');
  expect(nobody.text).not.toContain('not-for-eyes');
});

/** An entry written with a role's own rights, as each function does. */
async function appendAs(url: string, { runtime }: TestSystem): Promise<void> {
  const handle = await openPostgres(url, 1);
  const origin = { actor: systemActor, traceId: 't', now: runtime.clock.now() };
  const record = { action: 'reconcile.run' as const, subjectPersonId: null, details: {} };
  await writeAudit(withAudit(handle.db, runtime.cipher), origin, record);
  await handle.close();
}

for (const server of servers()) {
  describe('on PostgreSQL', () => {
    test('npm run migrate applies everything once and prints the versions', async () => {
      const database = await createEmptyDatabase(server);
      try {
        const first = run('migrate.mjs', [], { DATABASE_URL: database.url });
        expect(first.text).toMatch(/0001_foundation {2}applied now/);
        expect(first.status).toBe(0);
        const second = run('migrate.mjs', [], { DATABASE_URL: database.url });
        expect(second.text).toMatch(/0001_foundation\n/);
        expect(second.text).toContain('nothing to apply');
      } finally {
        await database.drop();
      }
    });

    test("the application's role does the work and cannot change history or shape", async () => {
      const database = await createDatabase(server);
      const role = `yibao_app_${randomBytes(4).toString('hex')}`;
      const file = join(projectFolder, 'scripts', 'deploy', 'application-role.sql');
      const grants = readFileSync(file, 'utf8').replaceAll('yibao_app', role);
      await database.query(`create role ${role} login password 'sandbox-role'`);
      await database.query(grants);
      const url = new URL(database.url);
      url.username = role;
      url.password = 'sandbox-role';
      const world = await startTestSystem(engines()[0]!);
      const env = processEnvironment(world.url, world.sandbox.host.keys, url.href);
      const instances = [startInstance('identity', env), startInstance('jobs', env)] as const;
      const client = new Client({ connectionString: url.href });
      try {
        const [identity, jobs] = instances;
        const me = { action: 'identity.me', input: {} };
        const { result } = await identity.call(phoneCall('identity', 'osandbox-mp-role', me));
        expect(result).toMatchObject({ ok: true });
        for (const timer of ['minute', 'night']) {
          const ran = await jobs.call(timerCall('jobs', timer));
          expect(ran.result).toEqual({ ran: timer });
        }
        expect(jobs.output()).toBe('');
        await client.connect();
        await appendAs(url.href, world);
        for (const statement of [
          'update audit_entry set trace_id = trace_id',
          'delete from audit_entry',
          'truncate audit_entry',
          'delete from audit_head',
          'update audit_head set seq = seq - 1',
          'delete from audit_checkpoint',
          'delete from audit_entry_before_chain',
          'delete from payment_order',
          'delete from schema_migration',
          'create table of_ones_own (id integer)',
          'alter table audit_entry disable trigger all',
        ]) {
          await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
        }
      } finally {
        await client.end();
        for (const instance of instances) await instance.stop();
        await world.close();
        await database.query(`drop owned by ${role}`);
        await database.query(`drop role ${role}`);
        await database.drop();
      }
    });
  });
}
