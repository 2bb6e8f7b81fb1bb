import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { sm2 } from 'sm-crypto-v2';
import * as z from 'zod';
import { type RsaPair, type SandboxKeys, type Sm2Pair } from './host';

const text = z.string().min(1);
const sm2Pair = z.object({
  privateKey: z.string().regex(/^[0-9a-f]{64}$/),
  publicKey: z.string().regex(/^04[0-9a-f]{128}$/),
});
const rsaPair = z.object({ privateKeyPem: text, publicKeyPem: text });
const app = z.object({ appId: z.string().startsWith('wxsandbox'), secret: text });
const sandboxKeys = z.object({
  corePlatform: z.object({
    institutionCode: z.string().length(12),
    client: sm2Pair,
    platform: sm2Pair,
  }),
  dataSharing: z.object({
    appId: z.string().startsWith('sandbox-'),
    client: sm2Pair,
    gateway: sm2Pair,
  }),
  wechat: z.object({ miniProgram: app, officialAccount: app }),
  wechatPay: z.object({
    mchid: text,
    merchantSerial: z.string().startsWith('SANDBOX'),
    merchant: rsaPair,
    platformKeyId: z.string().startsWith('PUB_KEY_ID_SANDBOX'),
    platform: rsaPair,
    apiV3Key: z.string().length(32),
  }),
  functions: z.object({
    dataKeyId: z.string().startsWith('sandbox-'),
    dataKeyHex: z.string().length(32),
    indexKeyHex: z.string().length(64),
  }),
}) satisfies z.ZodType<SandboxKeys>;

const randomHex = (bytes: number): string => crypto.randomBytes(bytes).toString('hex');

function newSm2Pair(): Sm2Pair {
  const { privateKey, publicKey } = sm2.generateKeyPairHex();
  return { privateKey, publicKey };
}

function newRsaPair(): RsaPair {
  const pair = crypto.generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { privateKeyPem: pair.privateKey, publicKeyPem: pair.publicKey };
}

function newApp(kind: 'mp' | 'oa'): { appId: string; secret: string } {
  return {
    appId: `wxsandbox${kind}${randomHex(4)}`.slice(0, 18),
    secret: `sandbox-${randomHex(12)}`,
  };
}

const newDataSharingKeys = (): SandboxKeys['dataSharing'] => ({
  appId: 'sandbox-yibao',
  client: newSm2Pair(),
  gateway: newSm2Pair(),
});

/** Makes a fresh set of keys; nothing in it is of use outside the sandbox. */
export function generateKeys(): SandboxKeys {
  return {
    corePlatform: {
      institutionCode: 'SANDBOX00001',
      client: newSm2Pair(),
      platform: newSm2Pair(),
    },
    dataSharing: newDataSharingKeys(),
    wechat: { miniProgram: newApp('mp'), officialAccount: newApp('oa') },
    wechatPay: {
      mchid: '1900000001',
      merchantSerial: `SANDBOX${randomHex(17).toUpperCase().slice(1)}`,
      merchant: newRsaPair(),
      platformKeyId: `PUB_KEY_ID_SANDBOX${randomHex(8).toUpperCase()}`,
      platform: newRsaPair(),
      apiV3Key: `sandbox-${randomHex(12)}`,
    },
    functions: {
      dataKeyId: 'sandbox-data-1',
      dataKeyHex: randomHex(16),
      indexKeyHex: randomHex(32),
    },
  };
}

/** Writes the whole file or leaves the old one; readable by the owner alone. */
function writeKeys(dataDir: string, file: string, keys: object): void {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.draft`;
  fs.writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true });
  fs.renameSync(draft, file);
}

/** Files made before there was a data-sharing gateway lack its keys, and only those. */
const earlierKeys = sandboxKeys.partial({ dataSharing: true });

function readKeys(dataDir: string, file: string): SandboxKeys {
  const stored: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  const { dataSharing, ...keys } = earlierKeys.parse(stored);
  if (dataSharing) return { ...keys, dataSharing };
  const completed = { ...keys, dataSharing: newDataSharingKeys() };
  writeKeys(dataDir, file, completed);
  return completed;
}

let keysOfThisProcess: SandboxKeys | null = null;

/**
 * Reads the keys of a data folder, or generates them once. Keys that an earlier version did not
 * have yet are added to its file.
 *
 * @param dataDir folder of the sandbox's data, or null for keys of this process only
 * @throws when sandbox-keys.json exists but is not a set of sandbox keys (they are never replaced:
 *   that would make everything already encrypted unreadable)
 */
export function openKeys(dataDir: string | null): SandboxKeys {
  if (dataDir === null) return (keysOfThisProcess ??= generateKeys());
  const file = path.join(dataDir, 'sandbox-keys.json');
  if (fs.existsSync(file)) return readKeys(dataDir, file);
  const keys = generateKeys();
  writeKeys(dataDir, file, keys);
  return keys;
}
