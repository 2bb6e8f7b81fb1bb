import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../tests/support/child';
import { type CloudStorage, startCloudStorage } from '../../../../tests/support/cloud-storage';
import { UpstreamError } from '../http';
import { type PhotoStore } from '../photo-store';
import { CloudBasePhotoStore } from './cloudbase';
import { FolderPhotoStore } from './folder';
import { MemoryPhotoStore } from './memory';
import { noPhotoStore } from './none';

const before = process.env;

let cloud: CloudStorage;
let folder: ReturnType<typeof temporaryFolder>;
beforeAll(async () => {
  cloud = await startCloudStorage();
});
afterAll(() => cloud.close());
beforeEach(() => {
  process.env = { ...before, ...cloud.environment };
  folder = temporaryFolder();
});
afterEach(() => {
  process.env = before;
  folder.remove();
});

const stores: [string, () => PhotoStore][] = [
  ['in a folder', () => new FolderPhotoStore(join(folder.path, 'photos'))],
  ['in memory', () => new MemoryPhotoStore()],
  ['in CloudBase', () => new CloudBasePhotoStore()],
];
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

describe.each(stores)('photographs %s', (_name, open) => {
  test('come back as they went in, under their own key', async () => {
    const store = open();
    const [one, other] = [bytes('\xff\xd8\0one'), bytes('other')];
    await store.put('2025/one', one);
    await store.put('2025/other', other);
    expect(Buffer.from((await store.get('2025/one')) ?? [])).toEqual(Buffer.from(one));
    expect(Buffer.from((await store.get('2025/other')) ?? [])).toEqual(Buffer.from(other));
  });

  test('the same key again overwrites', async () => {
    const store = open();
    await store.put('key', bytes('first, and longer'));
    await store.put('key', bytes('second'));
    expect(Buffer.from((await store.get('key')) ?? []).toString()).toBe('second');
  });

  test('what was removed is gone; what never was can be removed', async () => {
    const store = open();
    await store.put('key', bytes('a'));
    await store.remove('key');
    await store.remove('key');
    expect(await store.get('key')).toBeNull();
    expect(await store.get('never')).toBeNull();
  });

  test.each([
    '',
    '../outside',
    '/etc/passwd',
    'a/../../b',
    'A',
    'a b',
    'a%2e',
    'ä',
    'a'.repeat(200),
  ])('the key %j is refused', async (key) => {
    const store = open();
    const calls = [
      async () => store.put(key, bytes('a')),
      async () => store.get(key),
      async () => store.remove(key),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow('not a key');
  });
});

describe('in a folder', () => {
  test('nobody but the service reads them, and nothing half is left', async () => {
    const store = new FolderPhotoStore(join(folder.path, 'photos'));
    await store.put('2025/one', bytes('a'));
    const file = join(folder.path, 'photos', '2025', 'one');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder.path, 'photos', '2025'))).toEqual(['one']);
  });

  test('a folder that cannot be written is an error, and leaves nothing', async () => {
    writeFileSync(join(folder.path, 'photos'), 'in the way');
    const store = new FolderPhotoStore(join(folder.path, 'photos'));
    await expect(store.put('2025/one', bytes('a'))).rejects.toThrow();
    expect(readdirSync(folder.path)).toEqual(['photos']);
  });
});

describe('in CloudBase', () => {
  const open = () => new CloudBasePhotoStore();

  test("calls are signed with the function's own credentials, for its own environment", async () => {
    cloud.asked.splice(0);
    await open().put('key', bytes('a'));
    expect(cloud.asked).toMatchObject([
      { action: 'storage.getUploadMetadata', envName: 'yibao-test' },
    ]);
    expect(cloud.asked[0]?.authorization).toMatch(/^TC3-HMAC-SHA256 Credential=an-id\//);
    expect([...cloud.files.keys()]).toContain('/cos/newborn-photos/key');
  });

  test('without credentials it is away, and nothing is asked', async () => {
    delete process.env['TENCENTCLOUD_SECRETID'];
    cloud.asked.splice(0);
    await expect(open().get('key')).rejects.toThrow(UpstreamError);
    expect(cloud.asked).toEqual([]);
  });

  const failing: [string, { status: number; body: unknown }][] = [
    ['500', { status: 500, body: {} }],
    ['a refusal', { status: 200, body: { code: 'SIGN_PARAM_INVALID', message: 'no' } }],
    ['nonsense', { status: 200, body: { data: { answer: 42 } } }],
  ];
  test.each(failing)('%s to a call is an upstream failure', async (_name, fault) => {
    const calls: [string, (store: PhotoStore) => Promise<unknown>][] = [
      ['storage.getUploadMetadata', (store) => store.put('key', bytes('a'))],
      ['storage.batchGetDownloadUrl', (store) => store.get('key')],
      ['storage.batchDeleteFile', (store) => store.remove('key')],
    ];
    for (const [action, call] of calls) {
      cloud.faults.set(action, fault);
      await expect(call(open())).rejects.toThrow(UpstreamError);
    }
  });

  test('a transfer that fails is never taken for one that worked', async () => {
    const store = open();
    cloud.faults.set('PUT', { status: 503, body: {} });
    await expect(store.put('key', bytes('a'))).rejects.toThrow(UpstreamError);
    await store.put('key', bytes('a'));
    cloud.faults.set('GET', { status: 403, body: {} });
    await expect(store.get('key')).rejects.toThrow(UpstreamError);
  });

  test('a permission for another file is not used', async () => {
    const data = {
      url: 'http://127.0.0.1:9/',
      token: '',
      authorization: '',
      fileId: 'cloud://other/newborn-photos/other',
      cosFileId: '',
    };
    cloud.faults.set('storage.getUploadMetadata', { status: 200, body: { data } });
    await expect(open().put('key', bytes('a'))).rejects.toThrow(UpstreamError);
  });
});

test('a function without photographs refuses to touch any', async () => {
  await expect(noPhotoStore.get('key')).rejects.toThrow('no photo store');
});
