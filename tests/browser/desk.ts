import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Locator, type Page } from 'playwright-core';
import { axeViolations } from '../support/chromium';
import { projectFolder } from '../support/paths';
import { stillness } from './phone-journey';

const pictures = join(projectFolder, '.cache', 'screens', 'console');

/** Somebody at a desk with the console open: goes by what is written on the screen. */
export class Desk {
  private step = 0;
  /** Serious findings of axe, by screen. */
  readonly barriers: string[] = [];

  constructor(
    readonly page: Page,
    private readonly album: string,
  ) {
    mkdirSync(join(pictures, album), { recursive: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true }).last();
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  /** Opens a page by the menu; its heading may say more than the menu does. */
  async goTo(entry: string, heading = entry): Promise<void> {
    await this.page.getByRole('navigation').getByText(entry, { exact: true }).click();
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }

  async type(label: string, text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: label }).last().fill(text);
  }

  /** Opens a list and takes one of it. */
  async choose(label: string, option: string): Promise<void> {
    await this.page.getByRole('combobox', { name: label }).last().click();
    await this.page.locator('.ant-select-item-option', { hasText: option }).last().click();
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).last().waitFor();
  }

  /** Checks the whole screen with axe and takes its picture. */
  async looks(name: string): Promise<void> {
    await this.page.waitForFunction(
      `!document.querySelector('.ant-spin-spinning, .ant-skeleton, .ant-btn-loading')`,
    );
    await this.page.evaluate(stillness);
    const found = await axeViolations(this.page);
    this.barriers.push(
      ...found.map((each) => `${name}: ${each.id} ×${each.count} ${each.example}`),
    );
    await this.picture(name);
  }

  /** Only takes the picture. */
  async picture(name: string): Promise<void> {
    this.step++;
    const file = `${String(this.step).padStart(2, '0')}-${name}.png`;
    await this.page.screenshot({ path: join(pictures, this.album, file) });
  }
}
