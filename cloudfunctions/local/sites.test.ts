import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleSite, residentSite } from './sites';

describe('the console’s files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'yibao-console-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>console</title>');
    writeFileSync(join(folder, 'assets', 'page-1a2b.js'), 'export {};');
    writeFileSync(join(folder, 'manifest.json'), '{}');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const get = (path: string) => consoleSite(folder).request(path);

  test('the page is asked for each time, what it loads never again', async () => {
    const page = await get('/console/');
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const script = await get('/console/assets/page-1a2b.js');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(script.headers.get('content-type')).toContain('javascript');
    expect((await get('/console')).headers.get('location')).toBe('/console/');
  });

  test('the residents’ site does the same, and what is not there is not kept', async () => {
    const site = residentSite(folder);
    expect((await site.request('/')).headers.get('cache-control')).toBe('no-cache');
    const script = await site.request('/assets/page-1a2b.js');
    expect(script.headers.get('cache-control')).toContain('immutable');
    const missing = await site.request('/assets/page-3c4d.js');
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, null]);
  });

  test('nobody frames it, and it loads nothing from elsewhere', async () => {
    const { headers } = await get('/console/');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-eval');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  test('the page says the same of itself, for a hosting that sends no headers', async () => {
    const html = readFileSync(join(__dirname, '../../console/index.html'), 'utf8');
    const own = /Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1];
    const sent = (await get('/console/')).headers.get('content-security-policy');
    // a page cannot say of itself who may frame it
    expect(sent).toBe(`${own}; frame-ancestors 'none'`);
  });

  test('serves what pages load and nothing else of its folder', async () => {
    expect((await get('/console/manifest.json')).status).toBe(404);
    expect((await get('/console/assets/../manifest.json')).status).toBe(404);
  });
});
