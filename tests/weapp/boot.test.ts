import { bootWeapp, waitFor } from '../support/weapp-simulate';

test('the compiled app starts cloud and draws its home page', async () => {
  const init = jest.fn();
  const callFunction = jest.fn(() => new Promise(() => undefined));
  const app = bootWeapp({ cloud: { init, callFunction } });
  const page = await app.open(app.home);
  expect(init).toHaveBeenCalledTimes(1);
  expect(page.instance.route).toBe(app.home);
  await waitFor(() => expect(page.text().trim()).not.toBe(''));
  page.close();
});
