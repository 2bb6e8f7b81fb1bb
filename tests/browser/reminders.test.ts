import { reminder } from '@yibao/cloudfunctions/lib/database/schema';
import { forgetClerks } from '../integration/reminders-support';
import { until } from '../support/journey';
import { verifyByFace } from './phone-journey';
import { openScene, type Scene, stages } from './stages';

jest.setTimeout(120_000);

const number = '13900001111';

describe.each(stages)('reminders in Chromium: $name', (stage) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(stage, 'luo-jun', 'reminders');
  });
  afterAll(() => scene.close());

  const sandbox = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${scene.system.url}/sandbox${path}`)).json()) as T;
  const shortMessages = async () =>
    (await sandbox<{ messages: { text: string }[] }>(`/sms?phone=${number}`)).messages;
  const wechatMessages = async () => {
    const openid = encodeURIComponent(scene.user.miniProgramOpenid);
    return (await sandbox<{ messages: { title: string }[] }>(`/wechat/messages?openid=${openid}`))
      .messages;
  };

  test('on the home page of the mini-program the deadline can be asked for', async () => {
    const { phone, thumb, user } = scene;
    await stage.logIn(phone.page, user);
    await verifyByFace(thumb, stage, user.resident);
    await thumb.looks('deadline');
    if (stage.name === 'h5') {
      expect(await phone.page.locator('#remind-deadline').count()).toBe(0);
      return;
    }
    await thumb.tap('remind-deadline');
    await phone.page.locator('[data-dialog="subscribe"]').getByText('允许').click();
    await thumb.sees('到时候在微信里提醒您');
  });

  test('a phone is bound by the code that arrives there', async () => {
    const { thumb } = scene;
    await thumb.tap('go-settings');
    await thumb.looks('open-reminders');
    await thumb.tap('open-reminders');
    await thumb.looks('group-deadlines');
    await thumb.type('phone', number);
    await thumb.tap('send-code');
    await thumb.sees('已发到 139');
    const [sent] = await until(shortMessages, (messages) => messages.length === 1);
    const code = /\d{6}/.exec(sent!.text)![0];
    await thumb.type('phoneCode', code === '000000' ? '000001' : '000000');
    await thumb.tap('bind-phone');
    await thumb.sees('验证码不对');
    await thumb.looks('bind-phone');
    await thumb.type('phoneCode', code);
    await thumb.tap('bind-phone');
    await thumb.looks('by-sms');
    await thumb.sees('139\\*\\*\\*\\*1111');
  });

  test('seven days before the end the message is there, and leads to paying', async () => {
    const { phone, thumb, system } = scene;
    const { clock } = system.sandbox.host;
    await forgetClerks(system);
    clock.set(Date.parse('2025-12-24T03:00:00+08:00'));
    // the night plans
    const planned = () => system.runtime.db.select().from(reminder);
    await until(planned, (rows) => rows.length === 1, 60_000);
    clock.set(Date.parse('2025-12-24T12:00:00+08:00'));
    if (stage.name === 'weapp') {
      await until(
        wechatMessages,
        (all) => all.some(({ title }) => title === '缴费截止提醒'),
        60_000,
      );
    } else {
      await until(shortMessages, (all) => all.some(({ text }) => /快要截止/.test(text)), 60_000);
    }
    await phone.page.goto(stage.address(system, scene.user));
    // a browser's session does not last for a month
    await stage.logIn(phone.page, scene.user);
    await thumb.looks('deadline');
    await thumb.tap('go-notices');
    await thumb.sees('12 月 31 日截止，您还没缴');
    await thumb.looks('notices');
    await thumb.page.locator('[id^="notice-"]:visible').first().click();
    await thumb.looks('enroll-next');
  });

  test('who sees badly reads the settings too', async () => {
    const { phone, thumb, system } = scene;
    await phone.page.goto(stage.address(system, scene.user));
    await thumb.tap('go-settings');
    await thumb.tap('elder-mode');
    await thumb.tap('open-reminders');
    await thumb.looks('group-cover');
    await thumb.tap('group-results');
    await thumb.looks('group-results');
  });

  test('the carrier’s page shows what arrived, and no whole number', async () => {
    const { phone, system } = scene;
    await phone.page.goto(`${system.url}/sandbox/sms`);
    const text = await phone.page.locator('main').innerText();
    expect(text).toContain('139****1111');
    expect(text).not.toContain(number);
  });

  test('no screen had a serious barrier, none an error', () => {
    const { phone, thumb } = scene;
    expect(thumb.barriers).toEqual([]);
    expect(phone.problems.filter((problem) => !/status of 40[139]/.test(problem))).toEqual([]);
  });
});
