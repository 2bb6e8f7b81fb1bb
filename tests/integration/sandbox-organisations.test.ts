import { registerOrganisations } from '@yibao/cloudfunctions/local/organisations';
import { sandboxOrganisations } from '@yibao/sandbox/city/organisations';
import { engines } from '../support/database';
import { logins, postSignIn, signInOf } from '../support/organisations';
import { startTestSystem, type TestSystem } from '../support/system';
import { rowCounts } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines().slice(0, 1))('the organisations of the sandbox, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());
  const counts = async () => {
    const { organisation, agreement, clerk } = await rowCounts(system.runtime.db);
    return { organisation, agreement, clerk };
  };

  test('a test has three; npm start has forty-nine, and adds none at its next start', async () => {
    expect(await counts()).toEqual({ organisation: 3, agreement: 3, clerk: 7 });
    const whole = { ...system.sandbox, organisations: sandboxOrganisations('all') };
    await registerOrganisations(system.runtime, whole);
    expect(await counts()).toEqual({ organisation: 49, agreement: 49, clerk: 15 });
    await registerOrganisations(system.runtime, whole);
    expect(await counts()).toEqual({ organisation: 49, agreement: 49, clerk: 15 });
  });

  test('the bureau sees them with agreements in force, one with the key of its system', async () => {
    const { organisations } = await system.phone('gao-min').call('oversight.organisations', {});
    for (const { agreements, status } of organisations) {
      expect(status).toBe('active');
      expect(agreements).toMatchObject([{ status: 'active', confirmedByBadge: 'sandbox-002' }]);
    }
    const withKey = organisations.filter(({ hasPublicKey }) => hasPublicKey);
    expect(withKey.map(({ name }) => name)).toEqual(['相山人寿保险淮北中心支公司']);
  });

  test('the code on the page opens the console', async () => {
    const page = await (await fetch(`${system.url}/sandbox/organisations`)).text();
    const [, code = ''] = /现在的动态码\s*<span class="number">(\d{6})</.exec(page) ?? [];
    const response = await postSignIn(system, { ...signInOf(logins.insurer), code });
    expect(response.status).toBe(200);
  });
});
