import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { signEnvelope, verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import { openKeys } from './keys';

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-keys-'));
afterAll(() => fs.rmSync(dataDir, { recursive: true }));
const keys = openKeys(dataDir);

test('are generated once for a folder and kept from other users of the machine', () => {
  expect(openKeys(dataDir)).toEqual(keys);
  const file = path.join(dataDir, 'sandbox-keys.json');
  expect(fs.statSync(file).mode & 0o077).toBe(0);
});

test('a folder of the version before gets the keys it lacks, and keeps all others', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-keys-'));
  const file = path.join(folder, 'sandbox-keys.json');
  const { dataSharing, ...before } = openKeys(folder);
  const functions = { ...before.functions, sessionSecret: 'sandbox-no-longer-used' };
  fs.writeFileSync(file, JSON.stringify({ ...before, functions }), { mode: 0o600 });

  const opened = openKeys(folder);
  expect(opened).toMatchObject(before);
  expect(opened.dataSharing.appId).toBe(dataSharing.appId);
  expect(opened.dataSharing.client).not.toEqual(dataSharing.client);
  expect(openKeys(folder)).toEqual(opened);
  expect(fs.statSync(file).mode & 0o077).toBe(0);
  expect(fs.readdirSync(folder)).toEqual(['sandbox-keys.json']);
  fs.rmSync(folder, { recursive: true });
});

test.each([
  'audit',
  'certificates',
  'dataSharing',
  'mutualAid',
  'partner',
  'sms',
  'tax',
  'taxReview',
] as const)('keys of %s that a folder lacked are the same at the next start', (system) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-keys-'));
  const file = path.join(folder, 'sandbox-keys.json');
  const before = { ...openKeys(folder), [system]: undefined };
  fs.writeFileSync(file, JSON.stringify(before), { mode: 0o600 });
  const opened = openKeys(folder);
  expect(opened[system]).toBeDefined();
  expect(openKeys(folder)).toEqual(opened);
  fs.rmSync(folder, { recursive: true });
});

test('differ between folders', () => {
  expect(openKeys(null).functions.dataKeyHex).not.toBe(keys.functions.dataKeyHex);
});

test('are recognisable as the sandbox’s own', () => {
  const { miniProgram, officialAccount } = keys.wechat;
  for (const app of [miniProgram, officialAccount]) {
    expect(app.appId).toMatch(/^wxsandbox/);
    expect(app.appId.length).toBe(18);
    expect(app.secret).toMatch(/^sandbox-/);
  }
  expect(miniProgram.appId).not.toBe(officialAccount.appId);
  expect(keys.wechatPay.merchantSerial).toMatch(/^SANDBOX[0-9A-F]{33}$/);
  expect(keys.wechatPay.platformKeyId).toMatch(/^PUB_KEY_ID_SANDBOX/);
  expect(keys.wechatPay.apiV3Key).toMatch(/^sandbox-.{24}$/);
  expect(keys.functions.dataKeyId).toBe('sandbox-data-1');
  expect(keys.dataSharing.appId).toMatch(/^sandbox-/);
});

test('sign and verify', () => {
  const { client, platform } = keys.corePlatform;
  const envelope = signEnvelope({ a: 1 }, client.privateKey);
  expect(verifyEnvelope(envelope, client.publicKey)).toBe(true);
  expect(verifyEnvelope(envelope, platform.publicKey)).toBe(false);
  const { gateway } = keys.dataSharing;
  expect(verifyEnvelope(signEnvelope({ a: 1 }, gateway.privateKey), gateway.publicKey)).toBe(true);
  const { merchant } = keys.wechatPay;
  const signature = crypto.sign('sha256', Buffer.from('x'), merchant.privateKeyPem);
  expect(crypto.verify('sha256', Buffer.from('x'), merchant.publicKeyPem, signature)).toBe(true);
});

test('a file that is no set of sandbox keys is refused, not replaced', () => {
  const other = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-keys-'));
  const file = path.join(other, 'sandbox-keys.json');
  fs.writeFileSync(file, '{"corePlatform":{}}');
  expect(() => openKeys(other)).toThrow();
  expect(fs.readFileSync(file, 'utf8')).toBe('{"corePlatform":{}}');
  fs.rmSync(other, { recursive: true });
});
