import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { readMigrations } from '@yibao/cloudfunctions/lib/database/migrate';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { createLog } from '@yibao/cloudfunctions/lib/log';
import { type LocalSystem, startLocalSystem } from '@yibao/cloudfunctions/local/local-system';
import { type TestUser } from '@yibao/sandbox/city/resident';
import { launchChromium, newPhonePage, type PhonePage } from '../support/chromium';
import { migrationsFolder, projectFolder } from '../support/paths';
import { testUser } from '../support/system';
import { buildRunnerSite } from '../weapp-runner/build';
import { type Target, Thumb } from './phone-journey';

const dialog = (page: Page, name: string, button: string) =>
  page.locator(`[data-dialog="${name}"]`).getByText(button, { exact: true }).click();

/** One of the two clients, and how a person with that phone is put in front of it. */
export interface Stage extends Target {
  /** Folder with the built site, and what to do with it afterwards. */
  site(): Promise<{ folder: string; remove(): void }>;
  /** The address of the page says whose phone it is. */
  address(system: LocalSystem, user: TestUser): string;
}

const h5: Stage = {
  name: 'h5',
  site: () =>
    Promise.resolve({ folder: join(projectFolder, 'client/dist/h5'), remove: () => undefined }),
  address: ({ url }) => url,
  async logIn(page, user) {
    await page.locator('#login:visible').click();
    await page.locator(`button[value="${user.key}"]`).click();
  },
  passFaceCheck: (page) => page.getByRole('button', { name: '本人通过' }).click(),
  atCashier: (page, decision) => page.locator(`button[value="${decision}"]`).click(),
  atCashierAgain: (page, decision) => page.locator(`button[value="${decision}"]`).click(),
  allowMessages: () => Promise.resolve(),
  goBack: (page) => page.goBack(),
  atTaxCashier: (page, decision) => page.locator(`button[value="${decision}"]`).click(),
  isTakenToTax: true,
};

const weapp: Stage = {
  name: 'weapp',
  async site() {
    const folder = mkdtempSync(join(tmpdir(), 'yibao-weapp-'));
    await buildRunnerSite({ dist: join(projectFolder, 'client/dist/weapp'), out: folder });
    return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
  },
  address: ({ url, sandbox }, user) => {
    const { appId } = sandbox.host.keys.wechat.miniProgram;
    const query = new URLSearchParams({ user: user.miniProgramOpenid, appId });
    return `${url}/?${query.toString()}`;
  },
  logIn: () => Promise.resolve(),
  passFaceCheck: (page) => dialog(page, 'face', '本人通过'),
  allowMessages: (page) => dialog(page, 'subscribe', '允许'),
  async atCashier(page, decision) {
    await this.allowMessages(page);
    await this.atCashierAgain(page, decision);
  },
  atCashierAgain: (page, decision) => dialog(page, 'cashier', decision === 'pay' ? '支付' : '离开'),
  goBack: (page) => page.getByRole('button', { name: '返回', exact: true }).last().click(),
  atTaxCashier: (page, decision) => dialog(page, 'tax', decision === 'pay' ? '确认缴费' : '不打开'),
  isTakenToTax: false,
};

export const stages: Stage[] = [h5, weapp];

/** A running system, a phone in Chromium, and the person whose phone it is. */
export interface Scene {
  system: LocalSystem;
  phone: PhonePage;
  thumb: Thumb;
  user: TestUser;
  /** Another person's phone, with pictures of its own. */
  secondPhone(userKey: string): Promise<{ phone: PhonePage; thumb: Thumb; user: TestUser }>;
  close(): Promise<void>;
}

/** @param album name of the folder for the pictures, below the stage's own */
export async function openScene(stage: Stage, userKey: string, album: string): Promise<Scene> {
  const site = await stage.site();
  const system = await startLocalSystem({
    port: 0,
    sandboxDir: null,
    database: await openPglite(),
    migrations: readMigrations(migrationsFolder),
    log: createLog('silent'),
    siteDir: site.folder,
    tickMs: 500,
  });
  const browser: Browser = await launchChromium();
  const open = async (key: string, pictures: string) => {
    const user = testUser(system, key);
    const phone = await newPhonePage(browser);
    const thumb = new Thumb(phone.page, join(stage.name, pictures));
    await phone.page.goto(stage.address(system, user));
    return { phone, thumb, user };
  };
  return {
    system,
    ...(await open(userKey, album)),
    secondPhone: (key) => open(key, join(album, key)),
    async close() {
      await browser.close();
      await system.close();
      site.remove();
    },
  };
}
