import { randomUUID } from 'node:crypto';
import { totpCode } from '@yibao/sandbox/lib/totp';
import { type Reply } from '@yibao/shared/contracts';
import { describeOnServers, engines } from '../support/database';
import {
  beginEnrolment,
  clerkWith,
  cookieOf,
  logins,
  organisationId,
  organisations,
  postDoor,
  postSignIn,
  signInAs,
} from '../support/organisations';
import { startTestSystem, type TestSystem } from '../support/system';
import { dumpText, query } from '../support/tables';
import { type Bureau, bureauOf } from './oversight-support';

jest.setTimeout(60_000);

const newPassword = '相山的秋天很长很长 1953';
const stepMs = 30_000;
/** What an authenticator shows now; `later` steps on, since no code works twice. */
const codeOf = (secret: string, later = 0) => totpCode(secret, Date.now() + later * stepMs);
const wrongCode = (secret: string) => {
  const right = [-1, 0, 1].map((step) => codeOf(secret, step));
  return ['000000', '111111', '222222', '333333'].find((each) => !right.includes(each))!;
};

let made = 0;

/** A clerk on record, and the code that the bureau was shown. */
async function addClerk(system: TestSystem, bureau: Bureau) {
  const login = `sandbox.enrol-${String(++made)}`;
  const added = await bureau.clerk.call('oversight.addClerk', {
    organisationId: await organisationId(system, organisations.insurer),
    kind: 'person',
    login,
    name: '沙小青',
  });
  const { code, expiresAt } = added.enrolment!;
  return { login, clerkId: added.clerk.clerkId, enrolmentCode: code, expiresAt };
}

/** Both steps. @returns the cookie of the session they end in, and the secret */
async function enrol(system: TestSystem, { login, enrolmentCode }: Typed) {
  const secret = await beginEnrolment(system, { login, enrolmentCode, newPassword });
  const code = codeOf(secret);
  const response = await postDoor(system, 'enrol-confirm', { login, enrolmentCode, code });
  expect([response.status, await response.json()]).toEqual([200, { ok: true, data: {} }]);
  return { secret, cookie: cookieOf(response) };
}

interface Typed {
  login: string;
  enrolmentCode: string;
}

async function lastOf({ runtime }: TestSystem, action: string) {
  const [row] = await query<{ details: Record<string, unknown>; chain: string }>(
    runtime.db,
    `select details, chain from audit_entry where action = '${action}' order by id desc limit 1`,
  );
  return row;
}

/** A refused step: what whoever tried is told, and what the audit knows. */
async function refused(system: TestSystem, door: 'enrol' | 'enrol-confirm', body: object) {
  const response = await postDoor(system, door, body);
  const reply = (await response.json()) as Reply<unknown>;
  if (reply.ok) throw new Error('was not refused');
  expect(response.headers.getSetCookie()).toEqual([]);
  const { traceId, ...told } = reply.error;
  expect(traceId).toMatch(/^[0-9a-f-]{36}$/);
  const entry = await lastOf(system, 'console.enrolmentRefused');
  return { status: response.status, told, reason: entry?.details['reason'] };
}

const forgetTries = ({ runtime }: TestSystem) =>
  query(
    runtime.db,
    `with gone as (delete from attempt_counter where subject like 'console:%')
     delete from sign_in_try`,
  );

describe.each(engines())('a clerk enrols, on $name', (engine) => {
  let system: TestSystem;
  let bureau: Bureau;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    bureau = bureauOf(system);
  });
  afterAll(() => system.close());
  beforeEach(() => forgetTries(system));
  const viewOf = async (clerkId: string) => {
    const insurer = await organisationId(system, organisations.insurer);
    const { clerks } = await bureau.colleague.call('oversight.clerks', { organisationId: insurer });
    return clerks.find((each) => each.clerkId === clerkId)!;
  };

  test('whoever adds a clerk learns neither the password nor the secret, and the clerk gets in', async () => {
    const requestId = randomUUID();
    const input = {
      requestId,
      organisationId: await organisationId(system, organisations.insurer),
      kind: 'person' as const,
      login: 'sandbox.new-1',
      name: '沙小青',
    };
    const added = await bureau.clerk.call('oversight.addClerk', input);
    expect(Object.keys(added).sort()).toEqual(['clerk', 'enrolment']);
    expect(Object.keys(added.enrolment!).sort()).toEqual(['code', 'expiresAt']);
    expect(added.clerk).toMatchObject({ hasSecondFactor: false, looks: 0, lastLookAt: null });
    expect(added.clerk.codeGoodUntil).toBe(added.enrolment!.expiresAt);
    // the same request again is the same clerk with the same code
    expect(await bureau.clerk.call('oversight.addClerk', input)).toEqual(added);
    const { login } = input;
    const enrolmentCode = added.enrolment!.code;
    const { secret, cookie } = await enrol(system, { login, enrolmentCode });
    expect((await clerkWith(system, login, cookie).reply('partner.me', {})).ok).toBe(true);
    expect(await viewOf(added.clerk.clerkId)).toMatchObject({
      hasSecondFactor: true,
      codeGoodUntil: null,
    });
    const again = { login, password: newPassword, code: codeOf(secret, 1) };
    expect((await postSignIn(system, again)).status).toBe(200);
    const everything = system.logText() + (await dumpText(system.runtime.db));
    for (const hidden of [newPassword, secret, enrolmentCode, '沙小青']) {
      expect(everything).not.toContain(hidden);
    }
    const { clerks } = await bureau.colleague.call('oversight.clerks', {
      organisationId: input.organisationId,
    });
    expect(JSON.stringify(clerks)).not.toContain(enrolmentCode);
  });

  test('nobody signs in before it is confirmed', async () => {
    const { login, enrolmentCode } = await addClerk(system, bureau);
    const signIn = { login, password: newPassword, code: '123456' };
    expect((await postSignIn(system, signIn)).status).toBe(401);
    const { details } = (await lastOf(system, 'console.signInRefused'))!;
    expect(details['reason']).toBe('notEnrolled');
    const secret = await beginEnrolment(system, { login, enrolmentCode, newPassword });
    expect((await postSignIn(system, { ...signIn, code: codeOf(secret) })).status).toBe(401);
  });

  test('the code works once, typed in whatever way', async () => {
    const { login, enrolmentCode } = await addClerk(system, bureau);
    const typed = ` ${enrolmentCode.toUpperCase().replaceAll('-', ' ')} `;
    const { secret } = await enrol(system, { login, enrolmentCode: typed });
    const body = { login, enrolmentCode, newPassword };
    expect(await refused(system, 'enrol', body)).toMatchObject({ status: 401, reason: 'noCode' });
    const again = { login, enrolmentCode, code: codeOf(secret, 1) };
    expect((await refused(system, 'enrol-confirm', again)).reason).toBe('noCode');
  });

  test('the code of an authenticator that confirmed does not sign in as well', async () => {
    const { login, enrolmentCode } = await addClerk(system, bureau);
    const { secret } = await enrol(system, { login, enrolmentCode });
    const body = { login, password: newPassword, code: codeOf(secret) };
    expect((await postSignIn(system, body)).status).toBe(401);
  });

  test('it may be begun again: only the last secret counts', async () => {
    const { login, enrolmentCode } = await addClerk(system, bureau);
    const first = await beginEnrolment(system, { login, enrolmentCode, newPassword });
    const second = await beginEnrolment(system, { login, enrolmentCode, newPassword });
    expect(second).not.toBe(first);
    const confirm = (code: string) => ({ login, enrolmentCode, code });
    expect((await refused(system, 'enrol-confirm', confirm(codeOf(first)))).reason).toBe(
      'wrongTotp',
    );
    const response = await postDoor(system, 'enrol-confirm', confirm(codeOf(second)));
    expect(response.status).toBe(200);
  });

  test('a reset ends sessions, password and secret at once, and is audited; the new code leads in', async () => {
    const clerk = await addClerk(system, bureau);
    const { login, clerkId } = clerk;
    const { secret, cookie } = await enrol(system, clerk);
    const reset = await bureau.colleague.call('oversight.resetClerk', { clerkId });
    expect(Object.keys(reset).sort()).toEqual(['clerk', 'enrolment']);
    expect(reset.clerk.hasSecondFactor).toBe(false);
    const session = clerkWith(system, login, cookie);
    expect(await session.refused('partner.me', {})).toBe('not_logged_in');
    const old = { login, password: newPassword, code: codeOf(secret, 1) };
    expect((await postSignIn(system, old)).status).toBe(401);
    expect((await lastOf(system, 'oversight.resetClerk'))?.details).toMatchObject({
      clerkId,
      wasEnrolled: true,
    });
    const enrolmentCode = reset.enrolment.code;
    const { secret: next } = await enrol(system, { login, enrolmentCode });
    expect(next).not.toBe(secret);
    expect((await lastOf(system, 'console.enrolled'))?.details).toMatchObject({
      organisationId: await organisationId(system, organisations.insurer),
    });
  });

  test('a new code makes the one before worthless, begun or not', async () => {
    const { login, enrolmentCode, clerkId } = await addClerk(system, bureau);
    const secret = await beginEnrolment(system, { login, enrolmentCode, newPassword });
    const reset = await bureau.clerk.call('oversight.resetClerk', { clerkId });
    const old = { login, enrolmentCode, code: codeOf(secret) };
    expect((await refused(system, 'enrol-confirm', old)).reason).toBe('wrongCode');
    await enrol(system, { login, enrolmentCode: reset.enrolment.code });
  });

  test('the code of one clerk is of no use to another', async () => {
    const one = await addClerk(system, bureau);
    const other = await addClerk(system, bureau);
    const body = { login: one.login, enrolmentCode: other.enrolmentCode, newPassword };
    expect((await refused(system, 'enrol', body)).reason).toBe('wrongCode');
  });

  test.each<[string, (login: string) => object, string, string]>([
    ['a login of nobody', () => ({ login: 'nobody-01' }), '', 'unknownLogin'],
    ['a wrong code', () => ({ enrolmentCode: 'aaaa-aaaa-aaaa-aaaa' }), '', 'wrongCode'],
    ['who has enrolled', () => ({ login: logins.insurer }), '', 'noCode'],
    ["an organisation's system", () => ({ login: logins.insurerApi }), '', 'noCode'],
    [
      'a suspended clerk',
      () => ({}),
      "update clerk set status = 'suspended' where login like 'sandbox.enrol-%'",
      'clerkSuspended',
    ],
    [
      'a suspended organisation',
      () => ({}),
      "update organisation set status = 'suspended'",
      'organisationSuspended',
    ],
    [
      'another network',
      () => ({}),
      "update organisation set networks = '{10.1.0.0/16}'",
      'networkNotAllowed',
    ],
  ])('%s is refused like everything else', async (_name, wrong, change, reason) => {
    const { login, enrolmentCode } = await addClerk(system, bureau);
    const right = { login, enrolmentCode, newPassword };
    const usual = await refused(system, 'enrol', { ...right, enrolmentCode: 'b'.repeat(16) });
    if (change !== '') await query(system.runtime.db, change);
    const found = await refused(system, 'enrol', { ...right, ...wrong(login) });
    expect(found).toEqual({ ...usual, reason });
    await query(system.runtime.db, "update clerk set status = 'active'");
    await query(system.runtime.db, "update organisation set status = 'active', networks = '{}'");
  });

  test('a code is good for a day', async () => {
    const { login, enrolmentCode, clerkId, expiresAt } = await addClerk(system, bureau);
    await system.advance(24 * 60 - 1);
    const secret = await beginEnrolment(system, { login, enrolmentCode, newPassword });
    await system.advance(1);
    const body = { login, enrolmentCode, code: codeOf(secret) };
    expect((await refused(system, 'enrol-confirm', body)).reason).toBe('codeExpired');
    expect((await viewOf(clerkId)).codeGoodUntil).toBe(expiresAt);
  });

  test.each(['enrol', 'enrol-confirm'] as const)(
    'five wrong tries of %s close that door for a quarter of an hour, and no other',
    async (door) => {
      const { login, enrolmentCode } = await addClerk(system, bureau);
      const secret = await beginEnrolment(system, { login, enrolmentCode, newPassword });
      const wrong =
        door === 'enrol'
          ? { login, enrolmentCode: 'c'.repeat(16), newPassword }
          : { login, enrolmentCode, code: wrongCode(secret) };
      for (let n = 0; n < 5; n++) await refused(system, door, wrong);
      const right = { login, enrolmentCode, code: codeOf(secret) };
      expect((await refused(system, 'enrol-confirm', right)).reason).toBe('locked');
      const signIn = { login, password: newPassword, code: codeOf(secret) };
      expect((await postSignIn(system, signIn)).status).toBe(401);
      const { details } = (await lastOf(system, 'console.signInRefused'))!;
      expect(details['reason']).toBe('notEnrolled');
      await system.advance(15);
      const late = { ...right, code: codeOf(secret) };
      expect((await postDoor(system, 'enrol-confirm', late)).status).toBe(200);
    },
  );

  test.each<[string, string, object, string, RegExp]>([
    ['a short password', 'enrol', { newPassword: 'k7mp-29xq' }, 'newPassword', /至少要 12 个字符/],
    ['no password', 'enrol', { newPassword: '' }, 'newPassword', /新密码没有填写/],
    ['no code', 'enrol', { enrolmentCode: ' ' }, 'enrolmentCode', /启用码没有填写/],
    ['no login', 'enrol', { login: 1 }, 'login', /登录名没有填写/],
    ['more than was asked', 'enrol', { name: 'x' }, 'input', /提交的内容/],
    ['no digits', 'enrol-confirm', { code: '' }, 'code', /动态码没有填写/],
  ])('%s is bad input and no try', async (_name, door, changes, field, sentence) => {
    const body =
      door === 'enrol'
        ? { login: 'nobody-01', enrolmentCode: 'x', newPassword, ...changes }
        : { login: 'nobody-01', enrolmentCode: 'x', ...changes };
    const response = await postDoor(system, door as 'enrol', body);
    const reply = (await response.json()) as Reply<unknown>;
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field } });
    expect(reply.ok ? '' : reply.error.message).toMatch(sentence);
    expect(response.status).toBe(400);
    expect(await query(system.runtime.db, 'select 1 from sign_in_try')).toEqual([]);
  });

  test('somebody who is signed in elsewhere is not disturbed by wrong codes', async () => {
    const clerk = await signInAs(system, logins.insurer);
    const body = { login: logins.insurer, enrolmentCode: 'd'.repeat(16), newPassword };
    for (let n = 0; n < 5; n++) await refused(system, 'enrol', body);
    expect((await clerk.reply('partner.me', {})).ok).toBe(true);
  });
});

describeOnServers('many at once with one code', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('of five who confirm one does', async () => {
    const { login, enrolmentCode } = await addClerk(system, bureauOf(system));
    const secret = await beginEnrolment(system, { login, enrolmentCode, newPassword });
    const body = { login, enrolmentCode, code: codeOf(secret) };
    const all = await Promise.all(
      Array.from({ length: 5 }, () => postDoor(system, 'enrol-confirm', body)),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
  });
});
