import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { readMigrations } from '@yibao/cloudfunctions/lib/database/migrate';
import { createLog } from '@yibao/cloudfunctions/lib/log';
import { type LocalSystem, startLocalSystem } from '@yibao/cloudfunctions/local/local-system';
import { type TestUser } from '@yibao/sandbox/city/resident';
import { launchChromium, newPhonePage, type PhonePage } from '../support/chromium';
import { migrationsFolder, projectFolder } from '../support/paths';
import { testUser } from '../support/system';
import { buildRunnerSite } from '../weapp-runner/build';
import { addMother, enrolBoth, type Target, Thumb, verifyByFace } from './phone-journey';

jest.setTimeout(120_000);

const userKey = 'xu-huilan';
const dialog = (page: Page, name: string, button: string) =>
  page.locator(`[data-dialog="${name}"]`).getByText(button, { exact: true }).click();

/** The person of the journey has a phone; the address of the page says whose it is. */
interface Stage extends Target {
  /** Folder with the built site. */
  site(): Promise<string>;
  address(system: LocalSystem, user: TestUser): string;
}

const h5: Stage = {
  name: 'h5',
  site: () => Promise.resolve(join(projectFolder, 'client/dist/h5')),
  address: ({ url }) => url,
  async logIn(page) {
    await page.locator('#login:visible').click();
    await page.locator(`button[value="${userKey}"]`).click();
  },
  passFaceCheck: (page) => page.getByRole('button', { name: '本人通过' }).click(),
  atCashier: (page, decision) => page.locator(`button[value="${decision}"]`).click(),
};

let runnerSite = '';
const weapp: Stage = {
  name: 'weapp',
  async site() {
    runnerSite = mkdtempSync(join(tmpdir(), 'yibao-weapp-'));
    await buildRunnerSite({ dist: join(projectFolder, 'client/dist/weapp'), out: runnerSite });
    return runnerSite;
  },
  address: ({ url, sandbox }, user) => {
    const { appId } = sandbox.host.keys.wechat.miniProgram;
    const query = new URLSearchParams({ user: user.miniProgramOpenid, appId });
    return `${url}/?${query.toString()}`;
  },
  logIn: () => Promise.resolve(),
  passFaceCheck: (page) => dialog(page, 'face', '本人通过'),
  async atCashier(page, decision) {
    await dialog(page, 'subscribe', '允许');
    await dialog(page, 'cashier', decision === 'pay' ? '支付' : '离开');
  },
};

describe.each([h5, weapp])('the main journey in Chromium: $name', (stage) => {
  let system: LocalSystem;
  let browser: Browser;
  let phone: PhonePage;
  let thumb: Thumb;
  let user: TestUser;

  beforeAll(async () => {
    system = await startLocalSystem({
      port: 0,
      sandboxDir: null,
      database: await openPglite(),
      migrations: readMigrations(migrationsFolder),
      log: createLog('silent'),
      siteDir: await stage.site(),
      tickMs: 500,
    });
    user = testUser(system, userKey);
    browser = await launchChromium();
    phone = await newPhonePage(browser);
    thumb = new Thumb(phone.page, stage.name);
    await phone.page.goto(stage.address(system, user));
  });

  afterAll(async () => {
    await browser.close();
    await system.close();
    if (runnerSite !== '') rmSync(runnerSite, { recursive: true, force: true });
  });

  test('a daughter proves who she is, once', async () => {
    await stage.logIn(phone.page);
    await verifyByFace(thumb, stage, user.resident);
  });

  test('adds her mother', async () => {
    const mother = user.family.find(({ relation }) => relation === 'mother');
    await addMother(thumb, mother!.resident);
  });

  test('enrols both and walks away from the cashier: nothing is paid, nothing is lost', async () => {
    await enrolBoth(thumb);
    await thumb.tap('pay-button');
    await stage.atCashier(phone.page, 'walk-away');
    await thumb.looks('resume-payment');
  });

  test('pays once for both and sees at once from which day they are covered', async () => {
    await thumb.tap('resume-payment');
    if (stage.name === 'h5') await stage.atCashier(phone.page, 'pay');
    else await dialog(phone.page, 'cashier', '支付');
    await thumb.sees('缴费成功');
    await thumb.sees('2026 年 1 月 1 日');
    await thumb.looks('result');
  });

  test('finds it again on the home page, in the orders and under her cover', async () => {
    await thumb.tap('go-home');
    await thumb.looks('go-cover');
    await thumb.sees('2026 年 1 月 1 日起可以报销');
    await thumb.tap('go-cover');
    await thumb.looks('cover');
  });

  test('no screen had a serious barrier, none an error', () => {
    expect(thumb.barriers).toEqual([]);
    // a stranger is told so with 401, somebody unverified with 403: the browser notes both
    const expected = /status of 40[13]/;
    expect(phone.problems.filter((problem) => !expected.test(problem))).toEqual([]);
  });
});
