import { openKeys } from '@yibao/sandbox/lib/keys';
import { sandboxEnvironment } from '../local/settings';
import { ConfigError, readConfig } from './config';

type Environment = Record<string, string | undefined>;

const sandbox: Environment = sandboxEnvironment('http://127.0.0.1:8080', openKeys(null));

const [paperKey] = Object.values(
  JSON.parse(sandbox['CERTIFICATE_PUBLIC_KEYS'] ?? '') as Record<string, string>,
);
const auditKeys = JSON.parse(sandbox['AUDIT_SIGNING'] ?? '') as {
  privateKey: string;
  publicKeys: Record<string, string>;
};
const auditPublic = { 'audit-2025': Object.values(auditKeys.publicKeys)[0] };
const smsAccount = JSON.parse(sandbox['SMS_ACCOUNT'] ?? '') as Record<string, unknown>;

/** What a city would set: the same shapes, nothing that calls itself sandbox. */
const production: Environment = {
  ...sandbox,
  YIBAO_MODE: 'production',
  YIBAO_PUBLIC_URL: 'https://yibao.example/',
  DATA_KEYS: JSON.stringify({ '2025a': 'ab'.repeat(16), '2024a': 'cd'.repeat(16) }),
  DATA_KEY_ID: '2025a',
  WECHAT_MINI_PROGRAM_APP_ID: 'wx-example-mini',
  WECHAT_OFFICIAL_ACCOUNT_APP_ID: 'wx-example-account',
  WECHAT_PAY_MERCHANT_SERIAL: 'EXAMPLE0001',
  WECHAT_PAY_PLATFORM_KEY_ID: 'PUB_KEY_ID_EXAMPLE',
  CORE_PLATFORM_INSTITUTION: 'EXAMPLE34060',
  DATA_SHARING_APP_ID: 'example-yibao',
  SMS_ACCOUNT: JSON.stringify({ ...smsAccount, secretId: 'example' }),
  CERTIFICATE_SIGNING_KEY_ID: 'paper-2025',
  CERTIFICATE_PUBLIC_KEYS: JSON.stringify({ 'paper-2025': paperKey }),
  AUDIT_SIGNING: JSON.stringify({ ...auditKeys, keyId: 'audit-2025', publicKeys: auditPublic }),
  MUTUAL_AID_APP_ID: 'example-yibao',
  TAX_BUREAU_APP_ID: 'example-yibao',
  TAX_BUREAU_MINI_PROGRAM_APP_ID: 'wx-example-tax',
  TAX_REVIEW_APP_ID: 'example-yibao',
};

function refusalOf(env: Environment): string {
  try {
    readConfig(env);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message;
  }
}

test('the environment of the local system and of a city are accepted', () => {
  expect(readConfig(sandbox)).toMatchObject({ mode: 'sandbox', region: '340600' });
  const config = readConfig(production);
  expect(config).toMatchObject({ mode: 'production', publicUrl: 'https://yibao.example' });
  expect(config.wechatPay.notifyUrl).toBe('https://yibao.example/notify/wechat-pay');
});

const required = Object.keys(sandbox).filter(
  (name) =>
    ![
      'YIBAO_MODE',
      'WECHAT_SUBSCRIBE_TEMPLATES',
      'SMS_ACCOUNT',
      'TRUSTED_PROXIES',
      'DATA_SHARING_TIMEOUT_MS',
    ].includes(name) && !/^WECHAT.*_URL$/.test(name),
);
test.each(required)('%s: missing or empty, it is named', (name) => {
  for (const value of [undefined, '']) {
    const message = refusalOf({ ...production, [name]: value });
    expect(message).toContain('configuration refused');
    expect(message).toContain(name);
  }
});

test('everything that is missing is named at once', () => {
  const message = refusalOf({});
  for (const name of required) expect(message).toContain(name);
});

test.each([
  ['YIBAO_MODE', 'test'],
  ['YIBAO_REGION', '3406'],
  ['YIBAO_PUBLIC_URL', 'yibao'],
  ['LOG_LEVEL', 'all'],
  ['DATABASE_POOL_MAX', '0'],
  ['DATA_KEYS', '{"2025a":"short"}'],
  ['DATA_KEYS', 'secret'],
  ['DATA_KEY_ID', '2026a'],
  ['INDEX_KEY', 'AB'.repeat(32)],
  ['WECHAT_SUBSCRIBE_TEMPLATES', '[{"templateId":"secret","topic":"other"}]'],
  ['WECHAT_PAY_MCHID', 'secret'],
  ['WECHAT_PAY_MERCHANT_PRIVATE_KEY', 'secret'],
  ['WECHAT_PAY_API_V3_KEY', 'secret'],
  ['CORE_PLATFORM_PRIVATE_KEY', 'secret'],
  ['AUDIT_SIGNING', '{"keyId":"secret"}'],
  ['TRUSTED_PROXIES', 'secret'],
  ['DATA_SHARING_TIMEOUT_MS', 'secret'],
])('%s=%s is refused, and the value is not repeated', (name, value) => {
  const message = refusalOf({ ...production, [name]: value });
  expect(message).toContain(name);
  expect(message).not.toContain('secret');
  expect(message).not.toContain('"short"');
});

const telling = [
  'WECHAT_MINI_PROGRAM_APP_ID',
  'WECHAT_OFFICIAL_ACCOUNT_APP_ID',
  'WECHAT_PAY_MERCHANT_SERIAL',
  'WECHAT_PAY_PLATFORM_KEY_ID',
  'CORE_PLATFORM_INSTITUTION',
  'AUDIT_SIGNING',
];
test.each(telling)('a sandbox key in %s stops a start outside the sandbox', (name) => {
  const env = { ...production, [name]: sandbox[name] };
  expect(refusalOf(env)).toBe('configuration refused: sandbox keys outside the sandbox');
});

test('so does a sandbox data key, also an old one, and a mode that was forgotten', () => {
  const refused = 'configuration refused: sandbox keys outside the sandbox';
  const keys = JSON.stringify({ '2025a': 'ab'.repeat(16), 'sandbox-1': 'cd'.repeat(16) });
  expect(refusalOf({ ...production, DATA_KEYS: keys })).toBe(refused);
  expect(refusalOf({ ...sandbox, YIBAO_MODE: undefined })).toBe(refused);
});

test('a public key that does not fit the key that signs checkpoints is refused', () => {
  const publicKeys = { 'audit-2025': paperKey };
  const other = JSON.stringify({ ...auditKeys, keyId: 'audit-2025', publicKeys });
  expect(refusalOf({ ...production, AUDIT_SIGNING: other })).toContain('AUDIT_SIGNING');
});

test('outside the sandbox the public address is HTTPS: the session cookie depends on it', () => {
  const env = { ...production, YIBAO_PUBLIC_URL: 'http://yibao.example' };
  expect(refusalOf(env)).toContain('YIBAO_PUBLIC_URL');
});

test('a key on one line with written line breaks is the same key', () => {
  const name = 'WECHAT_PAY_MERCHANT_PRIVATE_KEY';
  const oneLine = { ...sandbox, [name]: sandbox[name]?.replaceAll('\n', '\\n') };
  const { merchantPrivateKey } = readConfig(oneLine).wechatPay;
  expect(merchantPrivateKey).toBe(readConfig(sandbox).wechatPay.merchantPrivateKey);
  expect(merchantPrivateKey).toContain('\n');
});
