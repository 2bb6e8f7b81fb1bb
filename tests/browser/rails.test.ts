import { addRelative, verify } from '../support/journey';
import { phoneOf, sandboxPoster } from '../support/system';
import { openScene, type Scene, stages } from './stages';

jest.setTimeout(120_000);

const coverageYear = 2026;

/** Wherever a payment came from, it ends on the same screen. */
async function isPaid({ thumb }: Scene): Promise<void> {
  await thumb.sees('缴费成功');
  await thumb.sees('2026 年 1 月 1 日起可以报销');
  await thumb.looks('go-home');
  await thumb.tap('go-home');
}

describe.each(stages)('ways to pay beside WeChat Pay in Chromium: $name', (stage) => {
  let scene: Scene;
  let mother: string;
  let daughter: string;

  beforeAll(async () => {
    scene = await openScene(stage, 'pan-jianguo', 'rails');
    const { system, phone, user } = scene;
    const father = phoneOf(system, 'pan-jianguo');
    await verify({ sandboxPost: sandboxPoster(system) }, father);
    [mother, daughter] = [
      await addRelative(father, 'mother'),
      await addRelative(father, 'daughter'),
    ];
    for (const personId of [mother, daughter]) {
      await father.call('enrollment.register', { personId, coverageYear });
    }
    await phone.page.goto(stage.address(system, user));
    await stage.logIn(phone.page, user);
  });
  afterAll(() => scene.close());

  test('he binds his mother to his account: the registers prove it, his face agrees', async () => {
    const { thumb } = scene;
    await thumb.tap('go-mutual-aid');
    await thumb.looks('go-bind');
    await thumb.tap('go-bind');
    await thumb.tap(`bind-person-${mother}`);
    await thumb.looks('bind-next');
    await thumb.tap('bind-next');
    await thumb.sees('关系已证明');
    await thumb.looks('bind-proof-card');
    await thumb.tap('bind-next');
    await thumb.looks('start-face');
    await thumb.tap('start-face');
    await stage.passFaceCheck(thumb.page);
    await thumb.sees('已绑定');
    await thumb.looks('bind-finish');
    await thumb.tap('bind-finish');
    await thumb.sees('已绑定的家人（1 人）');
    await thumb.looks('go-bind');
  });

  test('his account pays for her', async () => {
    const { thumb, system, user } = scene;
    await thumb.page.goto(stage.address(system, user));
    await thumb.tap(`member-${mother}`);
    await thumb.tap('next-step');
    await thumb.looks('way-wechatPay');
    await thumb.tap('way-mutualAid');
    await thumb.looks('pay-button');
    await thumb.tap('pay-button');
    await thumb.looks('account-dialog');
    await thumb.tap('account-dialog-confirm');
    await stage.allowMessages(thumb.page);
    await isPaid(scene);
  });

  test('for his daughter, who is not bound, the account is no way: it says why', async () => {
    const { thumb } = scene;
    await thumb.tap(`member-${daughter}`);
    await thumb.tap('next-step');
    await thumb.looks('not-offered-mutualAid');
  });

  test('he goes to the tax bureau, comes back without paying, and is told the truth', async () => {
    const { thumb } = scene;
    await thumb.tap('way-taxHandOver');
    await thumb.tap('pay-button');
    await stage.allowMessages(thumb.page);
    if (!stage.isTakenToTax) await thumb.tap('go-tax');
    await stage.atTaxCashier(thumb.page, 'leave');
    await thumb.sees('还没有查到付款');
    await thumb.looks('go-tax');
  });

  test('he pays there, and it is known here', async () => {
    const { thumb } = scene;
    await thumb.tap('go-tax');
    await stage.atTaxCashier(thumb.page, 'pay');
    await isPaid(scene);
  });

  test('no screen had a serious barrier, none an error', () => {
    const { phone, thumb } = scene;
    expect(thumb.barriers).toEqual([]);
    const unexpected = phone.problems.filter((problem) => !/status of 40[13]/.test(problem));
    expect(unexpected).toEqual([]);
  });
});
