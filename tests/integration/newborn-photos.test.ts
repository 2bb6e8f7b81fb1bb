import { randomUUID } from 'node:crypto';
import { newbornPhoto } from '@yibao/cloudfunctions/lib/database/schema';
import { MemoryPhotoStore } from '@yibao/cloudfunctions/lib/ports/photo-store/memory';
import { UpstreamError } from '@yibao/cloudfunctions/lib/ports/http';
import { engines, postgresOnly } from '../support/database';
import { clientHeaders, openBrowser, postRefused } from '../support/h5';
import { selfId, verify } from '../support/journey';
import { birthOf, formOf } from '../support/newborn';
import { base64, exifSegment, jpeg, jpegSegment, png } from '../support/pictures';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { dumpText, query, rowCounts } from '../support/tables';

jest.setTimeout(60_000);

const dayMinutes = 24 * 60;
const photograph = base64(jpeg());

async function parentOf(system: TestSystem, key: string): Promise<Phone> {
  const phone = system.phone(key);
  const { verified } = await phone.call('identity.me', {});
  if (!verified) await verify(system, phone);
  return phone;
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

  const store = () => system.runtime.ports.photos as MemoryPhotoStore;
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
    expect(await clerk.refused('newborn.photo', { photoId })).toBe('not_verified');
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
    const reply = await mother.reply('newborn.submit', { ...form, photoIds: [own] });
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field: 'photoIds' } });
  });

  describe('through the browser', () => {
    test('a large photograph comes through; the same weight elsewhere does not', async () => {
      const browser = openBrowser(system);
      await browser.login('tang-xinyi');
      const contentBase64 = largePhotograph();
      expect(contentBase64.length).toBeGreaterThan(2_700_000);
      const reply = await browser.reply('newborn.uploadPhoto', { contentBase64 });
      expect(reply).toMatchObject({ ok: true, data: { widthPx: 24 } });
      const body = JSON.stringify({ requestId: randomUUID(), contentBase64 });
      for (const action of ['newborn.submit', 'newborn.saveDraft', 'newborn.uploadPhoto2']) {
        const { status, error } = await postRefused(system, browser, `/rpc/${action}`, body);
        expect([status, error.code]).toEqual([413, 'body_too_large']);
      }
    });

    test('30 MB are too large, with a length and without', async () => {
      const browser = openBrowser(system);
      await browser.login('tang-xinyi');
      const path = '/rpc/newborn.uploadPhoto';
      const megabytes = 30;
      const text = 'A'.repeat(megabytes * 1024 * 1024);
      const { status, error } = await postRefused(system, browser, path, text);
      expect([status, error.code]).toEqual([413, 'body_too_large']);
      let left = megabytes;
      const chunk = new Uint8Array(1024 * 1024).fill(65);
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (left-- > 0) controller.enqueue(chunk);
          else controller.close();
        },
      });
      const init = { method: 'POST', headers: clientHeaders, body, duplex: 'half' } as RequestInit;
      const response = await fetch(`${system.url}${path}`, init).catch(() => null);
      // the connection may be cut before the answer is read
      if (response) expect(response.status).toBe(413);
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
    const photos = system.runtime.ports.photos as MemoryPhotoStore;
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
    expect((system.runtime.ports.photos as MemoryPhotoStore).size).toBe(20);
    const rows = await query(system.runtime.db, 'select 1 from newborn_photo');
    expect(rows).toHaveLength(20);
    await system.close();
  });
});
