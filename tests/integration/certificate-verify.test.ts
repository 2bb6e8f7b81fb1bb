import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { createGateway } from '@yibao/cloudfunctions/gateway/app';
import { codeBytes, groupCode, makeCode } from '@yibao/shared/rules/certificate-code';
import { engines } from '../support/database';
import { paidUp, selfId } from '../support/journey';
import { pdfPages } from '../support/pdf-text';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { dumpText } from '../support/tables';
import {
  compare,
  coverageYear,
  type Paper,
  paperOf,
  secretsOf,
  verify,
} from './certificate-support';

jest.setTimeout(60_000);

const randomCode = () => groupCode(makeCode(randomBytes(codeBytes)));

describe.each(engines())('the public page, on $name', (engine) => {
  let system: TestSystem;
  let phone: Phone;
  let paper: Paper;
  let other: Paper;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    phone = system.phone('lu-yutong');
    const { personId } = await paidUp(system, phone, coverageYear);
    paper = await paperOf(phone, { personId });
    other = await paperOf(phone, { personId, kind: 'cover', coverageYear: null });
  });
  afterAll(() => system.close());

  test('says what a paper proves and nothing that a stranger may not see', async () => {
    const { status, headers, body } = await verify(paper.verifyUrl);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'genuine', kind: 'contribution', nameMasked: '陆*桐' });
    expect(body['proves']).toEqual(['2026 年度，城乡居民基本医疗保险，个人缴费 400 元']);
    const html = await (await fetch(paper.verifyUrl)).text();
    for (const secret of secretsOf(system, 'lu-yutong')) {
      expect(JSON.stringify(body) + html).not.toContain(secret);
    }
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe-inline');
    expect(html).not.toMatch(/<script|javascript:|\son\w+=/i);
  });

  const linesOf = (body: Record<string, unknown>) =>
    (body['lines'] as { label: string; value: string }[]).map(({ label, value }) => [label, value]);

  test('shows what the genuine paper says, so that an edited amount or date is noticed', async () => {
    const [printed = ''] = await pdfPages(paper.bytes);
    const lines = linesOf((await verify(paper.verifyUrl)).body);
    expect(lines.map(([label]) => label)).toEqual([
      '险种',
      '参保年度',
      '个人缴费金额',
      '缴费时间',
      '收款编号',
    ]);
    const html = await (await fetch(paper.verifyUrl)).text();
    for (const [label = '', value = ''] of lines) {
      expect(printed).toContain((label + value).replace(/\s/g, ''));
      expect(html).toContain(value);
    }
    // a genuine paper is of its day: nothing is promised for today
    expect(html).toContain('<h1>✓ 真的，没有撤回</h1>');
    expect(html).not.toContain('现在有效');
  });

  test('shows what a proof of cover attests, year by year', async () => {
    const personId = await selfId(phone);
    const { verifyUrl } = await paperOf(phone, { personId, kind: 'cover' });
    const lines = linesOf((await verify(verifyUrl)).body);
    expect(lines[0]).toEqual(['签发当日参保状态', expect.any(String)]);
    expect(lines[1]).toEqual([
      '2026 年度',
      '城乡居民基本医疗保险，已缴费，待生效；' + '待遇享受期 2026 年 1 月 1 日至 12 月 31 日',
    ]);
    const html = await (await fetch(verifyUrl)).text();
    for (const [label = '', value = ''] of lines) {
      expect(html).toContain(label);
      expect(html).toContain(value);
    }
  });

  test('takes a code as people type it', async () => {
    const typed = ` ${paper.code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')} `;
    const { url } = await fetch(`${system.url}/verify?code=${encodeURIComponent(typed)}`);
    expect(url).toBe(paper.verifyUrl);
  });

  test('the code itself is nowhere in the database, nor in the log', async () => {
    const plain = paper.code.replaceAll('-', '');
    const dump = (await dumpText(system.runtime.db)) + system.logText();
    expect(dump).not.toContain(plain);
    expect(dump).not.toContain(paper.code);
  });

  test('the very file is the same; every way to change it is noticed', async () => {
    const { bytes, verifyUrl } = paper;
    expect(await compare(verifyUrl, bytes)).toBe('same');
    const flip = (at: number, mask = 1) => {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ mask;
      return changed;
    };
    const trailer = bytes.lastIndexOf('%YIBAO');
    const body = [0, 9, 700, Math.floor(trailer / 2), trailer - 3];
    for (const at of body) expect(await compare(verifyUrl, flip(at))).toBe('changed');
    const digit = bytes.lastIndexOf('sig=') + 20;
    const otherDigit = Buffer.from(bytes);
    otherDigit.write(bytes.toString('latin1', digit, digit + 1) === '0' ? '1' : '0', digit);
    expect(await compare(verifyUrl, otherDigit)).toBe('changed');
    // before, inside and behind the signature's line; cut off; cut in it; a line put in between
    expect(await compare(verifyUrl, flip(trailer - 1))).toBe('notOurs');
    expect(await compare(verifyUrl, flip(trailer))).toBe('notOurs');
    expect(await compare(verifyUrl, flip(bytes.length - 1))).toBe('notOurs');
    expect(await compare(verifyUrl, Buffer.concat([bytes, Buffer.from('\n')]))).toBe('notOurs');
    expect(await compare(verifyUrl, bytes.subarray(0, trailer - 1))).toBe('notOurs');
    expect(await compare(verifyUrl, bytes.subarray(0, bytes.length - 10))).toBe('notOurs');
    const wedge = [bytes.subarray(0, trailer - 1), Buffer.from('x'), bytes.subarray(trailer - 1)];
    expect(await compare(verifyUrl, Buffer.concat(wedge))).toBe('changed');
    expect(await compare(verifyUrl, Buffer.from('%PDF-1.7 something else'))).toBe('notOurs');
    expect(await compare(verifyUrl, other.bytes)).toBe('otherPaper');
  });

  test('a wrong key id is no signature of ours; an earlier key still verifies', async () => {
    const { bytes, verifyUrl } = paper;
    const renamed = Buffer.from(
      bytes.toString('latin1').replace('key=sandbox-paper-1', 'key=sandbox-paper-9'),
      'latin1',
    );
    expect(await compare(verifyUrl, renamed)).toBe('notOurs');
    const { runtime } = system;
    const { certificates } = runtime.config;
    const rotated = {
      ...runtime,
      config: {
        ...runtime.config,
        certificates: {
          ...certificates,
          keyId: 'sandbox-paper-2',
          publicKeys: { ...certificates.publicKeys, 'sandbox-paper-2': '04'.padEnd(130, '1') },
        },
      },
    };
    const gateway = createGateway(() => Promise.resolve(rotated));
    const form = new FormData();
    form.set('file', new Blob([Buffer.from(bytes)]), 'paper.pdf');
    const { pathname } = new URL(verifyUrl);
    const answer = await gateway.request(pathname, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: form,
    });
    expect(await answer.json()).toMatchObject({ comparison: 'same' });
    const forgotten = { ...certificates, publicKeys: {} };
    const without = { ...runtime, config: { ...runtime.config, certificates: forgotten } };
    const strange = createGateway(() => Promise.resolve(without));
    const body = new FormData();
    body.set('file', new Blob([Buffer.from(bytes)]), 'paper.pdf');
    const refused = await strange.request(pathname, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body,
    });
    expect(await refused.json()).toMatchObject({ comparison: 'notOurs' });
  });

  test('openssl alone says the same, as the key page explains', async () => {
    const page = await (await fetch(`${system.url}/verify/key`)).text();
    expect(page).toContain('openssl pkeyutl -verify');
    const pem = await (await fetch(`${system.url}/verify/key/sandbox-paper-1.pem`)).text();
    const [, recipe = ''] = /<pre>([^]*?)<\/pre>/.exec(page) ?? [];
    const script = recipe
      .replaceAll('&lt;', '<')
      .replaceAll('&#39;', "'")
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    const folder = mkdtempSync(join(tmpdir(), 'yibao-paper-'));
    try {
      writeFileSync(join(folder, 'sandbox-paper-1.pem'), pem);
      const check = (content: Uint8Array): string => {
        writeFileSync(join(folder, 'paper.pdf'), content);
        try {
          return execFileSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
        } catch (error) {
          return String((error as { stdout: unknown }).stdout);
        }
      };
      expect(check(paper.bytes)).toContain('Signature Verified Successfully');
      const changed = Buffer.from(paper.bytes);
      changed[500] = changed[500]! ^ 1;
      expect(check(changed)).toContain('Signature Verification Failure');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('an upload that is too large, no form, or nothing at all', async () => {
    const gateway = createGateway(() => Promise.resolve(system.runtime));
    const { pathname } = new URL(paper.verifyUrl);
    const huge = new FormData();
    huge.set('file', new Blob([Buffer.alloc(2 * 1024 * 1024 + 5000)]), 'paper.pdf');
    const tooLarge = await gateway.request(pathname, { method: 'POST', body: huge });
    expect(tooLarge.status).toBe(413);
    expect(await tooLarge.text()).toContain('文件太大');
    // without a length told: cut off while it comes
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const cut = await gateway.request(
      new Request(paper.verifyUrl, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        body: stream,
        duplex: 'half',
      }),
    );
    expect(cut.status).toBe(413);
    const post = async (body: string, type: string) =>
      (await gateway.request(pathname, { method: 'POST', headers: { 'content-type': type }, body }))
        .status;
    expect(await post('rubbish', 'multipart/form-data; boundary=x')).toBe(400);
    expect(await post('--x\r\nrubbish', 'multipart/form-data; boundary=x')).toBe(400);
    expect(await post('--x--', 'multipart/form-data')).toBe(400);
    expect(await post('file=abc', 'application/x-www-form-urlencoded')).toBe(400);
    expect(await compare(paper.verifyUrl, new Uint8Array())).toBe('noFile');
  });

  test('what is typed comes back as text, never as markup', async () => {
    const typed = '"><script>alert(1)</script>';
    const page = await fetch(`${system.url}/verify?code=${encodeURIComponent(typed)}`);
    expect(page.status).toBe(400);
    const html = await page.text();
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;');
    const inPath = await fetch(`${system.url}/verify/${encodeURIComponent(typed)}`);
    expect(await inPath.text()).not.toContain('<script>');
  });

  test('a slip of the pen is told apart and does not count as a guess', async () => {
    const wrong = paper.code.startsWith('0') ? '1' : '0';
    const slipped = wrong + paper.code.slice(1);
    for (let n = 0; n < 30; n++) {
      const { status, body } = await verify(`${system.url}/verify/${slipped}`);
      expect([status, body]).toEqual([400, { status: 'mistyped' }]);
    }
    expect((await verify(paper.verifyUrl)).status).toBe(200);
  });

  test('a code guessed 1,000 times: twenty are looked up, then nothing, for ten minutes', async () => {
    const answers = new Map<string, number>();
    const bodies = new Set<string>();
    for (let n = 0; n < 1000; n++) {
      const { status, body } = await verify(`${system.url}/verify/${randomCode()}`);
      answers.set(String(status), (answers.get(String(status)) ?? 0) + 1);
      bodies.add(JSON.stringify(body));
    }
    expect(Object.fromEntries(answers)).toEqual({ '404': 20, '429': 980 });
    // always the same words
    expect([...bodies].sort()).toEqual(['{"status":"tooMany"}', '{"status":"unknown"}']);
    expect((await verify(paper.verifyUrl)).status).toBe(429);
    // no address is kept
    expect(await dumpText(system.runtime.db)).not.toMatch(/127\.0\.0\.1"?,/);
    await system.advance(10);
    expect((await verify(paper.verifyUrl)).status).toBe(200);
  });

  test('behind a proxy only what the proxy wrote counts, not what a client claims', async () => {
    const config = { ...system.runtime.config, trustedProxies: 1 };
    const gateway = createGateway(() => Promise.resolve({ ...system.runtime, config }));
    const ask = async (forwarded: string) =>
      (
        await gateway.request(`/verify/${randomCode()}`, {
          headers: { 'x-forwarded-for': forwarded },
        })
      ).status;
    for (let n = 0; n < 20; n++) expect(await ask(`10.0.0.${n}, 203.0.113.7`)).toBe(404);
    expect(await ask('10.9.9.9, 203.0.113.7')).toBe(429);
    expect(await ask('203.0.113.7, 203.0.113.8')).toBe(404);
    // one subscriber's IPv6 addresses are one
    for (let n = 0; n < 20; n++) expect(await ask(`2001:db8:1:2::${n}`)).toBe(404);
    expect(await ask('2001:db8:1:2:ffff::1')).toBe(429);
    expect(await ask('2001:db8:1:3::1')).toBe(404);
  });

  test('each look is counted for the person, with no word about who', async () => {
    const seen = async () =>
      (await phone.call('certificate.get', { certificateId: other.certificateId })).certificate
        .verified;
    expect(await seen()).toEqual({ times: 0, lastAt: null });
    const before = system.runtime.clock.now();
    await verify(other.verifyUrl);
    await compare(other.verifyUrl, other.bytes);
    const { times, lastAt } = await seen();
    expect(times).toBe(2);
    expect(lastAt).toBeGreaterThanOrEqual(before);
    expect(lastAt).toBeLessThanOrEqual(system.runtime.clock.now());
  });

  test('a download link works without a login, a few times, for ten minutes', async () => {
    const { certificateId } = paper;
    const { path } = await phone.call('certificate.link', { certificateId });
    expect(path).toMatch(/^\/papers\/[\w-]{32}$/);
    const get = () => fetch(`${system.url}${path}`);
    const first = await get();
    expect(first.headers.get('content-disposition')).toContain('attachment');
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(Buffer.from(await first.arrayBuffer()).equals(paper.bytes)).toBe(true);
    expect([(await get()).status, (await get()).status, (await get()).status]).toEqual([
      200, 200, 410,
    ]);
    const late = await phone.call('certificate.link', { certificateId });
    expect(late.path).not.toBe(path);
    await system.advance(10);
    expect((await fetch(`${system.url}${late.path}`)).status).toBe(410);
    expect((await fetch(`${system.url}/papers/${'x'.repeat(32)}`)).status).toBe(410);
    expect((await fetch(`${system.url}/papers/../verify/x`)).status).toBe(400);
    expect(await dumpText(system.runtime.db)).not.toContain(path.slice('/papers/'.length));
  });

  test('withdrawn: the page says so, the file and its links are gone', async () => {
    const { certificateId } = paper;
    const { path } = await phone.call('certificate.link', { certificateId });
    await phone.call('certificate.withdraw', { certificateId, cause: 'lost' });
    const { body } = await verify(paper.verifyUrl);
    expect(body).toMatchObject({ status: 'withdrawn', nameMasked: '陆*桐' });
    expect(await compare(paper.verifyUrl, paper.bytes)).toBe('same');
    expect(await (await fetch(paper.verifyUrl)).text()).toContain('已撤回');
    expect((await fetch(`${system.url}${path}`)).status).toBe(410);
    expect(await phone.refused('certificate.link', { certificateId })).toBe('paper_gone');
    expect((await phone.call('certificate.get', { certificateId })).file).toBeNull();
  });
});
