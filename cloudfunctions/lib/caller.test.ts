import { type ClerkIdentity } from './clerks';
import { engines } from '../../tests/support/database';
import { accountOf, authorize, type Caller } from './caller';
import { type DatabaseHandle } from './database/database';
import { account, accountLogin } from './database/schema';

jest.setTimeout(60_000);

const now = Date.parse('2025-11-20T09:00:00+08:00');
const mini = { appId: 'mini', openId: 'o-mini' };
const page = { appId: 'page', openId: 'o-page' };

describe.each(engines())('accounts on $name', (engine) => {
  let handle: DatabaseHandle;
  beforeEach(async () => {
    handle = await engine.open();
  });
  afterEach(() => handle.close());
  const login = (who: { appId: string; openId: string }, unionId: string | null = null) =>
    accountOf(handle.db, { ...who, unionId }, now);
  const accounts = () => handle.db.select().from(account);

  test('the same login is the same account, another one another', async () => {
    const first = await login(mini);
    expect(await login(mini)).toBe(first);
    expect(await login(page)).not.toBe(first);
    expect(await login({ ...mini, appId: 'page' })).not.toBe(first);
  });

  test('the same union id in two apps is one account', async () => {
    expect(await login(mini, 'u')).toBe(await login(page, 'u'));
    expect(await accounts()).toHaveLength(1);
  });

  test('a union id told later joins the other app to the account', async () => {
    const first = await login(mini);
    expect(await login(mini, 'u')).toBe(first);
    expect(await login(page, 'u')).toBe(first);
  });

  test('accounts that exist apart stay apart: nobody’s history is mixed', async () => {
    const [one, two] = [await login(mini), await login(page, 'u')];
    expect(await login(mini, 'u')).toBe(one);
    expect(one).not.toBe(two);
  });

  test('first calls at the same moment make one account and one login', async () => {
    const ids = await Promise.all([1, 2, 3, 4, 5, 6].map(() => login(mini)));
    expect(new Set(ids).size).toBe(1);
    expect(await accounts()).toHaveLength(1);
    expect(await handle.db.select().from(accountLogin)).toHaveLength(1);
  });
});

const caller: Caller = {
  accountId: 'a',
  appId: 'mini',
  openId: 'o',
  personId: null,
  isStaff: false,
  mustLogInAgain: false,
  clerk: null,
};
const verified = { ...caller, personId: 'p' };
const staff = { ...verified, isStaff: true };
const leftOpen = { ...staff, mustLogInAgain: true };
const unknownStaff = { ...caller, isStaff: true };
const identity: ClerkIdentity = {
  organisationId: 'o',
  kind: 'person',
  network: '203.0.113.9',
  isActive: true,
  isOrganisationActive: true,
  isNetworkAllowed: true,
};
const clerk = { ...caller, clerk: identity };
const suspended = { ...caller, clerk: { ...identity, isActive: false } };
const elsewhere = { ...caller, clerk: { ...identity, isNetworkAllowed: false } };
const stopped = { ...caller, clerk: { ...identity, isOrganisationActive: false } };

test.each([
  ['anyone', null, 'ok'],
  ['account', null, 'not_logged_in'],
  ['account', caller, 'ok'],
  ['verified', null, 'not_logged_in'],
  ['verified', caller, 'not_verified'],
  ['verified', unknownStaff, 'not_verified'],
  ['verified', staff, 'ok'],
  ['verified', verified, 'ok'],
  ['staff', null, 'not_logged_in'],
  ['staff', verified, 'not_allowed'],
  ['staff', staff, 'ok'],
  // on the list, and nobody knows who it is
  ['staff', unknownStaff, 'not_verified'],
  ['staff', leftOpen, 'not_logged_in'],
  ['verified', leftOpen, 'ok'],
  ['anyone', clerk, 'ok'],
  ['account', clerk, 'not_allowed'],
  ['verified', clerk, 'not_verified'],
  ['staff', clerk, 'not_allowed'],
  ['clerk', null, 'not_logged_in'],
  ['clerk', verified, 'not_allowed'],
  ['clerk', staff, 'not_allowed'],
  ['clerk', clerk, 'ok'],
  ['clerk', suspended, 'not_allowed'],
  ['clerk', elsewhere, 'not_allowed'],
  ['clerk', stopped, 'organisation_suspended'],
  ['asker', verified, 'not_allowed'],
  ['asker', suspended, 'ok'],
  ['asker', stopped, 'ok'],
] as const)('%s is met by %j: %s', (requirement, who, expected) => {
  let code = 'ok';
  try {
    authorize(requirement, who);
  } catch (error) {
    ({ code } = error as { code: string });
  }
  expect(code).toBe(expected);
});
