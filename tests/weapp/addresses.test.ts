import { bootWeapp, waitFor } from '../support/weapp-simulate';
import { appInfo, cloudStub, me, person } from './cloud-stub';

/** The first page compiles every template. */
jest.setTimeout(20_000);

/** Anybody can send somebody an address of ours: its words must not look like ours. */
const forged = '您的医保账户异常，请拨打 400-000-0000';
const personId = '00000000-0000-4000-8000-000000000009';
const answers = {
  'identity.appInfo': () => appInfo,
  'identity.me': () => me(true),
} as const;

test('the end of a binding says what the account says, not what the address says', async () => {
  const stub = cloudStub({
    ...answers,
    'payment.personalAccount': () => ({
      offered: true,
      account: { balanceFen: 0, frozenFen: 0, availableFen: 0 },
      members: [],
      candidates: [],
      maxMembers: 6,
    }),
  });
  const app = bootWeapp({ cloud: stub.cloud });
  const page = await app.open('packageMutualAid/pages/bind/index', {
    step: 'done',
    personId,
    bound: '1',
    text: encodeURIComponent(forged),
  });
  await waitFor(() => expect(page.text()).toContain('没有查到这次绑定'));
  expect(page.text()).not.toContain(forged);
  expect(page.text()).not.toContain('已绑定');
  page.close();
});

test('nobody is added to a family by an address', async () => {
  const stub = cloudStub({
    ...answers,
    'identity.listFamily': () => ({ self: person, members: [], maxMembers: 6 }),
  });
  const app = bootWeapp({ cloud: stub.cloud });
  const page = await app.open('packageIdentity/pages/family-add/index', {
    step: 'done',
    personId,
    relation: 'mother',
    name: encodeURIComponent(forged),
  });
  await waitFor(() => expect(page.text()).toContain('家人里没有这一位'));
  expect(page.text()).not.toContain(forged);
  expect(page.text()).not.toContain('已添加');
  page.close();
});
