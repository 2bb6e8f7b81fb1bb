import { addMother, enrolBoth, verifyByFace } from './phone-journey';
import { openScene, type Scene, stages } from './stages';

jest.setTimeout(120_000);

describe.each(stages)('the main journey in Chromium: $name', (stage) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(stage, 'xu-huilan', 'main');
  });
  afterAll(() => scene.close());

  test('a daughter proves who she is, once', async () => {
    const { phone, thumb, user } = scene;
    await stage.logIn(phone.page, user);
    await verifyByFace(thumb, stage, user.resident);
  });

  test('adds her mother', async () => {
    const mother = scene.user.family.find(({ relation }) => relation === 'mother');
    await addMother(scene.thumb, mother!.resident);
  });

  test('enrols both and walks away from the cashier: nothing is paid, nothing is lost', async () => {
    const { phone, thumb } = scene;
    await enrolBoth(thumb);
    await thumb.tap('pay-button');
    await stage.atCashier(phone.page, 'walk-away');
    await thumb.looks('resume-payment');
  });

  test('pays once for both and sees at once from which day they are covered', async () => {
    const { phone, thumb } = scene;
    await thumb.tap('resume-payment');
    await stage.atCashierAgain(phone.page, 'pay');
    await thumb.sees('缴费成功');
    await thumb.sees('2026 年 1 月 1 日');
    await thumb.looks('result');
  });

  test('finds it again on the home page, in the orders and under her cover', async () => {
    const { thumb } = scene;
    await thumb.tap('go-home');
    await thumb.looks('go-records');
    await thumb.sees('2026 年 1 月 1 日起可以报销');
    await thumb.tap('go-records');
    await thumb.tap('go-cover');
    await thumb.looks('cover');
  });

  test('no screen had a serious barrier, none an error', () => {
    const { phone, thumb } = scene;
    expect(thumb.barriers).toEqual([]);
    expect(unexpected(phone.problems)).toEqual([]);
  });
});

/** A stranger is told so with 401, somebody unverified with 403: the browser notes both. */
const unexpected = (problems: string[]) =>
  problems.filter((problem) => !/status of 40[13]/.test(problem));
