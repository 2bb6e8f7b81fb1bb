import { randomUUID } from 'node:crypto';
import { contracts } from '@yibao/shared/contracts';
import { errors } from '@yibao/shared/contracts/errors';
import { fieldLabels } from '@yibao/shared/contracts/fields';
import { type Resident, type Story } from '@yibao/sandbox/city/resident';
import { engines } from '../support/database';
import { type Browser, openBrowser, postRefused } from '../support/h5';
import { addRelative, claimOf, selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { rowCounts } from '../support/tables';
import { aUuid, add, cases, coverageYear, number } from './bad-input-cases';
import { consentCases } from './bad-input-consent-cases';
import { recordsCases } from './bad-input-records-cases';

jest.setTimeout(60_000);

test('every field a contract takes has a Chinese name', () => {
  const missing = Object.entries(contracts).flatMap(([action, { input }]) =>
    Object.keys((input as unknown as { shape: object }).shape)
      .filter((field) => !(field in fieldLabels))
      .map((field) => `${action} ${field}`),
  );
  expect(missing).toEqual([]);
  for (const label of Object.values(fieldLabels)) expect(label).toMatch(/^[一-龥]+$/);
});

test('every refusal is a Chinese sentence', () => {
  for (const { message } of Object.values(errors)) {
    expect(message).toMatch(/[一-龥]/);
    expect(message).not.toMatch(/[a-zA-Z]/);
  }
});

describe.each(engines())('bad input, on $name', (engine) => {
  let system: TestSystem;
  let phone: Phone;
  let browser: Browser;
  let self: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    phone = system.phone('xu-huilan');
    await verify(system, phone);
    self = await selfId(phone);
    browser = openBrowser(system);
    await browser.login('xu-huilan');
  });
  afterAll(() => system.close());
  const counts = () => rowCounts(system.runtime.db);

  const refusedPost = (path: string, body: string) => postRefused(system, browser, path, body);

  test.each([...cases, ...recordsCases, ...consentCases])(
    '%s',
    async (_name, action, input, field, sentence) => {
      const mutation = contracts[action].kind === 'mutation';
      const body = { ...(mutation ? { requestId: randomUUID() } : {}), ...input };
      const { status, error } = await refusedPost(`/rpc/${action}`, JSON.stringify(body));
      expect(error).toMatchObject({ code: 'bad_input', field, retryable: false });
      expect(error.message).toMatch(sentence);
      const fields = error.fields!.map((each) => each.field);
      expect(fields).toContain(field);
      expect(new Set(fields).size).toBe(fields.length);
      expect(error.fields![0]!.message).toBe(error.message);
      expect(status).toBe(400);
      // the same through the mini-program's entry
      const { code, message } = error;
      const twin = await phone.reply(action, body);
      expect(twin).toMatchObject({ ok: false, error: { code, field, message } });
    },
  );

  test('every wrong field is named at once, each once', async () => {
    const body = {
      requestId: 'x',
      relation: 'friend',
      documentType: '',
      documentNumber: '',
      name: '',
    };
    const { error } = await refusedPost(`/rpc/${add}`, JSON.stringify(body));
    const fields = error.fields!.map((each) => each.field).sort();
    expect(fields).toEqual(['documentNumber', 'documentType', 'name', 'relation', 'requestId']);
    for (const { field, message } of error.fields!) expect(message).toContain(fieldLabels[field]);
  });

  test('no refusal repeats what was sent', async () => {
    const secret = '34060319900229ABCD';
    const body = { requestId: randomUUID(), ...number(secret), [secret]: secret, name: secret };
    const { error } = await refusedPost(`/rpc/${add}`, JSON.stringify(body));
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  test('full-width digits, spaces and a small x are put right: the same person', async () => {
    const mother = phone.user.family.find(({ relation }) => relation === 'mother')!;
    const personId = await addRelative(phone, 'mother');
    await phone.call('identity.removeFamilyMember', { personId });
    const { documentNumber, ...rest } = claimOf(mother.resident);
    const wide = documentNumber
      .toLowerCase()
      .replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
    const persons = (await counts())['person'];
    const added = await phone.call('identity.addFamilyMember', {
      relation: 'mother',
      ...rest,
      documentNumber: ` ${wide.slice(0, 6)} ${wide.slice(6)}　`,
      name: ` ${rest.name.slice(0, 1)} ${rest.name.slice(1)} `,
    });
    expect(added.personId).toBe(personId);
    expect((await counts())['person']).toBe(persons);
  });

  test('2027 is answered with 标准待公布, and cannot be enrolled for', async () => {
    const year = { personId: self, coverageYear: 2027 };
    const check = await phone.call('enrollment.check', year);
    expect(check).toMatchObject({ outcome: 'unpublished', fee: null, cover: null });
    expect(check.sentence).toContain('标准待公布');
    const body = JSON.stringify({ requestId: randomUUID(), ...year });
    const { status, error } = await refusedPost('/rpc/enrollment.register', body);
    expect(error).toMatchObject({ code: 'year_unpublished' });
    expect(error.message).toContain('标准待公布');
    expect(status).toBe(409);
  });

  test('a year that nobody has a policy for is named', async () => {
    const body = JSON.stringify({ personId: self, coverageYear: 2031 });
    const { error } = await refusedPost('/rpc/enrollment.check', body);
    expect(error).toMatchObject({ code: 'bad_input', field: 'coverageYear' });
    expect(error.message).toBe('没有 2031 年度的参保业务');
  });

  test.each<[Story, RegExp]>([
    ['deceased', /已经去世/],
    ['employeeInsured', /职工医保/],
    ['nonLocalWithoutPermit', /户籍|居住证/],
  ])('%s: not enrolled, and told why', async (story, sentence) => {
    const resident = system.sandbox.host.residents
      .list()
      .find((each: Resident) => each.story === story)!;
    const { personId } = await phone.call('identity.addFamilyMember', {
      relation: 'spouse',
      ...claimOf(resident),
    });
    // what the platform says of another insurance is kept when it is first heard
    await phone.call('enrollment.check', { personId, coverageYear });
    const body = JSON.stringify({ requestId: randomUUID(), personId, coverageYear });
    const { status, error } = await refusedPost('/rpc/enrollment.register', body);
    expect(error.code).toBe('not_eligible');
    expect(error.message).toMatch(sentence);
    expect(status).toBe(409);
  });

  test('the last representable moment as a cursor lists like no cursor', async () => {
    const cursor = `8640000000000000.${aUuid}`;
    const page = await phone.reply('identity.listNotices', { cursor });
    expect(page).toEqual(await phone.reply('identity.listNotices', {}));
    expect(await phone.reply('payment.listOrders', { cursor })).toMatchObject({ ok: true });
  });

  test('an amount from the client is not even read', async () => {
    const { enrollmentId } = await phone.call('enrollment.register', {
      personId: self,
      coverageYear,
    });
    const requestId = randomUUID();
    const wanted = { requestId, enrollmentIds: [enrollmentId] };
    const cheap = { ...wanted, totalFen: 1, amountFen: 1, amount: { total: 1 } };
    const reply = await phone.reply('payment.createOrder', cheap);
    expect(reply).toMatchObject({
      ok: true,
      data: { order: { totalFen: 40_000, items: [{ amountFen: 40_000 }] } },
    });
    // and makes no other request of it either
    const again = await phone.reply('payment.createOrder', wanted);
    if (!reply.ok || !again.ok) throw new Error('refused');
    expect(again.data.order).toEqual(reply.data.order);
  });

  test('a requestId stands for one thing only', async () => {
    const requestId = randomUUID();
    const templates = (await phone.call('identity.appInfo', {})).subscribeTemplates;
    const [first, second] = templates.map(({ templateId }) => templateId);
    await phone.call('identity.acceptMessages', { requestId, templateIds: [first!] });
    for (const [action, input] of [
      ['identity.acceptMessages', { requestId, templateIds: [second!] }],
      ['identity.readNotices', { requestId, noticeIds: [aUuid] }],
    ] as const) {
      const { status, error } = await refusedPost(`/rpc/${action}`, JSON.stringify(input));
      expect(error.code).toBe('request_id_reused');
      expect(status).toBe(409);
    }
    const other = system.phone('luo-jun');
    await other.call('identity.acceptMessages', { requestId, templateIds: [second!] });
  });
});
