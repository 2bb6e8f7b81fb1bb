import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { type ConsentField } from '@yibao/shared/rules/consent-fields';
import { eventually, launchChromium, newDeskPage, type OpenPage } from '../support/chromium';
import { grantAs } from '../support/consent';
import { claimOf } from '../support/journey';
import { logins, signInOf } from '../support/organisations';
import { projectFolder } from '../support/paths';
import { withRecords } from '../support/records';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import { Desk } from './desk';

jest.setTimeout(120_000);

const caseNo = 'LP-2025-1120';
const words = '您申请了住院费用的理赔，我们要核对医保报销的金额';

/** What a script of the page can do against the watermark; all of it stays as it is. */
const tamper = `(async () => {
  const holder = document.querySelector('.watermarked');
  const refused = ['manual', 'named'].filter((slotAssignment) => {
    try { holder.attachShadow({ mode: 'open', slotAssignment }); } catch { return true; }
  });
  const shown = document.querySelector('[data-look]');
  shown.style.cssText = 'position: relative; z-index: 100000; background: #fff';
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.watermarked { isolation: auto !important } ' +
    '.watermarked > :not([data-look], [data-watermark]) { display: none !important }');
  document.adoptedStyleSheets = [sheet];
  for (const time of [1, 2]) {
    holder.setAttribute('style', 'position: static');
    holder.removeAttribute('class');
    await Promise.resolve();
  }
  return refused.length === 2 && holder.shadowRoot === null;
})()`;

/** More settlements than a page holds, one a day, in a hospital with a name of its own. */
async function manySettlements(system: TestSystem, personId: string): Promise<void> {
  const now = system.runtime.clock.now();
  await query(
    system.runtime.db,
    `insert into platform_settlement
     select (jsonb_populate_record(null::platform_settlement, to_jsonb(s) || jsonb_build_object(
       'settlement_no', 'desk-' || n, 'kind', 'inpatient',
       'settled_at', to_timestamp(${now / 1000}) - n * interval '1 day'))).*
     from (select * from platform_settlement where person_id = '${personId}' and gone_at is null
           order by settled_at desc limit 1) s, generate_series(1, 60) n`,
  );
}

describe('an organisation’s clerk at the console', () => {
  let system: TestSystem;
  let browser: Browser;
  let opened: OpenPage;
  let desk: Desk;
  let phone: Phone;
  let consentId: string;

  beforeAll(async () => {
    system = await startTestSystem(
      { name: 'PGlite', open: () => openPglite() },
      {},
      { consoleDir: join(projectFolder, 'console/dist') },
    );
    phone = system.phone('jiang-xiaomei');
    await manySettlements(system, await withRecords(system, phone));
    browser = await launchChromium();
    opened = await newDeskPage(browser);
    desk = new Desk(opened.page, 'clerk');
    await opened.page.goto(`${system.url}/console/`);
  });
  afterAll(async () => {
    await browser.close();
    await system.close();
  });
  const look = () => opened.page.locator('[data-look]');
  const html = () => opened.page.content();

  test('comes in by password and second factor, and not without', async () => {
    const { login, password, code } = signInOf(logins.insurer);
    await desk.sees('医保局工作人员');
    await desk.looks('doors');
    await desk.press('登录');
    await desk.sees('请填写密码');
    await desk.type('登录名', login);
    await desk.type('密码', password);
    await desk.type('验证器', String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
    await desk.press('登录');
    await desk.sees('没有登录成功');
    await desk.looks('refused');
    await desk.type('验证器', signInOf(logins.insurer).code);
    await desk.press('登录');
    await opened.page.getByRole('heading', { level: 1, name: '授权请求' }).waitFor();
    await desk.looks('nothing-yet');
    await desk.goTo('我的机构');
    await desk.sees('和医保局的协议');
    await desk.looks('organisation');
  });

  test('asks somebody, and reads in each line of a list what is wrong with it', async () => {
    const { name, documentNumber } = claimOf(phone.user.resident);
    await desk.goTo('发起请求', '发起授权请求');
    await opened.page.getByText('一份名单').click();
    await desk.type('名单', `${name} ${documentNumber}\n李四 340603199001010000`);
    await desk.sees('第 2 行');
    await desk.looks('list');
    await desk.type('案件编号', caseNo);
    await desk.choose('用途', '商业保险理赔');
    await desk.type('写给本人的话', words);
    await desk.press('核对后发送');
    await desk.sees('有 1 行要改');
    await desk.type('名单', `${name}，${documentNumber}`);
    await opened.page.getByRole('checkbox', { name: '存成文件' }).check();
    await desk.press('核对后发送');
    await desk.sees('同意以后 30 天');
    await desk.looks('check');
    await desk.press('发送请求');
    await desk.sees('已发出 1 份请求');
    await desk.looks('sent');
    const { lines } = await phone.call('consent.list', {});
    consentId = lines[0]!.consentId;
    expect((await phone.call('consent.detail', { consentId })).words).toBe(words);
  });

  test('sees nothing before it is granted, and then only what was', async () => {
    await desk.goTo('授权请求');
    await desk.sees('等本人决定');
    await desk.press('详情');
    await desk.sees('看不到任何内容');
    await desk.looks('requested');
    const { requested } = await phone.call('consent.detail', { consentId });
    const fields = requested.fields.filter((field: ConsentField) => field !== 'paidYears');
    await grantAs(system, phone, consentId, { ...requested, fields });
    await opened.page.reload();
    await desk.press('详情');
    await desk.sees('本人允许的范围');
    await desk.looks('granted');
    await desk.press('去查询');
    await desk.press('用这份授权');
    await desk.sees('每点一次算一次查看');
    await desk.looks('ask');
    expect(await opened.page.getByRole('checkbox', { name: '哪几年缴了费' }).count()).toBe(0);
  });

  test('looks, page by page, under a watermark that comes back', async () => {
    await desk.press('查询');
    await look().waitFor();
    await desk.sees(/^共 \d+ 笔/);
    const line = opened.page.locator('[data-watermark]');
    const [first = ''] = await line.allTextContents();
    expect(first).toContain('相山人寿保险');
    expect(first).toMatch(/2025 年 11 月 20 日.*查询编号 [0-9a-f-]{36}/);
    await desk.looks('look');
    const rows = look().locator('tbody tr.ant-table-row');
    const before = await rows.count();
    await desk.press('再看一些');
    await eventually(async () => expect(await rows.count()).toBeGreaterThan(before));
    expect((await line.allTextContents())[0]).not.toBe(first);
    const holder = opened.page.locator('.watermarked');
    // a row under the mouse, and a button that was pressed, have their colours for a moment
    await opened.page.mouse.move(0, 0);
    await desk.looks('more');
    const drawn = await holder.screenshot();
    expect(await opened.page.evaluate(tamper)).toBe(true);
    await eventually(async () => expect((await holder.screenshot()).equals(drawn)).toBe(true));
  });

  test('previews and prints; the browser’s own print has nothing on it', async () => {
    await desk.press('预览打印');
    await opened.page.locator('.paper').waitFor();
    await desk.looks('preview');
    await opened.page.emulateMedia({ media: 'print' });
    expect(await look().isVisible()).toBe(false);
    await desk.sees('这里的内容不能直接打印');
    await desk.picture('paper-of-the-browser');
    await opened.page.emulateMedia({ media: 'screen' });
    const download = opened.page.waitForEvent('download');
    await desk.press('打印');
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/\.pdf$/);
    expect(
      readFileSync(await file.path())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    await desk.sees('任何人都可以核验');
    await desk.looks('printed');
    await desk.press('返回列表');
    await look().locator('tbody tr.ant-table-row').first().waitFor();
    await desk.sees(/^共 \d+ 笔/);
  });

  test('takes the file away, piece by piece', async () => {
    await desk.press('结束查看');
    await desk.press('查询');
    await look().waitFor();
    const download = opened.page.waitForEvent('download');
    await desk.press('导出文件');
    const text = readFileSync(await (await download).path(), 'utf8');
    expect(text.split('\n').length).toBeGreaterThan(60);
    expect(text).toContain('查询编号');
  });

  test('the person revokes: the next click refuses, and the data is gone from the page', async () => {
    const hospital = await look().locator('tbody tr.ant-table-row td').nth(3).innerText();
    expect(hospital.length).toBeGreaterThan(3);
    expect(await html()).toContain(hospital);
    await phone.call('consent.revoke', { consentId });
    await desk.press('再看一些');
    await opened.page.locator('[data-refused="not_active"]').waitFor();
    await desk.sees('查询编号');
    await desk.looks('revoked');
    expect(await look().count()).toBe(0);
    expect(await html()).not.toContain(hospital);
    await desk.press('回到授权');
    await desk.type('案件编号', caseNo);
    await desk.press('找授权');
    await desk.sees('本人已收回');
    await desk.looks('revoked-list');
  });

  test('closes the case and has a day by which it is erased', async () => {
    await desk.goTo('案件');
    await desk.press('结案');
    await desk.sees('都不能再查询');
    await desk.looks('close');
    await desk.press('结案');
    await desk.sees('还没有案件');
    await opened.page.getByText('待删除', { exact: true }).click();
    await desk.sees('已结案，待删除');
    await desk.looks('to-erase');
  });

  test('no screen had a serious barrier, none an error', () => {
    expect(desk.barriers).toEqual([]);
    // a stranger is told so, and a wrong code
    expect(opened.problems.filter((each) => !/status of 401/.test(each))).toEqual([]);
  });
});
