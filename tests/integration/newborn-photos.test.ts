import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { newbornPhoto } from '@yibao/cloudfunctions/lib/database/schema';
import { MemoryPhotoStore } from '@yibao/cloudfunctions/lib/ports/photo-store/memory';
import { UpstreamError } from '@yibao/cloudfunctions/lib/ports/http';
import { removeDuePhotos } from '@yibao/cloudfunctions/newborn/photos/remove-due';
import { dayMs } from '@yibao/shared/rules/dates';
import { engines, postgresOnly } from '../support/database';
import { clientHeaders, openBrowser } from '../support/h5';
import { selfId } from '../support/journey';
import { birthOf, formOf } from '../support/newborn';
import { parentOf } from '../support/newborn-staff';
import { base64, exifSegment, jpeg, jpegSegment, png } from '../support/pictures';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { dumpText, query, rowCounts } from '../support/tables';

jest.setTimeout(60_000);

const dayMinutes = 24 * 60;
const photograph = base64(jpeg());

/**
 * Sends a body on a connection of its own: the gateway closes it without reading what is too much,
 * and the next request of a browser would meet a closed one.
 *
 * @returns status and error code
 */
function postAlone(system: TestSystem, path: string, parts: string[]): Promise<[number, unknown]> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: clientHeaders, agent: false };
    const sent = request(new URL(path, system.url), options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => {
        const { error } = JSON.parse(text) as { error?: { code: string } };
        resolve([response.statusCode ?? 0, error?.code]);
      });
    });
    // after the answer a closed connection changes nothing
    sent.on('error', reject);
    if (parts.length === 1) sent.setHeader('content-length', Buffer.byteLength(parts[0] ?? ''));
    for (const part of parts) sent.write(part);
    sent.end();
  });
}

/** The photographs of a local system, as they are kept. */
function storeOf({ runtime: { ports } }: TestSystem): MemoryPhotoStore {
  if (ports.photos instanceof MemoryPhotoStore) return ports.photos;
  throw new Error('kept somewhere else');
}

/** A photograph close to the largest one, with a comment in it for every byte of the rest. */
function largePhotograph(): string {
  const comment = jpegSegment(0xfe, Buffer.alloc(65_000));
  return base64(jpeg({ segments: Array.from({ length: 32 }, () => comment) }));
}

describe.each(engines())('photographs, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  const store = () => storeOf(system);
  const rowsOf = async (ownerPersonId: string) =>
    (await system.runtime.db.select().from(newbornPhoto)).filter(
      (row) => row.ownerPersonId === ownerPersonId,
    );
  const upload = (phone: Phone, contentBase64 = photograph) =>
    phone.call('newborn.uploadPhoto', { contentBase64 });

  test('the owner reads what was uploaded, without its place, and nobody else does', async () => {
    const mother = await parentOf(system, 'tang-xinyi');
    const dirty = jpeg({ segments: [exifSegment(1, 'GPS 33.95N')] });
    const uploaded = await upload(mother, base64(dirty));
    expect(uploaded).toMatchObject({
      mediaType: 'image/jpeg',
      widthPx: 24,
      heightPx: 16,
      keptUntil: '2025-12-20',
    });
    const { photoId } = uploaded;
    expect(await mother.call('newborn.photo', { photoId })).toEqual({
      mediaType: 'image/jpeg',
      contentBase64: photograph,
    });
    const father = await parentOf(system, 'qiao-zhiyuan');
    expect(await father.refused('newborn.photo', { photoId })).toBe('not_found');
    expect(await mother.refused('newborn.photo', { photoId: randomUUID() })).toBe('not_found');
    const clerk = system.phone('gao-min');
    expect(await clerk.refused('newborn.photo', { photoId })).toBe('not_found');
  });

  test('the same request again stores it once', async () => {
    const mother = await parentOf(system, 'bai-ruolan');
    const request = { requestId: randomUUID(), contentBase64: base64(png()) };
    const first = await mother.call('newborn.uploadPhoto', request);
    const before = store().size;
    expect(await mother.call('newborn.uploadPhoto', request)).toEqual(first);
    expect(await rowsOf(await selfId(mother))).toHaveLength(1);
    expect(store().size).toBe(before);
  });

  test('a store that fails tells no id; the same request again completes the upload', async () => {
    const mother = await parentOf(system, 'ji-chunni');
    const put = jest
      .spyOn(store(), 'put')
      .mockRejectedValueOnce(new UpstreamError('cloudbase-storage', 'away'));
    const request = { requestId: randomUUID(), contentBase64: photograph };
    const failed = await mother.reply('newborn.uploadPhoto', request);
    expect(failed).toMatchObject({
      ok: false,
      error: { code: 'upstream_unavailable', retryable: true },
    });
    put.mockRestore();
    const [row] = await rowsOf(await selfId(mother));
    expect(await mother.refused('newborn.photo', { photoId: row!.id })).toBe('not_found');
    const { photoId } = await mother.call('newborn.uploadPhoto', request);
    expect(photoId).toBe(row!.id);
    expect((await mother.call('newborn.photo', { photoId })).contentBase64).toBe(photograph);
  });

  test.each([
    ['a PDF', base64(Buffer.from('%PDF-1.7\n')), 'photo_refused', 'PDF'],
    ['an SVG with script', base64(Buffer.from('<svg><script/></svg>')), 'photo_refused', '网页'],
    ['half a photograph', photograph.slice(0, 400), 'photo_refused', '没有传完整'],
    ['no base64', '照片', 'bad_input', '没有传完整'],
  ])('%s is refused in words, and nothing is kept', async (_what, contentBase64, code, words) => {
    const mother = await parentOf(system, 'mo-qiuyue');
    const [rows, files] = [await rowCounts(system.runtime.db), store().size];
    const reply = await mother.reply('newborn.uploadPhoto', { contentBase64 });
    expect(reply).toMatchObject({ ok: false, error: { code, field: 'contentBase64' } });
    expect(reply.ok ? '' : reply.error.message).toContain(words);
    expect(await rowCounts(system.runtime.db)).toEqual(rows);
    expect(store().size).toBe(files);
  });

  test('20 without an application, and no more until they are used', async () => {
    const mother = await parentOf(system, 'meng-fanying');
    for (let count = 0; count < 20; count++) await upload(mother);
    const reply = await mother.reply('newborn.uploadPhoto', { contentBase64: photograph });
    expect(reply).toMatchObject({ ok: false, error: { code: 'rate_limited' } });
    const [row] = await rowsOf(await selfId(mother));
    const form = formOf(birthOf(system, mother), { photoIds: [row!.id] });
    const application = await mother.call('newborn.submit', form);
    expect(application.photoIds).toEqual([row!.id]);
    await upload(mother);
  });

  test('what is taken back is deleted at once, and makes room', async () => {
    const mother = await parentOf(system, 'zou-kai');
    const before = store().size;
    const ids: string[] = [];
    for (let count = 0; count < 20; count++) ids.push((await upload(mother)).photoId);
    const [photoId = '', kept = ''] = ids;
    const request = { requestId: randomUUID(), photoId };
    expect(await mother.call('newborn.removePhoto', request)).toEqual({ removed: true });
    expect(store().size).toBe(before + 19);
    expect(await mother.refused('newborn.photo', { photoId })).toBe('not_found');
    expect(await mother.call('newborn.removePhoto', request)).toEqual({ removed: true });
    expect(await mother.refused('newborn.removePhoto', { photoId })).toBe('not_found');
    const form = formOf(birthOf(system, mother), { photoIds: [photoId] });
    const reply = await mother.reply('newborn.submit', form);
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field: 'photoIds' } });
    await upload(mother);
    expect((await mother.reply('newborn.photo', { photoId: kept })).ok).toBe(true);
  });

  test('nobody takes back what is another’s, or what went with an application', async () => {
    const mother = await parentOf(system, 'yan-lirong');
    const father = await parentOf(system, 'fang-zhengyi');
    const { photoId } = await upload(mother);
    const before = store().size;
    expect(await father.refused('newborn.removePhoto', { photoId })).toBe('not_found');
    const nobodys = { photoId: randomUUID() };
    expect(await mother.refused('newborn.removePhoto', nobodys)).toBe('not_found');
    const form = formOf(birthOf(system, mother), { photoIds: [photoId] });
    await mother.call('newborn.submit', form);
    expect(await mother.refused('newborn.removePhoto', { photoId })).toBe('newborn_state');
    expect(await father.refused('newborn.removePhoto', { photoId })).toBe('not_found');
    expect((await mother.reply('newborn.photo', { photoId })).ok).toBe(true);
    expect(store().size).toBe(before);
  });

  test('the store is away: no application takes it any more, and it makes room all the same', async () => {
    const mother = await parentOf(system, 'bi-xiaoyun');
    const ids: string[] = [];
    for (let count = 0; count < 20; count++) ids.push((await upload(mother)).photoId);
    const [photoId = ''] = ids;
    const remove = jest.spyOn(store(), 'remove').mockRejectedValueOnce(new Error('away'));
    const request = { requestId: randomUUID(), photoId };
    expect(await mother.call('newborn.removePhoto', request)).toEqual({ removed: true });
    const form = formOf(birthOf(system, mother), { photoIds: [photoId] });
    const reply = await mother.reply('newborn.submit', form);
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field: 'photoIds' } });
    await upload(mother);
    const before = store().size;
    remove.mockRestore();
    await removeDuePhotos(system.runtime, { limit: 50, traceId: 'night' });
    expect(store().size).toBe(before - 1);
    expect(await mother.refused('newborn.photo', { photoId })).toBe('not_found');
  });

  test('an application takes only photographs of its own applicant, each for itself', async () => {
    const mother = await parentOf(system, 'xia-wanrou');
    const stranger = await parentOf(system, 'luo-jun');
    const { photoId: foreign } = await upload(stranger);
    const { photoId: own } = await upload(mother);
    const form = formOf(birthOf(system, mother));
    const before = await rowCounts(system.runtime.db);
    for (const photoIds of [[foreign], [own, foreign], [randomUUID()]]) {
      const reply = await mother.reply('newborn.submit', { ...form, photoIds });
      expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field: 'photoIds' } });
    }
    expect(await rowCounts(system.runtime.db)).toEqual(before);
    // refused by the certificate, so that a second application may stand beside it
    const first = await mother.call('newborn.submit', { ...form, photoIds: [own, own] });
    expect(first).toMatchObject({ status: 'refused', photoIds: [own] });
    // what was refused is put right and sent again: with the same photograph, which is then there
    const second = await mother.call('newborn.submit', { ...form, photoIds: [own] });
    expect(second).toMatchObject({ status: 'refused', photoIds: [own] });
    const { applicationId } = first;
    expect(await mother.call('newborn.get', { applicationId })).toMatchObject({ photoIds: [] });
  });

  describe('through the browser', () => {
    test('a large photograph comes through; the same weight elsewhere does not', async () => {
      const browser = openBrowser(system);
      await browser.login('tang-xinyi');
      const contentBase64 = largePhotograph();
      expect(contentBase64.length).toBeGreaterThan(2_700_000);
      const reply = await browser.reply('newborn.uploadPhoto', { contentBase64 });
      expect(reply).toMatchObject({ ok: true, data: { widthPx: 24 } });
      const before = await rowCounts(system.runtime.db);
      const body = JSON.stringify({ requestId: randomUUID(), contentBase64 });
      for (const action of ['newborn.submit', 'newborn.saveDraft', 'newborn.uploadPhoto2']) {
        const reply = await postAlone(system, `/rpc/${action}`, [body]);
        expect(reply).toEqual([413, 'body_too_large']);
      }
      expect(await rowCounts(system.runtime.db)).toEqual(before);
    });

    test('30 MB are too large, with a length and without', async () => {
      const before = await rowCounts(system.runtime.db);
      const path = '/rpc/newborn.uploadPhoto';
      const megabyte = 'A'.repeat(1024 * 1024);
      const parts = Array.from({ length: 30 }, () => megabyte);
      expect(await postAlone(system, path, [parts.join('')])).toEqual([413, 'body_too_large']);
      expect(await postAlone(system, path, parts)).toEqual([413, 'body_too_large']);
      expect(await rowCounts(system.runtime.db)).toEqual(before);
    });
  });
});

describe.each(engines())('how long things are kept, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('a draft is sealed, replaced, forgotten when empty, and old after 30 days', async () => {
    const mother = await parentOf(system, 'tang-xinyi');
    const draft = async () => (await mother.call('newborn.start', {})).draft;
    const values = { name: '草稿里的名字', sex: 'female' };
    const { savedAt } = await mother.call('newborn.saveDraft', { values });
    expect(await draft()).toEqual({ values, savedAt });
    expect(await dumpText(system.runtime.db)).not.toContain('草稿里的名字');
    await mother.call('newborn.saveDraft', { values: { name: '新' } });
    expect((await draft())?.values).toEqual({ name: '新' });
    await mother.call('newborn.saveDraft', { values: {} });
    expect(await draft()).toBeNull();
    const many = Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`f${index}`, 'x']));
    const reply = await mother.reply('newborn.saveDraft', { values: many });
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field: 'values' } });
    await mother.call('newborn.saveDraft', { values });
    await system.advance(29 * dayMinutes);
    expect((await draft())?.values).toEqual(values);
    await system.advance(2 * dayMinutes);
    expect(await query(system.runtime.db, 'select 1 from newborn_draft')).toEqual([]);
  });

  test('photographs go 30 days after the decision; one in the queue stays; the store goes first', async () => {
    const photos = storeOf(system);
    const kept = photos.size;
    const mother = await parentOf(system, 'wen-suqing');
    const ids: string[] = [];
    for (let count = 0; count < 2; count++) {
      ids.push((await mother.call('newborn.uploadPhoto', { contentBase64: photograph })).photoId);
    }
    const [attached = '', loose = ''] = ids;
    const form = formOf(birthOf(system, mother), { photoIds: [attached], acceptLateRule: true });
    const { applicationId, status } = await mother.call('newborn.submit', form);
    expect(status).toBe('queued');
    const remove = jest.spyOn(photos, 'remove').mockRejectedValueOnce(new Error('away'));
    await system.advance(31 * dayMinutes);
    // the store did not let it go: it is still there, and tried again
    expect(remove).toHaveBeenCalledTimes(1);
    expect(photos.size).toBe(kept + 2);
    expect((await mother.reply('newborn.photo', { photoId: loose })).ok).toBe(true);
    remove.mockRestore();
    await system.advance(dayMinutes);
    expect(await mother.refused('newborn.photo', { photoId: loose })).toBe('not_found');
    expect((await mother.reply('newborn.photo', { photoId: attached })).ok).toBe(true);
    const clerk = system.phone('gao-min');
    await clerk.call('newborn.staffClaim', { applicationId });
    await clerk.call('newborn.staffRefuse', { applicationId, reason: '照片上的编号看不清' });
    await system.advance(29 * dayMinutes);
    expect((await mother.reply('newborn.photo', { photoId: attached })).ok).toBe(true);
    await system.advance(2 * dayMinutes);
    expect(await mother.refused('newborn.photo', { photoId: attached })).toBe('not_found');
    expect(photos.size).toBe(kept);
    expect((await mother.call('newborn.get', { applicationId })).photoIds).toEqual([]);
    const rows = await query<{ n: number }>(
      system.runtime.db,
      `select count(*)::int as n from audit_entry where action = 'newborn.photoDeleted'`,
    );
    expect(rows).toEqual([{ n: 2 }]);
  });
});

describe.each(engines())('photographs that cannot be deleted, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('60 of them hold up nobody else, and are tried again a day later', async () => {
    const { db, clock } = system.runtime;
    const photos = storeOf(system);
    const mother = await parentOf(system, 'tang-xinyi');
    const ownerPersonId = await selfId(mother);
    const now = clock.now();
    const content = jpeg();
    const rowOf = (storageKey: string, deleteAfter: number) => ({
      id: randomUUID(),
      ownerPersonId,
      storageKey,
      mediaType: 'image/jpeg' as const,
      byteLength: content.length,
      widthPx: 24,
      heightPx: 16,
      sm3: '0'.repeat(64),
      createdAt: now - 2 * dayMs,
      deleteAfter,
    });
    const stuck = new Set<string>(Array.from({ length: 60 }, () => randomUUID()));
    const good = randomUUID();
    // the others have been due for longer
    const rows = [...stuck].map((key) => rowOf(key, now - dayMs));
    await db.insert(newbornPhoto).values([...rows, rowOf(good, now - 1)]);
    for (const key of [...stuck, good]) await photos.put(key, content);
    const spy = jest.spyOn(photos, 'remove').mockImplementation((key) => {
      if (stuck.has(key)) return Promise.reject(new UpstreamError('cloudbase-storage', 'no'));
      return MemoryPhotoStore.prototype.remove.call(photos, key);
    });
    const round = () => removeDuePhotos(system.runtime, { limit: 50, traceId: 'night' });
    // a full round is followed by another one in the same night
    expect([await round(), await round(), await round()]).toEqual([50, 11, 0]);
    expect(await photos.get(good)).toBeNull();
    expect(photos.size).toBe(60);
    spy.mockRestore();
    await system.advance(dayMinutes + 1);
    expect(photos.size).toBe(0);
    const left = await query(db, 'select 1 from newborn_photo where deleted_at is null');
    expect(left).toEqual([]);
  });
});

describe.each(postgresOnly())('uploads at the same moment, on $name', (engine) => {
  test('the limit of 20 holds, and every file has its row', async () => {
    const system = await startTestSystem(engine);
    const mother = await parentOf(system, 'tang-xinyi');
    const replies = await Promise.all(
      Array.from({ length: 26 }, () =>
        mother.reply('newborn.uploadPhoto', { contentBase64: photograph }),
      ),
    );
    expect(replies.filter((reply) => reply.ok)).toHaveLength(20);
    expect(storeOf(system).size).toBe(20);
    const rows = await query(system.runtime.db, 'select 1 from newborn_photo');
    expect(rows).toHaveLength(20);
    await system.close();
  });
});
