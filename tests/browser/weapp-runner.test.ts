import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import {
  axeViolations,
  eventually,
  launchChromium,
  newPhonePage,
  type PhonePage,
} from '../support/chromium';
import { serveStatic, type StaticServer } from '../support/serve-static';
import { buildRunnerSite } from '../weapp-runner/build';

/** The runner itself, on a hand-written mini-program that uses every built-in component. */
const FIXTURE = path.join(__dirname, '../weapp-runner/fixture');
const USER = 'o-test-1';

/** A page on a busy machine takes its time; each wait inside has a limit of its own. */
jest.setTimeout(20_000);

let site: string;
let server: StaticServer;
let browser: Browser;
let phone: PhonePage;
let page: Page;
const posts: { path: string; body: unknown; user: unknown }[] = [];

/** How the sandbox answers each decision of the person: in WeChat's own form. */
const ANSWERS: Record<string, object> = {
  pass: { errCode: 0, errMsg: 'requestFacialVerify:ok' },
  fail: { errCode: 10004, errMsg: 'requestFacialVerify:fail' },
  cancel: { errCode: 90004, errMsg: 'requestFacialVerify:fail' },
  pay: { errMsg: 'requestPayment:ok' },
  decline: { errMsg: 'requestPayment:fail cancel' },
  'walk-away': { errMsg: 'requestPayment:fail cancel' },
};

const note = (pathname: string, answer: (body: { decision?: string }) => unknown) => ({
  [pathname]: (body: unknown, headers: Record<string, unknown>) => {
    posts.push({ path: pathname, body, user: headers['x-sandbox-openid'] });
    return answer(body as { decision?: string });
  },
});

const answerDecision = ({ decision }: { decision?: string }) => ANSWERS[decision ?? ''] ?? {};

beforeAll(async () => {
  site = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-runner-'));
  await buildRunnerSite({ dist: FIXTURE, out: site });
  server = await serveStatic({
    root: site,
    post: {
      ...note('/sandbox/cloud/callFunction/identity', () => ({
        errMsg: 'cloud.callFunction:ok',
        result: { ok: true, data: '某人' },
      })),
      ...note('/sandbox/wechat/face/decide', answerDecision),
      ...note('/sandbox/wechat-pay/cashier/decide', answerDecision),
      ...note('/sandbox/wechat/subscribe/accept', () => ({ errMsg: 'requestSubscribeMessage:ok' })),
    },
  });
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await server.close();
  fs.rmSync(site, { recursive: true, force: true });
});

beforeEach(async () => {
  posts.length = 0;
  phone = await newPhonePage(browser);
  ({ page } = phone);
  await page.goto(`${server.url}/?user=${USER}`);
  await page.waitForSelector('#log');
});

afterEach(async () => {
  await phone.context.close();
});

/** Waits until the page shows this in #log. */
const expectLog = (expected: unknown) =>
  eventually(async () => {
    expect(await page.textContent('#log')).toBe(JSON.stringify(expected));
  });

test('draws at the width of the phone, rpx in sheets and in styles', async () => {
  const box = await page.locator('#half').boundingBox();
  expect(box).toMatchObject({ x: 39, width: 195 });
  expect(await page.title()).toBe('部件');
  expect(phone.problems).toEqual([]);
});

test.each(['tap', 'click'] as const)('%s reaches the page once and bubbles', async (how) => {
  await page[how]('#tap');
  await expectLog({ type: 'tap', id: 'tap', outer: 0 });
  await page[how]('#tap');
  await expectLog({ type: 'tap', id: 'tap', outer: 1 });
});

test('the keyboard taps too, a disabled button never', async () => {
  await page.focus('#tap');
  await page.keyboard.press('Enter');
  await expectLog({ type: 'tap', id: 'tap', outer: 0 });
  await page.locator('#off').click({ force: true });
  await page.tap('#tap');
  await expectLog({ type: 'tap', id: 'tap', outer: 1 });
});

test('a held press is a longpress and no tap', async () => {
  await page.locator('#tap').click({ delay: 600 });
  await expectLog({ type: 'longpress' });
});

test('a text field reports focus, input, confirm and keeps its limit', async () => {
  await page.focus('#name');
  await expectLog({ type: 'focus', id: 'name', value: '初' });
  await page.keyboard.type('1234567');
  await expectLog({ type: 'input', id: 'name', value: '初1234' });
  await page.keyboard.press('Enter');
  await expectLog({ type: 'confirm', id: 'name', value: '初1234' });
  expect(await page.getAttribute('#amount', 'inputmode')).toBe('decimal');
});

test('checkbox, radio, switch and their labels', async () => {
  await page.tap('#agree-label');
  await expectLog({ type: 'change', id: 'group', value: ['yes'] });
  await page.tap('#label-me');
  await expectLog({ type: 'change', id: 'radios', value: 'me' });
  await page.tap('#radio-mother');
  await expectLog({ type: 'change', id: 'radios', value: 'mother' });
  await page.tap('#large input');
  await expectLog({ type: 'change', id: 'large', value: true });
});

test('a form submits its named fields', async () => {
  await page.tap('#agree');
  await page.tap('#radio-me');
  await page.tap('#submit');
  await expectLog({
    type: 'submit',
    id: '',
    value: { field: '初值', agree: ['yes'], who: 'me', large: false },
  });
});

test("pickers are the browser's own select and date field", async () => {
  await page.selectOption('#relation select', { label: '父母' });
  await expectLog({ type: 'change', id: 'relation', value: '1' });
  await page.fill('#birthday input', '1950-01-31');
  await expectLog({ type: 'change', id: 'birthday', value: '1950-01-31' });
});

test('navigates, back by the bar and by code, and says when there is no such page', async () => {
  await page.tap('#link');
  await page.waitForSelector('#from:has-text("link")');
  await eventually(async () => expect(await page.title()).toBe('第二页'));
  await page.tap('section:last-child .nav button');
  await page.waitForSelector('#from', { state: 'detached' });
  await page.tap('#link');
  await page.tap('#back');
  await page.waitForSelector('#from', { state: 'detached' });
  await page.tap('#missingPage');
  await expectLog({ errMsg: 'navigateTo:fail page "pages/nowhere/index" is not found' });
});

test('modal and action sheet answer what was pressed', async () => {
  await page.tap('#showModal');
  await page.tap('[data-dialog=modal] >> text=继续 >> visible=true >> nth=-1');
  await expectLog({ errMsg: 'showModal:ok', confirm: true, cancel: false });
  await page.tap('#showActionSheet');
  await page.tap('[data-dialog=action-sheet] >> text=乙');
  await expectLog({ errMsg: 'showActionSheet:ok', tapIndex: 1 });
  await page.tap('#showActionSheet');
  await page.tap('[data-dialog=action-sheet] >> text=取消');
  await expectLog({ errMsg: 'showActionSheet:fail cancel' });
  await page.tap('#showToast');
  await page.waitForSelector('[role=status]:has-text("已保存")');
});

test("a cloud call carries the user and answers with the function's result", async () => {
  await page.tap('#callFunction');
  await page.waitForSelector('#log:has-text("某人")');
  expect(posts).toEqual([
    { path: '/sandbox/cloud/callFunction/identity', body: { action: 'who' }, user: USER },
  ]);
});

test.each([
  ['本人通过', 'pass', { errMsg: 'requestFacialVerify:ok', errCode: 0 }],
  ['失败', 'fail', { errMsg: 'requestFacialVerify:fail', errCode: 10004 }],
  ['取消', 'cancel', { errMsg: 'requestFacialVerify:fail', errCode: 90004 }],
])('face check: %s', async (button, decision, outcome) => {
  await page.tap('#requestFacialVerify');
  await page.tap(`[data-dialog=face] >> text="${button}"`);
  await expectLog(outcome);
  expect(posts[0]).toMatchObject({ body: { verify_id: 'v-1', decision } });
});

test.each([
  ['支付', 'pay', { errMsg: 'requestPayment:ok' }],
  ['拒绝支付', 'decline', { errMsg: 'requestPayment:fail cancel' }],
  ['离开', 'walk-away', { errMsg: 'requestPayment:fail cancel' }],
])('cashier: %s', async (button, decision, outcome) => {
  await page.tap('#requestPayment');
  await page.tap(`[data-dialog=cashier] >> text="${button}"`);
  await expectLog(outcome);
  expect(posts[0]).toMatchObject({ body: { package: 'prepay_id=p-1', paySign: 's', decision } });
});

test('subscribe, storage, selector query and network answer as WeChat does', async () => {
  await page.tap('#requestSubscribeMessage');
  await page.tap('[data-dialog=subscribe] >> text=允许');
  await expectLog({ errMsg: 'requestSubscribeMessage:ok', 't-1': 'accept' });
  expect(posts[0]).toMatchObject({ body: { openid: USER, template_id: 't-1' } });
  await page.tap('#storage');
  await expectLog({ same: true, missing: 'getStorage:fail data not found' });
  await page.tap('#query');
  await eventually(async () => {
    expect(await page.textContent('#log')).toContain('"width":195');
  });
  await phone.context.setOffline(true);
  await page.tap('#getNetworkType');
  await expectLog({ errMsg: 'getNetworkType:ok', isConnected: false, networkType: 'none' });
});

test('the logic layer sees no browser, and what a handler throws is a page error', async () => {
  await page.tap('#globals');
  await expectLog({ window: 'undefined', document: 'undefined', fetch: 'undefined' });
  await page.tap('#throw');
  await eventually(() => {
    expect(phone.problems).toEqual(['page error: handler failed on purpose']);
  });
});

test('axe finds nothing serious in the built-in components', async () => {
  expect(await axeViolations(page)).toEqual([]);
});
