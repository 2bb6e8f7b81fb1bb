import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createSandbox } from './index';

const publicUrl = () => 'http://127.0.0.1:1';

test('mounts all parts and answers 404 in JSON for the rest', async () => {
  const { app, close } = createSandbox({ dataDir: null, publicUrl });
  expect((await app.request('/control/clock')).status).toBe(200);
  expect((await app.request('/')).status).toBe(200);
  expect((await app.request('/city')).status).toBe(200);
  expect((await app.request('/core', { method: 'POST', body: '{}' })).status).toBe(200);
  const missing = await app.request('/nothing/here');
  expect(missing.status).toBe(404);
  expect(await missing.json()).toMatchObject({ code: 'not_found' });
  close();
});

test('clock, faults, suspensions, posting delay and keys survive a kill', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-sandbox-'));
  const first = createSandbox({ dataDir, publicUrl });
  const post = (url: string, body: unknown) =>
    first.app.request(`/control${url}`, { method: 'POST', body: JSON.stringify(body) });
  const stuck = first.host.residents.list().find((each) => each.story === 'elsewhereStuck7h')!;
  await post('/clock', { setTo: '2026-02-01' });
  await post('/faults', { system: 'wechat', operation: '*', kind: 'drop', times: 5 });
  await post('/posting', { delayMinutes: 45 });
  await post('/elsewhere/reupload', { certNo: stuck.certNo });

  const second = createSandbox({ dataDir, publicUrl });
  const get = async (url: string): Promise<unknown> =>
    (await second.app.request(`/control${url}`)).json();
  expect(await get('/clock')).toMatchObject({
    iso: expect.stringMatching(/^2026-02-01T00:0/) as unknown,
  });
  expect(await get('/faults')).toMatchObject({ faults: [{ system: 'wechat', times: 5 }] });
  expect(await get('/posting')).toEqual({ delayMinutes: 45 });
  expect(await get(`/city?text=${stuck.certNo}`)).toMatchObject({
    people: [{ elsewhere: { needsReupload: false } }],
  });
  expect(second.host.keys).toEqual(first.host.keys);
  expect(second.host.residents.list()).toEqual(first.host.residents.list());
  first.close();
  second.close();
  fs.rmSync(dataDir, { recursive: true });
});
