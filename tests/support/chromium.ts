import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The phone that every screen is looked at on: 390 × 844 CSS pixels, two device pixels each. */
const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
} as const;

/** The desk of a clerk: an ordinary screen with a mouse. */
const DESK = {
  viewport: { width: 1440, height: 900 },
  deviceScaleFactor: 1,
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
  // what slides or fades would be in the pictures
  reducedMotion: 'reduce',
} as const;

/** Shorter than a test's own limit, so that Playwright can say what it waited for. */
const WAIT_LIMIT_MS = 10_000;

function inPath(name: string): string | undefined {
  try {
    return execFileSync('which', [name], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/**
 * @returns path of the browser: CHROMIUM_PATH, which `npm test` sets, or the first one in PATH
 * @throws Error saying what to install
 */
export function chromiumPath(): string {
  const named = process.env.CHROMIUM_PATH;
  const found = named ?? NAMES.map(inPath).find((file) => file !== undefined);
  if (found && fs.existsSync(found)) return found;
  throw new Error('Chromium or Chrome is needed: install one or name it in CHROMIUM_PATH.');
}

/** Starts a headless browser; close it when the tests of the file are over. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath(), headless: true, args: FLAGS });

export interface OpenPage {
  page: Page;
  context: BrowserContext;
  /** Uncaught errors, console errors and failed requests, in the order in which they came. */
  problems: string[];
}

/** A phone's page; a desk's has another size and a mouse. */
export type PhonePage = OpenPage;

/** Opens an empty page as on a phone and writes down everything that goes wrong on it. */
export const newPhonePage = (browser: Browser): Promise<PhonePage> => openPage(browser, PHONE);

/** The same as on a clerk's desk. */
export const newDeskPage = (browser: Browser): Promise<OpenPage> => openPage(browser, DESK);

async function openPage(browser: Browser, options: BrowserContextOptions): Promise<OpenPage> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(WAIT_LIMIT_MS);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console error: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    // what a page still asked for when it was left, or what became a download
    if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
    problems.push(`request failed: ${request.url()}`);
  });
  return { page, context, problems };
}

/** What axe finds, by how bad it says it is. */
export interface AxeViolation {
  id: string;
  impact: 'minor' | 'moderate' | 'serious' | 'critical';
  /** The first node's HTML. */
  example: string;
  count: number;
}

/**
 * Runs axe-core on the page as it stands.
 * @returns serious and critical violations
 */
export async function axeViolations(page: Page): Promise<AxeViolation[]> {
  await page.evaluate(fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const violations = await page.evaluate<AxeViolation[]>(`axe
    .run(document, { resultTypes: ['violations'] })
    .then(({ violations }) => violations.map(({ id, impact, nodes }) => ({
      id, impact, count: nodes.length, example: nodes[0].html.slice(0, 200),
    })))`);
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}

const POLL_MS = 20;

/**
 * Reads again and again until the assertion holds; after the limit the assertion's own error
 * speaks.
 * @param check throws while what is expected is not there yet
 */
export async function eventually(check: () => void | Promise<void>, limitMs = 5000): Promise<void> {
  const giveUpAt = Date.now() + limitMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
