import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandboxEnvironment } from '@yibao/cloudfunctions/local/settings';
import { type SandboxKeys } from '@yibao/sandbox/lib/host';
import { projectFolder } from '../../support/paths';

/** Shapes as CloudBase's documents give them; docs/deployment.md names the pages. */

interface FunctionConfig {
  name: string;
  type?: 'Event' | 'HTTP';
  handler?: string;
  timeout?: number;
  triggers?: { name: string; type: string; config: string }[];
  envVariables?: Record<string, string>;
}

interface CloudbaseConfig {
  functionDefaultConfig: FunctionConfig & { envVariables: Record<string, string> };
  functions: FunctionConfig[];
  gateway: { routes: { path: string; target: string; enablePathTransmission?: boolean }[] };
}

const readJson = (...path: string[]): unknown =>
  JSON.parse(readFileSync(join(projectFolder, ...path), 'utf8'));

export const cloudbaseConfig = readJson('cloudbaserc.json') as CloudbaseConfig;

/** Which functions clients may call. */
export const functionRules = readJson('scripts', 'deploy', 'function-rules.json') as Record<
  string,
  { invoke: boolean | string }
>;

/**
 * The variables that cloudbaserc.json gives a function, with values in place of {{env.NAME}}. What
 * the file does not name does not come through, whatever the values hold.
 */
export function functionEnvironment(values: Record<string, string>): Record<string, string> {
  const filled = Object.entries(cloudbaseConfig.functionDefaultConfig.envVariables).map(
    ([name, template]) => {
      const value = template.replace(/\{\{env\.(\w+)\}\}/g, (_, key: string) => values[key] ?? '');
      return [name, value] as const;
    },
  );
  return Object.fromEntries(filled.filter(([, value]) => value !== ''));
}

/** What the platform itself puts into a function's process. */
const platformEnvironment = {
  TENCENTCLOUD_RUNENV: 'SCF',
  TENCENTCLOUD_REGION: 'ap-shanghai',
  SCF_NAMESPACE: 'yibao-test',
};

/** Addresses that are WeChat's own unless the outside world is a sandbox. */
const sandboxOnly = [
  'YIBAO_MODE',
  'YIBAO_PUBLIC_URL',
  'WECHAT_API_URL',
  'WECHAT_OAUTH_URL',
  'WECHAT_PAY_URL',
];

/**
 * All settings of a deployed function: those of cloudbaserc.json, the platform's variables, and what
 * points it to the sandbox at that address.
 */
export function processEnvironment(
  worldUrl: string,
  keys: SandboxKeys,
  databaseUrl: string,
): Record<string, string> {
  const values = sandboxEnvironment(worldUrl, keys);
  const pointers = Object.entries(values).filter(([name]) => sandboxOnly.includes(name));
  return {
    ...functionEnvironment({ ...values, DATABASE_URL: databaseUrl }),
    ...Object.fromEntries(pointers),
    ...platformEnvironment,
  };
}

export const without = (env: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter(([each]) => each !== name));

function context(name: string, environment: Record<string, string>) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    memory_limit_in_mb: 256,
    time_limit_in_ms: 20_000,
    request_id: randomUUID(),
    environ: '',
    environment: JSON.stringify({ SCF_NAMESPACE: 'yibao-test', ...environment }),
    function_version: '$LATEST',
    function_name: name,
    namespace: 'yibao-test',
    tencentcloud_region: 'ap-shanghai',
    tencentcloud_appid: '1250000000',
    tencentcloud_uin: '100000000000',
  };
}

export interface Invocation {
  event: unknown;
  context: unknown;
}

/** wx.cloud.callFunction from a phone: the platform adds who it is to event and context. */
export function phoneCall(name: string, openId: string, data: object): Invocation {
  const appId = 'wxsandboxmp00000';
  return {
    event: { ...data, userInfo: { appId, openId }, tcbContext: {} },
    context: context(name, {
      TRIGGER_SRC: 'wx_client',
      WX_CONTEXT_KEYS: 'WX_CLIENTIP,WX_OPENID,WX_APPID,WX_API_TOKEN',
      WX_CLIENTIP: '203.0.113.7',
      WX_OPENID: openId,
      WX_APPID: appId,
      WX_API_TOKEN: 'sandbox-token',
    }),
  };
}

/** A call of the web SDK, which brings a CloudBase user instead of a WeChat one. */
export function webCall(name: string, data: object): Invocation {
  return {
    event: { ...data, tcbContext: {} },
    context: context(name, {
      TRIGGER_SRC: 'tcb',
      TCB_CONTEXT_KEYS: 'TCB_UUID,TCB_ISANONYMOUS_USER',
      TCB_UUID: 'sandbox-visitor',
      TCB_ISANONYMOUS_USER: 'true',
    }),
  };
}

/** A timer trigger of the environment. */
export function timerCall(name: string, trigger: string): Invocation {
  const Time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    event: { Type: 'Timer', TriggerName: trigger, Time, Message: '' },
    context: context(name, { TRIGGER_SRC: 'timer' }),
  };
}
