import { bootWeapp, waitFor } from '../support/weapp-simulate';
import { appInfo, childsRequest, cloudStub, me, overview, person, year } from './cloud-stub';

/** The first page compiles every template. */
jest.setTimeout(20_000);

/** The compiled mini-program with WeChat's own template compiler and renderer. */
const answers = {
  'identity.appInfo': () => appInfo,
  'enrollment.years': () => ({ years: [year], defaultYear: 2026 }),
} as const;

test('somebody unverified is led to the identity pages', async () => {
  const stub = cloudStub({ ...answers, 'identity.me': () => me(false) }, 'not_verified');
  const app = bootWeapp({ cloud: stub.cloud });
  const page = await app.open(app.home);
  await waitFor(() => expect(page.text()).toContain('确认您是本人'));
  await page.tap('#go-verify');
  await waitFor(() =>
    expect(app.navigations.join()).toContain('packageIdentity/pages/verify/index'),
  );
  page.close();
});

test('the home page says where the person stands, with the name masked', async () => {
  const stub = cloudStub({
    ...answers,
    'identity.me': () => me(true),
    'enrollment.overview': () => overview,
  });
  const app = bootWeapp({ cloud: stub.cloud });
  const page = await app.open(app.home);
  await waitFor(() => expect(page.text()).toContain('应缴 400 元'));
  expect(page.text()).toContain(person.nameMasked);
  expect(page.text()).not.toContain(person.name);
  expect(stub.calledTimes('enrollment.overview')).toBe(1);
  page.close();
});

test('a wrong number is refused at the field, and nothing is sent', async () => {
  const stub = cloudStub({ ...answers, 'identity.me': () => me(false) });
  const app = bootWeapp({ cloud: stub.cloud });
  const page = await app.open('packageIdentity/pages/verify/index');
  await waitFor(() => expect(page.text()).toContain('证件号码'));
  await page.input('#name-input', '许慧兰');
  await page.input('#documentNumber-input', '340603198403129880');
  await page.tap('#verify-next');
  await waitFor(() => expect(page.text()).toMatch(/号码.*(不对|有误|核对|检查)/));
  expect(app.navigations).toEqual([]);
  expect(stub.calls.every(({ data }) => !data.action.startsWith('identity.startFace'))).toBe(true);
  page.close();
});

test('a failure says what to do and is tried again on a tap', async () => {
  let broken = true;
  const stub = cloudStub({
    ...answers,
    'identity.me': () => me(true),
    'enrollment.overview': () => overview,
  });
  const { callFunction } = stub.cloud;
  const app = bootWeapp({
    cloud: {
      ...stub.cloud,
      callFunction: (options: Parameters<typeof callFunction>[0]) =>
        broken ? Promise.reject(new Error('cloud.callFunction:fail')) : callFunction(options),
    },
  });
  const page = await app.open(app.home);
  await waitFor(() => expect(page.text()).toContain('重试'));
  broken = false;
  await page.tap('#retry');
  await waitFor(() => expect(page.text()).toContain('应缴 400 元'));
  page.close();
});

test.each([
  ['under fourteen', ['grant', 'deny'], '由您这位监护人决定', true],
  ['of fourteen', [], '要由孩子自己决定', false],
] as const)('a child %s: who decides, and a way on only for them', async (_age, may, words, on) => {
  const detail = { ...childsRequest, may: [...may] };
  const stub = cloudStub({ ...answers, 'consent.detail': () => detail });
  const app = bootWeapp({ cloud: stub.cloud });
  const { consentId } = detail.line;
  const page = await app.open('packageConsent/pages/detail/index', { consentId });
  await waitFor(() => expect(page.text()).toContain(words));
  expect(page.text().includes('下一步')).toBe(on);
  page.close();
});
