import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { sm2 } from 'sm-crypto-v2';
import * as z from 'zod';
import { type RsaPair, type SandboxKeys, type ServiceKeys, type Sm2Pair } from './host';

const text = z.string().min(1);
const sm2Pair = z.object({
  privateKey: z.string().regex(/^[0-9a-f]{64}$/),
  publicKey: z.string().regex(/^04[0-9a-f]{128}$/),
});
const rsaPair = z.object({ privateKeyPem: text, publicKeyPem: text });
const app = z.object({ appId: z.string().startsWith('wxsandbox'), secret: text });
const service = z.object({
  appId: z.string().startsWith('sandbox-'),
  client: sm2Pair,
  gateway: sm2Pair,
});
const sandboxKeys = z.object({
  corePlatform: z.object({
    institutionCode: z.string().length(12),
    client: sm2Pair,
    platform: sm2Pair,
  }),
  dataSharing: service,
  mutualAid: service,
  tax: service.extend({ miniProgramAppId: z.string().startsWith('wxsandbox') }),
  taxReview: service,
  wechat: z.object({ miniProgram: app, officialAccount: app }),
  wechatPay: z.object({
    mchid: text,
    merchantSerial: z.string().startsWith('SANDBOX'),
    merchant: rsaPair,
    platformKeyId: z.string().startsWith('PUB_KEY_ID_SANDBOX'),
    platform: rsaPair,
    apiV3Key: z.string().length(32),
  }),
  sms: z.object({
    secretId: z.string().startsWith('sandbox-'),
    secretKey: text,
    sdkAppId: text,
    signName: text,
  }),
  functions: z.object({
    dataKeyId: z.string().startsWith('sandbox-'),
    dataKeyHex: z.string().length(32),
    indexKeyHex: z.string().length(64),
  }),
  certificates: sm2Pair.extend({ keyId: z.string().startsWith('sandbox-') }),
  audit: sm2Pair.extend({ keyId: z.string().startsWith('sandbox-') }),
  partner: sm2Pair.extend({ keyId: z.string().startsWith('sandbox-') }),
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

function newApp(kind: 'mp' | 'oa' | 'tx'): { appId: string; secret: string } {
  return {
    appId: `wxsandbox${kind}${randomHex(4)}`.slice(0, 18),
    secret: `sandbox-${randomHex(12)}`,
  };
}

const newServiceKeys = (): ServiceKeys => ({
  appId: 'sandbox-yibao',
  client: newSm2Pair(),
  gateway: newSm2Pair(),
});

const newSmsKeys = (): SandboxKeys['sms'] => ({
  secretId: `sandbox-sms-${randomHex(8)}`,
  secretKey: `sandbox-${randomHex(12)}`,
  sdkAppId: '1400000001',
  signName: '沙盒医保',
});

const newCertificateKeys = (): SandboxKeys['certificates'] => ({
  keyId: 'sandbox-paper-1',
  ...newSm2Pair(),
});

const newAuditKeys = (): SandboxKeys['audit'] => ({ keyId: 'sandbox-audit-1', ...newSm2Pair() });
const newPartnerKeys = (): SandboxKeys['partner'] => ({
  keyId: 'sandbox-partner-1',
  ...newSm2Pair(),
});

/** The systems with a local contract, each of which came at its own time. */
const newServices = {
  audit: newAuditKeys,
  certificates: newCertificateKeys,
  dataSharing: newServiceKeys,
  mutualAid: newServiceKeys,
  partner: newPartnerKeys,
  sms: newSmsKeys,
  tax: () => ({ ...newServiceKeys(), miniProgramAppId: newApp('tx').appId }),
  taxReview: newServiceKeys,
};

/** Makes a fresh set of keys; nothing in it is of use outside the sandbox. */
export function generateKeys(): SandboxKeys {
  return {
    corePlatform: {
      institutionCode: 'SANDBOX00001',
      client: newSm2Pair(),
      platform: newSm2Pair(),
    },
    dataSharing: newServices.dataSharing(),
    mutualAid: newServices.mutualAid(),
    tax: newServices.tax(),
    taxReview: newServices.taxReview(),
    wechat: { miniProgram: newApp('mp'), officialAccount: newApp('oa') },
    wechatPay: {
      mchid: '1900000001',
      merchantSerial: `SANDBOX${randomHex(17).toUpperCase().slice(1)}`,
      merchant: newRsaPair(),
      platformKeyId: `PUB_KEY_ID_SANDBOX${randomHex(8).toUpperCase()}`,
      platform: newRsaPair(),
      apiV3Key: `sandbox-${randomHex(12)}`,
    },
    sms: newSmsKeys(),
    functions: {
      dataKeyId: 'sandbox-data-1',
      dataKeyHex: randomHex(16),
      indexKeyHex: randomHex(32),
    },
    certificates: newCertificateKeys(),
    audit: newAuditKeys(),
    partner: newPartnerKeys(),
  };
}

/** Writes the whole file or leaves the old one; readable by the owner alone. */
function writeKeys(dataDir: string, file: string, keys: object): void {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.draft`;
  fs.writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true });
  fs.renameSync(draft, file);
}

/** Files made before there was one of these systems lack its keys, and only those. */
const earlierKeys = sandboxKeys.partial({
  audit: true,
  certificates: true,
  dataSharing: true,
  mutualAid: true,
  partner: true,
  sms: true,
  tax: true,
  taxReview: true,
});

function readKeys(dataDir: string, file: string): SandboxKeys {
  const stored: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  const found = earlierKeys.parse(stored);
  const completed: SandboxKeys = {
    ...found,
    audit: found.audit ?? newServices.audit(),
    certificates: found.certificates ?? newServices.certificates(),
    dataSharing: found.dataSharing ?? newServices.dataSharing(),
    mutualAid: found.mutualAid ?? newServices.mutualAid(),
    partner: found.partner ?? newServices.partner(),
    sms: found.sms ?? newServices.sms(),
    tax: found.tax ?? newServices.tax(),
    taxReview: found.taxReview ?? newServices.taxReview(),
  };
  const isWhole = Object.keys(completed).every((system) => Object.hasOwn(found, system));
  if (!isWhole) writeKeys(dataDir, file, completed);
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
