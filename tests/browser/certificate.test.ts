import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from 'playwright-core';
import { launchChromium, newPhonePage, type PhonePage } from '../support/chromium';
import { paidUp } from '../support/journey';
import { phoneOf, sandboxPoster } from '../support/system';
import { openScene, type Scene, stages } from './stages';
import { Thumb } from './phone-journey';

jest.setTimeout(120_000);

const coverageYear = 2026;

/** A stranger with the paper, in a browser that knows nobody. */
async function openStranger(album: string) {
  const browser = await launchChromium();
  const phone = await newPhonePage(browser);
  return { phone, thumb: new Thumb(phone.page, album), close: () => browser.close() };
}

/** Saves the paper the way the client offers it. @returns its bytes */
async function save(page: Page, name: 'h5' | 'weapp'): Promise<Buffer> {
  const download = page.waitForEvent('download');
  if (name === 'h5') {
    await page.locator('#download-paper:visible').click();
  } else {
    await page.locator('#open-paper:visible').click();
    await page.locator('[data-dialog="document"] a').click();
  }
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^缴费凭证-JF20251120-[0-9A-Z]{8}\.pdf$/);
  const bytes = readFileSync(await file.path());
  if (name === 'weapp') {
    await page.locator('[data-dialog="document"]').getByText('关闭', { exact: true }).click();
  }
  return bytes;
}

const choose = (page: Page, content: Buffer) =>
  page.locator('#file').setInputFiles({
    name: '证明.pdf',
    mimeType: 'application/pdf',
    buffer: content,
  });

describe.each(stages)('certificates in Chromium: $name', (stage) => {
  let scene: Scene;
  let stranger: Awaited<ReturnType<typeof openStranger>>;
  let paper: Buffer;
  let address: string;

  beforeAll(async () => {
    scene = await openScene(stage, 'lu-yutong', 'certificate');
    stranger = await openStranger(join(stage.name, 'certificate-public'));
    const { system } = scene;
    const sandboxPost = sandboxPoster(system);
    await paidUp({ sandboxPost }, phoneOf(system, 'lu-yutong'), coverageYear);
    await scene.phone.page.goto(stage.address(system, scene.user));
    await stage.logIn(scene.phone.page, scene.user);
  });
  afterAll(async () => {
    await stranger.close();
    await scene.close();
  });

  test('from home to a paper: which, whose, which year, a last look', async () => {
    const { thumb } = scene;
    await thumb.looks('go-certificates');
    await thumb.tap('go-certificates');
    await thumb.looks('new-paper');
    await thumb.tap('new-paper');
    await thumb.looks('next');
    await thumb.tap('kind-contribution');
    await thumb.tap('next');
    await thumb.looks('who');
    await thumb.tap('next');
    await thumb.looks('year');
    await thumb.tap('next');
    await thumb.looks('paper-content');
    await thumb.sees('400 元');
    await thumb.tap('issue');
    await thumb.sees('已开好');
    await thumb.looks('paper-code');
  });

  test('the file is saved and is a PDF with a signature', async () => {
    paper = await save(scene.phone.page, stage.name);
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
    expect(paper.subarray(-400).toString('latin1')).toContain('%YIBAO-SIGNATURE alg=SM2-SM3');
  });

  test('a stranger types the code and reads that it is genuine, masked', async () => {
    const { phone, thumb } = stranger;
    const code = await scene.phone.page.locator('#paper-code:visible').innerText();
    await phone.page.goto(`${scene.system.url}/verify`);
    await thumb.looks('code');
    await phone.page.locator('#code').fill(code.replaceAll('\n', ' ').toLowerCase());
    await phone.page.getByRole('button', { name: '查一查' }).click();
    await thumb.sees('真的，没有撤回');
    await thumb.looks('file');
    address = phone.page.url();
    const text = await phone.page.locator('main').innerText();
    expect(text).toContain('陆*桐');
    expect(text).not.toContain('陆雨桐');
    expect(text).not.toContain(scene.user.resident.certNo);
  });

  test('the file itself is compared: the same, and one byte changed', async () => {
    const { phone, thumb } = stranger;
    await choose(phone.page, paper);
    await phone.page.getByRole('button', { name: '比一比' }).click();
    await thumb.sees('没有改过');
    await thumb.looks('comparison');
    const changed = Buffer.from(paper);
    changed[1000] = changed[1000]! ^ 1;
    await choose(phone.page, changed);
    await phone.page.getByRole('button', { name: '比一比' }).click();
    await thumb.sees('被改过');
    await thumb.looks('comparison');
  });

  test('the person sees how often it was verified, and withdraws it', async () => {
    const { thumb } = scene;
    await thumb.tap('all-papers');
    await thumb.looks('new-paper');
    await thumb.sees('有效，可下载');
    await thumb.page.locator('.paper-row:visible').first().click();
    await thumb.sees('被验证过 3 次');
    await thumb.tap('withdraw');
    await thumb.looks('withdraw-sheet');
    await thumb.tap('cause-lost');
    await thumb.tap('withdraw-confirm');
    await thumb.sees('已撤回');
    await thumb.looks('issue-again');
  });

  test('from then on everybody reads so', async () => {
    const { phone, thumb } = stranger;
    await phone.page.goto(address);
    await thumb.sees('已撤回');
    await thumb.looks('file');
  });

  test('no screen had a serious barrier, none an error', () => {
    const { phone, thumb } = scene;
    expect([...thumb.barriers, ...stranger.thumb.barriers]).toEqual([]);
    expect(unexpected([phone, stranger.phone])).toEqual([]);
  });
});

/** A stranger is told so with 401. */
const unexpected = (phones: PhonePage[]) =>
  phones.flatMap(({ problems }) => problems).filter((problem) => !/status of 40[13]/.test(problem));
