import { hourMs, minuteMs } from '@yibao/shared/rules/dates';
import { addMother, enrolBoth, verifyByFace } from './phone-journey';
import { openScene, type Scene, stages } from './stages';

jest.setTimeout(120_000);

describe.each(stages)('a refund in Chromium: $name', (stage) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(stage, 'xu-huilan', 'refund');
  });
  afterAll(() => scene.close());

  const later = async (ms: number) => {
    const { clock } = scene.system.sandbox.host;
    clock.set(clock.now() + ms);
    await scene.system.tick();
  };

  test('a daughter pays for herself and her mother', async () => {
    const { phone, thumb, user } = scene;
    await stage.logIn(phone.page, user);
    await verifyByFace(thumb, stage, user.resident);
    const mother = user.family.find(({ relation }) => relation === 'mother');
    await addMother(thumb, mother!.resident);
    await enrolBoth(thumb);
    await thumb.tap('pay-button');
    await stage.atCashier(phone.page, 'pay');
    await thumb.sees('缴费成功');
    await thumb.tap('go-home');
  });

  test('joins a job, and asks for her own money back from the order', async () => {
    const { thumb, system, user } = scene;
    await fetch(`${system.url}/sandbox/control/life`, {
      method: 'POST',
      body: JSON.stringify({ certNo: user.resident.certNo, event: 'joinJob' }),
    });
    await thumb.tap('go-records');
    await thumb.tap('tab-payments');
    await thumb.tap('go-orders');
    await thumb.page.locator('[id^="order-"]:visible').last().click();
    await thumb.looks('ask-refund');
    await thumb.tap('ask-refund');
    await thumb.sees('2025 年 12 月 31 日以前都可以申请');
    await thumb.looks('refund-who');
    await thumb.page
      .locator('[id^="refund-"][role="button"]:visible, button[id^="refund-"]:visible')
      .first()
      .click();
    await thumb.tap('reason-next');
    await thumb.sees('请选一个退费的原因');
    await thumb.tap('reason-JOINED_EMPLOYEE');
    await thumb.looks('refund-reason');
    await thumb.tap('reason-next');
    await thumb.sees('退了以后就没有这份医保了');
    await thumb.looks('refund-check');
    await thumb.tap('request-refund');
    await thumb.sees('申请已经提交');
    await thumb.sees('税务审核中');
    await thumb.looks('refund-status');
  });

  test('until the money is back she is covered, and home says what is under way', async () => {
    const { thumb } = scene;
    await thumb.tap('go-home');
    await thumb.sees('钱退回之前医保照常有效');
    await thumb.looks('next-step');
    await thumb.tap('next-step');
    await thumb.looks('refund-status');
  });

  test('hours later the tax bureau has agreed, and minutes later the money is back', async () => {
    const { thumb } = scene;
    await later(5 * hourMs);
    await later(minuteMs);
    await later(5 * minuteMs);
    await later(5 * minuteMs);
    await thumb.tap('go-home');
    await thumb.tap('go-records');
    await thumb.tap('tab-payments');
    await thumb.tap('go-orders');
    await thumb.tap('my-refunds');
    await thumb.sees('已退费');
    await thumb.looks('refunds');
    await thumb.page.locator('[id^="refund-"]:visible').last().click();
    await thumb.sees('400 元已经退给您');
    await thumb.looks('refund-status');
  });

  test('her cover has ended, her mother keeps hers', async () => {
    const { thumb } = scene;
    await thumb.tap('go-home');
    await thumb.tap('go-records');
    await thumb.tap('go-cover');
    await thumb.sees('钱已经退回');
    await thumb.looks('cover');
  });

  test('no screen had a serious barrier, none an error', () => {
    const { phone, thumb } = scene;
    expect(thumb.barriers).toEqual([]);
    const problems = phone.problems.filter((problem) => !/status of 40[13]/.test(problem));
    expect(problems).toEqual([]);
  });
});
