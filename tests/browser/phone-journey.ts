import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from 'playwright-core';
import { type Resident, type TestUser } from '@yibao/sandbox/city/resident';
import { axeViolations } from '../support/chromium';
import { projectFolder } from '../support/paths';

/** What differs between the two clients: how WeChat's own screens are answered. */
export interface Target {
  name: 'h5' | 'weapp';
  /** From a fresh page to the home page of a logged-in user. */
  logIn(page: Page, user: TestUser): Promise<void>;
  passFaceCheck(page: Page): Promise<void>;
  atCashier(page: Page, decision: 'pay' | 'walk-away'): Promise<void>;
  /** The same where messages were asked for before. */
  atCashierAgain(page: Page, decision: 'pay' | 'walk-away'): Promise<void>;
  /** WeChat asks whether it may send messages, a browser cannot. */
  allowMessages(page: Page): Promise<void>;
  /** To the page before, as people do it there. */
  goBack(page: Page): Promise<unknown>;
  /** On the tax bureau's page, or in its mini-program. */
  atTaxCashier(page: Page, decision: 'pay' | 'leave'): Promise<void>;
  /** A browser is taken there by the first tap, a mini-program only by one of its own. */
  isTakenToTax: boolean;
}

/** Pictures of every screen, for people to look at; not kept in the repository. */
const pictures = join(projectFolder, '.cache', 'screens');

/**
 * What slides or fades in has arrived: half transparent text has no contrast. What was put on the page
 * a moment ago begins to move with the next frame.
 */
export const stillness = `new Promise((resolve) =>
  requestAnimationFrame(() => requestAnimationFrame(resolve)),
).then(() =>
  Promise.all(
    document
      .getAnimations()
      .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
      .map(({ finished }) => finished.catch(() => undefined)),
  ),
)`;

/** Runs in the page, on an element. */
const toTheMiddle = (element: unknown): void => {
  (element as { scrollIntoView(how: object): void }).scrollIntoView({ block: 'center' });
};

/** A person with a thumb: taps what is visible, types into fields by their id, reads. */
export class Thumb {
  private step = 0;
  /** Serious findings of axe, by screen. */
  readonly barriers: string[] = [];

  constructor(
    readonly page: Page,
    private readonly album: string,
  ) {
    mkdirSync(join(pictures, album), { recursive: true });
  }

  private visible(selector: string) {
    return this.page.locator(`${selector}:visible`).last();
  }

  async tap(id: string): Promise<void> {
    const target = this.visible(`#${id}`);
    await target.waitFor();
    // as people do: what they want to tap is moved out from under the footer first
    await target.evaluate(toTheMiddle);
    await target.click();
  }

  async type(id: string, text: string): Promise<void> {
    const field = this.page.locator(`#${id}:visible input, input#${id}:visible`).last();
    await field.waitFor();
    await field.fill(text);
  }

  /** A few sentences into a large field. */
  async write(id: string, text: string): Promise<void> {
    const field = this.page.locator(`#${id}:visible textarea`).last();
    await field.waitFor();
    await field.fill(text);
  }

  /** Waits for a text; its spaces may be such that no line ends there. */
  async sees(text: string): Promise<void> {
    const pattern = new RegExp(text.replaceAll(' ', '[ \u00a0]'));
    await this.page.locator(':visible').getByText(pattern).last().waitFor();
  }

  /** Waits for an element, checks the whole screen with axe and takes its picture. */
  async looks(id: string): Promise<void> {
    await this.visible(`#${id}`).waitFor();
    await this.page.waitForFunction('document.querySelectorAll(".skeleton").length === 0');
    await this.page.evaluate(stillness);
    const found = await axeViolations(this.page);
    this.barriers.push(...found.map((each) => `${id}: ${each.id} ×${each.count} ${each.example}`));
    this.step++;
    const file = `${String(this.step).padStart(2, '0')}-${id}.png`;
    await this.page.screenshot({ path: join(pictures, this.album, file) });
  }
}

/** From a stranger to a verified person. */
export async function verifyByFace(thumb: Thumb, target: Target, self: Resident): Promise<void> {
  await thumb.looks('go-verify');
  await thumb.tap('go-verify');
  await thumb.looks('verify-next');
  await thumb.type('name', self.name);
  await thumb.type('documentNumber', self.certNo);
  await thumb.tap('verify-next');
  await thumb.looks('agree-face');
  await thumb.tap('agree-face');
  await thumb.looks('start-face');
  await thumb.tap('start-face');
  await target.passFaceCheck(thumb.page);
  await thumb.looks('verify-done-home');
  await thumb.tap('verify-done-home');
}

/** Adds the mother; ends on the page that says so. */
export async function addMother(thumb: Thumb, mother: Resident): Promise<void> {
  await thumb.looks('add-first-member');
  await thumb.tap('add-first-member');
  await thumb.looks('relation-next');
  await thumb.tap('relation-mother');
  await thumb.tap('relation-next');
  await thumb.type('name', mother.name);
  await thumb.type('documentNumber', mother.certNo);
  await thumb.looks('document-next');
  await thumb.tap('document-next');
  await thumb.looks('add-now');
  await thumb.tap('add-now');
  await thumb.looks('member-added');
  await thumb.tap('done-home');
}

/** From the deadline on the home page to the last look before paying. */
export async function enrolBoth(thumb: Thumb): Promise<void> {
  await thumb.looks('pay-all');
  await thumb.tap('pay-all');
  await thumb.looks('enroll-next');
  await thumb.tap('enroll-next');
  await thumb.looks('register-and-pay');
  await thumb.tap('register-and-pay');
  await thumb.looks('pay-button');
  await thumb.sees('800');
}
