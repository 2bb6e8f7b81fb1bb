import { randomUUID } from 'node:crypto';
import { type ActionName, contracts } from '@yibao/shared/contracts';
import { errors } from '@yibao/shared/contracts/errors';
import { fieldLabels } from '@yibao/shared/contracts/fields';
import { identityCheckDigit } from '@yibao/shared/rules/identity-document';
import { type Resident, type Story } from '@yibao/sandbox/city/resident';
import { engines } from '../support/database';
import { type Browser, openBrowser, postRefused } from '../support/h5';
import { addRelative, claimOf, selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { rowCounts } from '../support/tables';

const aUuid = '7f1c1a52-6a1e-4b58-9a53-0f6f2b1f6d11';
const coverageYear = 2026;
const withCheckDigit = (first17: string) => first17 + identityCheckDigit(first17);
/** Nobody's: a serial that the synthetic city never gives. */
const goodNumber = withCheckDigit('34060319900101001');
const claim = { documentType: 'residentId', documentNumber: goodNumber, name: '王小兰' };
const relative = { relation: 'spouse', ...claim };
const number = (documentNumber: string) => ({ ...relative, documentNumber });
const named = (name: string) => ({ ...relative, name });
const ids = (count: number) => Array.from({ length: count }, () => randomUUID());

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

/** What is sent, which field the refusal names, and a piece of its sentence. */
type Case = [string, ActionName, object, string, RegExp];
const add = 'identity.addFamilyMember';
const cases: Case[] = [
  [
    'a wrong check digit',
    add,
    number(goodNumber.replace(/.$/, (d) => (d === '1' ? '2' : '1'))),
    'documentNumber',
    /号码里可能有一位填错了/,
  ],
  [
    '29 February of a common year',
    add,
    number(withCheckDigit('34060319900229001')),
    'documentNumber',
    /日历上没有这一天/,
  ],
  [
    '31 June',
    add,
    number(withCheckDigit('34060319900631001')),
    'documentNumber',
    /日历上没有这一天/,
  ],
  [
    'a birth that is still to come',
    add,
    number(withCheckDigit('34060320251121001')),
    'documentNumber',
    /这一天还没有到/,
  ],
  [
    'a 15-digit number of the first generation',
    add,
    number('340603900101001'),
    'documentNumber',
    /第一代身份证已停用.*18 位/,
  ],
  [
    'a number with one digit too few',
    add,
    number(goodNumber.slice(1)),
    'documentNumber',
    /应是 18 位/,
  ],
  ['a number of letters', add, number('ABCDEFGHIJKLMNOPQR'), 'documentNumber', /只能是数字/],
  ['an empty number', add, number(''), 'documentNumber', /证件号码没有填写/],
  ['a number of spaces', add, number('   '), 'documentNumber', /请填写居民身份证号码/],
  [
    'a number of 41 characters',
    add,
    number('1'.repeat(41)),
    'documentNumber',
    /证件号码最多 40 个字/,
  ],
  [
    'a number with a null byte',
    add,
    number(`${goodNumber.slice(0, 17)}\u0000`),
    'documentNumber',
    /号码只能是数字/,
  ],
  [
    'a number that is a number',
    add,
    { ...relative, documentNumber: 340603 },
    'documentNumber',
    /证件号码没有填写或格式不对/,
  ],
  [
    "a travel permit's number",
    add,
    { ...number('H1234567800'), documentType: 'hkMoTwResidence' },
    'documentNumber',
    /港澳台居民居住证/,
  ],
  [
    'another document type',
    add,
    { ...relative, documentType: 'hkMoTwResidence' },
    'documentNumber',
    /请把证件类型改选为/,
  ],
  [
    'no document type',
    add,
    { ...relative, documentType: 'passport' },
    'documentType',
    /证件类型不在可选的范围内/,
  ],
  ['a name with markup', add, named('<b>王小兰</b>'), 'name', /姓名里不能有/],
  ['a name with a script', add, named('王"onload=alert(1)'), 'name', /姓名里不能有/],
  ['a name with a null byte', add, named('王\u0000小兰'), 'name', /姓名里有看不见的特殊字符/],
  ['a name written backwards', add, named('王\u202E小兰'), 'name', /姓名里有看不见的特殊字符/],
  ['a name with an emoji', add, named('王小兰😀'), 'name', /姓名里不能有表情/],
  ['a name of one character', add, named('王'), 'name', /姓名至少要有两个字/],
  ['an empty name', add, named(''), 'name', /姓名没有填写/],
  ['a name of 61 characters', add, named('王'.repeat(61)), 'name', /姓名最多 60 个字/],
  ['a name of 51 characters', add, named('王'.repeat(51)), 'name', /姓名最多 50 个字/],
  ['a name of 60 marks on one letter', add, named(`a${'\u0301'.repeat(59)}`), 'name', /姓名里/],
  ['a lone half of a character', add, named('王\uD840'), 'name', /姓名里/],
  ['a name with digits', add, named('王小2'), 'name', /姓名里不能有数字/],
  [
    'an unknown relation',
    add,
    { ...relative, relation: 'friend' },
    'relation',
    /与您的关系不在可选的范围内/,
  ],
  [
    'a relation every object has',
    add,
    { ...relative, relation: 'constructor' },
    'relation',
    /与您的关系/,
  ],
  [
    'a requestId too short',
    add,
    { ...relative, requestId: 'short' },
    'requestId',
    /请求编号格式不对/,
  ],
  [
    'a requestId too long',
    add,
    { ...relative, requestId: 'a'.repeat(65) },
    'requestId',
    /请求编号格式不对/,
  ],
  [
    'a requestId with other characters',
    add,
    { ...relative, requestId: "aaaaaaaaaaaaaaaa';--" },
    'requestId',
    /请求编号格式不对/,
  ],
  ['no requestId', add, { ...relative, requestId: undefined }, 'requestId', /请求编号没有填写/],
  ['more than was asked for', add, { ...relative, isStaff: true }, 'input', /不认识的内容/],
  ['an account of its own', 'identity.me', { accountId: aUuid }, 'input', /不认识的内容/],
  ['nothing of what is needed', 'identity.startFace', {}, 'consentId', /知情同意编号/],
  [
    'a message number that is none',
    'identity.readNotices',
    { noticeIds: ['1234567'] },
    'noticeIds',
    /消息编号格式不对/,
  ],
  [
    '51 messages',
    'identity.readNotices',
    { noticeIds: ids(51) },
    'noticeIds',
    /消息编号最多 50 项/,
  ],
  [
    'a template that is not ours',
    'identity.acceptMessages',
    { templateIds: ['x'] },
    'templateIds',
    /没有这个消息模板/,
  ],
  [
    'four templates',
    'identity.acceptMessages',
    { templateIds: ['a', 'b', 'c', 'd'] },
    'templateIds',
    /订阅消息模板最多 3 项/,
  ],
  [
    'a cursor before all time',
    'identity.listNotices',
    { cursor: -1 },
    'cursor',
    /翻页位置不能小于 0/,
  ],
  [
    'a cursor after all time',
    'payment.listOrders',
    { cursor: 8_640_000_000_000_001 },
    'cursor',
    /翻页位置不能大于/,
  ],
  ['half a cursor', 'payment.listOrders', { cursor: 0.5 }, 'cursor', /翻页位置/],
  [
    'a year as text',
    'enrollment.check',
    { personId: aUuid, coverageYear: '2026' },
    'coverageYear',
    /参保年度/,
  ],
  [
    'the year 1999',
    'enrollment.check',
    { personId: aUuid, coverageYear: 1999 },
    'coverageYear',
    /参保年度不能小于 2000/,
  ],
  [
    'the year 2101',
    'enrollment.register',
    { personId: aUuid, coverageYear: 2101 },
    'coverageYear',
    /参保年度不能大于 2100/,
  ],
  [
    'a person who is no id',
    'enrollment.check',
    { personId: '1 or 1=1', coverageYear },
    'personId',
    /参保人格式不对/,
  ],
  [
    'nine people in one order',
    'payment.createOrder',
    { enrollmentIds: ids(9) },
    'enrollmentIds',
    /要缴费的人最多 8 项/,
  ],
  [
    'the same person twice',
    'payment.createOrder',
    { enrollmentIds: [aUuid, aUuid] },
    'enrollmentIds',
    /同一个人在订单里重复了/,
  ],
  [
    'an order for nobody',
    'payment.createOrder',
    { enrollmentIds: [] },
    'enrollmentIds',
    /要缴费的人至少选择 1 项/,
  ],
  [
    'an order for words',
    'payment.createOrder',
    { enrollmentIds: ['x', 'y', 'z'] },
    'enrollmentIds',
    /要缴费的人格式不对/,
  ],
  [
    'a suspension in the future',
    'enrollment.declareSuspension',
    { enrollmentId: aUuid, suspendedAt: 4_000_000_000_000 },
    'suspendedAt',
    /暂停参保的时间不能晚于现在/,
  ],
  [
    'a suspension long ago',
    'enrollment.declareSuspension',
    { enrollmentId: aUuid, suspendedAt: 0 },
    'suspendedAt',
    /暂停参保的时间太早/,
  ],
];

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

  test.each(cases)('%s', async (_name, action, input, field, sentence) => {
    const mutation = contracts[action].kind === 'mutation';
    const body = { ...(mutation ? { requestId: randomUUID() } : {}), ...input };
    const { status, error } = await refusedPost(`/rpc/${action}`, JSON.stringify(body));
    expect(error).toMatchObject({ code: 'bad_input', field, retryable: false });
    expect(error.message).toMatch(sentence);
    expect(error.fields!.map((each) => each.field)).toContain(field);
    expect(error.fields![0]!.message).toBe(error.message);
    expect(status).toBe(400);
    // the same through the mini-program's entry
    const { code, message } = error;
    const twin = await phone.reply(action, body as never);
    expect(twin).toMatchObject({ ok: false, error: { code, field, message } });
  });

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
    const body = JSON.stringify({ requestId: randomUUID(), personId, coverageYear });
    const { status, error } = await refusedPost('/rpc/enrollment.register', body);
    expect(error.code).toBe('not_eligible');
    expect(error.message).toMatch(sentence);
    expect(status).toBe(409);
  });

  test('the last representable moment as a cursor lists like no cursor', async () => {
    const cursor = 8_640_000_000_000_000;
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
    const reply = await phone.reply('payment.createOrder', cheap as never);
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
