import { type Birth } from '@yibao/sandbox/city/resident';
import { dayMs, hourMs } from '@yibao/shared/rules/dates';
import { toWireTime } from '@yibao/cloudfunctions/lib/ports/wire-time';
import { verifyByFace, type Thumb } from './phone-journey';
import { openScene, type Scene, stages } from './stages';

jest.setTimeout(120_000);

/** How long a parent may look at 「正在核对」, from the tap to the answer, with all registries there. */
const answerWithinMs = 3_000;

/** From the entry to the last page before sending, as a parent copies the certificate. */
async function fillIn(thumb: Thumb, birth: Birth): Promise<void> {
  const [bornOn = '', time = ''] = toWireTime(birth.bornAt).split(' ');
  await thumb.looks('go-newborn');
  await thumb.tap('go-newborn');
  await thumb.looks('begin');
  await thumb.tap('begin');
  await thumb.type('certificate-number', birth.certificateNumber);
  await thumb.looks('certificate-next');
  await thumb.tap('certificate-next');
  await thumb.type('baby-name', birth.babyName);
  await thumb.tap(`sex-${birth.sex}`);
  await thumb.type('born-on', bornOn);
  await thumb.type('born-at-time', time.slice(0, 'HH:mm'.length));
  await thumb.sees('从出生那天');
  await thumb.looks('baby-next');
  await thumb.tap('baby-next');
  await thumb.looks('other-parent-next');
  await thumb.tap('other-parent-next');
  await thumb.looks('household-next');
  await thumb.tap('household-next');
  await thumb.looks('items-next');
  await thumb.tap('items-next');
  await thumb.looks('submit');
}

describe.each(stages)('a newborn in Chromium: $name', (stage) => {
  let scene: Scene;
  let birth: Birth;
  let fatherScene: Awaited<ReturnType<Scene['secondPhone']>> | null = null;

  beforeAll(async () => {
    scene = await openScene(stage, 'tang-xinyi', 'newborn');
    const { residents } = scene.system.sandbox.host;
    const { personNo } = scene.user.resident;
    birth = residents.births().find(({ mother }) => mother.personNo === personNo)!;
  });
  afterAll(() => scene.close());

  test('the new mother proves who she is and fills in the form', async () => {
    const { phone, thumb, user } = scene;
    await stage.logIn(phone.page, user);
    await verifyByFace(thumb, stage, user.resident);
    await fillIn(thumb, birth);
  });

  test('a screen reader is at the new question, not at the button before it', async () => {
    // WeChat moves there by itself
    if (stage.name !== 'h5') return;
    const read = await scene.phone.page.evaluate('document.activeElement.textContent');
    expect(read).toBe('核对一遍，再提交');
  });

  test('sends it and reads 已通过 within three seconds', async () => {
    const { thumb } = scene;
    const sentAt = Date.now();
    await thumb.tap('submit');
    await thumb.sees('已通过');
    expect(Date.now() - sentAt).toBeLessThan(answerWithinMs);
    await thumb.looks('pay');
  });

  test('pays and sees the cover from the day of birth', async () => {
    const { phone, thumb } = scene;
    await thumb.tap('pay');
    await thumb.looks('pay-button');
    await thumb.tap('pay-button');
    await stage.atCashier(phone.page, 'pay');
    await thumb.sees('缴费成功');
    await thumb.sees('2025 年 11 月 18 日');
    await thumb.looks('result');
    await thumb.tap('go-home');
    await thumb.tap('go-newborn');
    await thumb.sees('从出生那天（2025 年 11 月 18 日）起可以报销');
    await thumb.looks('newborn-start');
  });

  test('three days later the certificate has become an ID number, and nothing else has changed', async () => {
    const { phone, thumb, system } = scene;
    const { clock } = system.sandbox.host;
    clock.set(clock.now() + 3 * dayMs + hourMs);
    await system.tick();
    await phone.page.locator('[id^="application-"]:visible').last().click();
    await thumb.sees('居民身份证');
    await thumb.sees('从出生那天（2025 年 11 月 18 日）起可以报销');
    await thumb.looks('newborn-approved');
  });

  test('the father applies too and joins her: one baby, one progress', async () => {
    fatherScene = await scene.secondPhone('qiao-zhiyuan');
    const { phone, thumb, user } = fatherScene;
    await stage.logIn(phone.page, user);
    await verifyByFace(thumb, stage, user.resident);
    await fillIn(thumb, birth);
    await thumb.tap('submit');
    await thumb.sees('孩子的妈妈已经申请好了');
    await thumb.looks('newborn-joined');
  });

  test('no screen had a serious barrier, none an error', () => {
    const all = [scene, ...(fatherScene ? [fatherScene] : [])];
    expect(all.flatMap(({ thumb }) => thumb.barriers)).toEqual([]);
    const problems = all.flatMap(({ phone }) => phone.problems);
    expect(problems.filter((problem) => !/status of 40[13]/.test(problem))).toEqual([]);
  });
});
