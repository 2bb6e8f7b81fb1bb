import { engines } from '../support/database';
import { type Browser, openBrowser } from '../support/h5';
import { appointUnverified } from '../support/newborn-staff';
import { startTestSystem, type TestSystem } from '../support/system';

jest.setTimeout(60_000);

const hours = (n: number) => n * 60;

describe.each(engines().slice(0, 1))('the bureau’s staff in a browser, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  const asStaff = async (browser: Browser) => {
    const reply = await browser.reply('oversight.organisations', {});
    return reply.ok ? 'ok' : reply.error.code;
  };
  const meOf = async (browser: Browser) => {
    const reply = await browser.reply('identity.me', {});
    if (!reply.ok) throw new Error(reply.error.code);
    return reply.data;
  };

  test('act for the bureau for eight hours after they logged in; as residents longer', async () => {
    const browser = openBrowser(system);
    await browser.login('gao-min');
    expect(await asStaff(browser)).toBe('ok');
    for (let minutes = 0; minutes < hours(8) - 20; minutes += 20) {
      await system.advance(20);
      expect(await asStaff(browser)).toBe('ok');
    }
    await system.advance(19);
    expect(await asStaff(browser)).toBe('ok');
    expect(await meOf(browser)).toMatchObject({ isStaff: true, mustLogInAgain: false });
    await system.advance(1);
    expect(await asStaff(browser)).toBe('not_logged_in');
    expect(await meOf(browser)).toMatchObject({ isStaff: true, mustLogInAgain: true });
    expect((await browser.reply('enrollment.overview', {})).ok).toBe(true);
    await browser.login('gao-min');
    expect(await asStaff(browser)).toBe('ok');
  });

  test('are not the bureau’s any more half an hour after they were last there', async () => {
    const browser = openBrowser(system);
    await browser.login('gao-min');
    await system.advance(29);
    expect(await asStaff(browser)).toBe('ok');
    // a call of the resident is one as well
    await system.advance(29);
    expect(await meOf(browser)).toMatchObject({ isStaff: true, mustLogInAgain: false });
    await system.advance(29);
    expect(await asStaff(browser)).toBe('ok');
    await system.advance(30);
    expect(await asStaff(browser)).toBe('not_logged_in');
    // asking does not bring it back
    expect(await meOf(browser)).toMatchObject({ isStaff: true, mustLogInAgain: true });
    expect(await asStaff(browser)).toBe('not_logged_in');
    await browser.login('gao-min');
    expect(await asStaff(browser)).toBe('ok');
  });

  test('are nobody as long as nobody knows who they are', async () => {
    await appointUnverified(system, 'zhao-yajing', 'unknown-1');
    const browser = openBrowser(system);
    await browser.login('zhao-yajing');
    for (const action of ['oversight.organisations', 'reconcile.runs'] as const) {
      const reply = await browser.reply(action, {});
      expect(reply).toMatchObject({ ok: false, error: { code: 'not_verified' } });
    }
  });
});
