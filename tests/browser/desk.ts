import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Locator, type Page } from 'playwright-core';
import { axeViolations, eventually, type OpenPage } from '../support/chromium';
import { projectFolder } from '../support/paths';
import { stillness } from './phone-journey';

const pictures = join(projectFolder, '.cache', 'screens', 'console');

/** The smallest screen that stands at a counter. */
const smallScreen = { width: 1024, height: 768 };

/** What is no word of a person: `staff_review`, `PAID_TWICE`, `postingNotSent`, a value that is missing. */
const code = /\b(?:[a-z]+(?:[A-Z][a-z]+)+|[A-Za-z]+(?:_[A-Za-z]+)+|undefined|null|NaN)\b/g;

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
  async choose(label: string, option: string | RegExp): Promise<void> {
    await this.page.getByRole('combobox', { name: label }).last().click();
    await this.page.locator('.ant-select-item-option', { hasText: option }).last().click();
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).last().waitFor();
  }

  /**
   * Checks the whole screen and takes its picture: what axe finds, codes among the words, and on a
   * small screen too whether anything runs out of the page.
   *
   * @param listsCodes the screen lists codes on purpose
   */
  async looks(name: string, { listsCodes = false } = {}): Promise<void> {
    // not by a function that waits in the page: its policy forbids what is evaluated there
    const busy = this.page.locator('.ant-spin-spinning, .ant-skeleton, .ant-btn-loading');
    await eventually(async () => expect(await busy.count()).toBe(0), 10_000);
    await this.page.evaluate(stillness);
    const found = await axeViolations(this.page);
    this.barriers.push(
      ...found.map((each) => `${name}: ${each.id} ×${each.count} ${each.example}`),
      ...(listsCodes ? [] : await this.codes()).map((each) => `${name}: says ${each}`),
    );
    await this.picture(name);
    await this.isWideEnough(name);
  }

  /** What stands on the screen as a number or a code on purpose is set apart as such (`once`). */
  private async codes(): Promise<string[]> {
    const words = await this.page.evaluate<string>(`(() => {
      const codes = [...document.querySelectorAll('.once, textarea, input')];
      const shown = codes.map((each) => each.style.display);
      codes.forEach((each) => { each.style.display = 'none'; });
      const words = document.body.innerText;
      codes.forEach((each, index) => { each.style.display = shown[index]; });
      return words;
    })()`);
    return words.match(code) ?? [];
  }

  private async isWideEnough(name: string): Promise<void> {
    const size = this.page.viewportSize();
    if (!size) return;
    await this.page.setViewportSize(smallScreen);
    // charts are drawn anew to the new width a moment after it is there
    const outside = async (): Promise<number> =>
      this.page.evaluate<number>(
        `document.documentElement.scrollWidth - document.documentElement.clientWidth`,
      );
    await eventually(async () => expect(await outside()).toBeLessThanOrEqual(0)).catch(async () =>
      this.barriers.push(`${name}: ${await outside()} px too wide for a small screen`),
    );
    await this.picture(`${name}-small`);
    await this.page.setViewportSize(size);
  }

  /** Only takes the picture. */
  async picture(name: string): Promise<void> {
    this.step++;
    const file = `${String(this.step).padStart(2, '0')}-${name}.png`;
    await this.page.screenshot({ path: join(pictures, this.album, file) });
  }
}

/** The bureau's door: by WeChat, as one of the sandbox's clerks. */
export async function comeIn(desk: Desk, { url }: { url: string }, key: string): Promise<void> {
  const { page } = desk;
  await page.goto(`${url}/console/`);
  await page.getByRole('link', { name: '微信登录' }).click();
  await page.locator(`button[value="${key}"]`).click();
  await page.getByRole('heading', { level: 1, name: '概览' }).waitFor();
}

/** No screen had a barrier, and no page an error; that a call was refused is none. */
export function expectNothingWrong(desks: Desk[], pages: OpenPage[]): void {
  expect(desks.flatMap(({ barriers }) => barriers)).toEqual([]);
  const told = /status of (400|401|403|404|409)/;
  const problems = pages.flatMap((each) => each.problems);
  expect(problems.filter((each) => !told.test(each))).toEqual([]);
}
