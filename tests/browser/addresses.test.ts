import { addRelative, verify } from '../support/journey';
import { phoneOf, sandboxPoster } from '../support/system';
import { openScene, type Scene, stages } from './stages';

jest.setTimeout(120_000);

/** Anybody can send somebody an address of ours: its words must not look like ours. */
const forged = '您的医保账户异常，请拨打 400-000-0000';
const somebody = '00000000-0000-4000-8000-000000000009';

/** Only a browser shows its address, and only there it can be typed. */
describe('an address that somebody else wrote', () => {
  const stage = stages.find(({ name }) => name === 'h5')!;
  let scene: Scene;
  let mother: string;

  beforeAll(async () => {
    scene = await openScene(stage, 'pan-jianguo', 'addresses');
    const { system, phone, user } = scene;
    const father = phoneOf(system, 'pan-jianguo');
    await verify({ sandboxPost: sandboxPoster(system) }, father);
    mother = await addRelative(father, 'mother');
    await phone.page.goto(stage.address(system, user));
    await stage.logIn(phone.page, user);
    await scene.thumb.looks('go-mutual-aid');
  });
  afterAll(() => scene.close());

  const follow = async (page: string, query: Record<string, string>) => {
    const words = new URLSearchParams(query).toString();
    await scene.phone.page.goto(`${stage.address(scene.system, scene.user)}/#/${page}?${words}`);
    await scene.phone.page.reload();
  };
  const shown = () => scene.phone.page.locator('body').innerText();

  test('says nothing of a binding that never was', async () => {
    const query = { step: 'done', personId: mother, bound: '1', text: forged };
    await follow('packageMutualAid/pages/bind/index', query);
    await scene.thumb.sees('没有查到这次绑定');
    await scene.thumb.looks('bind-done-card');
    expect(await shown()).not.toContain('400-000-0000');
  });

  test('adds nobody to a family', async () => {
    const query = { step: 'done', personId: somebody, relation: 'mother', name: forged };
    await follow('packageIdentity/pages/family-add/index', query);
    await scene.thumb.sees('家人里没有这一位');
    await scene.thumb.looks('member-not-found');
    expect(await shown()).not.toMatch(/400-000-0000|已添加/);
  });

  test.each([
    ['not a number of anything', forged, '这一页打不开'],
    ['of nothing there is', somebody, '这一页看不了'],
  ])('leads home instead of trying again: %s', async (_what, refundId, title) => {
    await follow('packageRefund/pages/progress/index', { refundId });
    await scene.thumb.sees(title);
    await scene.thumb.looks('error-home');
    expect(await scene.phone.page.locator('#retry:visible').count()).toBe(0);
    expect(await shown()).not.toContain('400-000-0000');
  });

  test('no screen had a serious barrier', () => {
    expect(scene.thumb.barriers).toEqual([]);
  });
});
