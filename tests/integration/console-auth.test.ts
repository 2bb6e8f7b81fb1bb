import { createGateway } from '@yibao/cloudfunctions/gateway/app';
import { cleanUp } from '@yibao/cloudfunctions/lib/cleanup';
import { sandboxPassword, sandboxTotpSecret } from '@yibao/sandbox/city/organisations';
import { totpCode } from '@yibao/sandbox/lib/totp';
import { type Reply } from '@yibao/shared/contracts';
import { describeOnServers, engines } from '../support/database';
import { clientHeaders } from '../support/h5';
import {
  clerkWith,
  cookieOf,
  logins,
  postSignIn,
  type SignIn,
  signInAs,
  signInOf,
} from '../support/organisations';
import { startTestSystem, type TestSystem } from '../support/system';
import { dumpText, query, rowCounts } from '../support/tables';

jest.setTimeout(60_000);

const login = logins.employer;
const stepMs = 30_000;

interface Refusal {
  status: number;
  /** What whoever tried is told. */
  told: unknown;
  /** What stands in the audit. */
  reason: string | undefined;
}

/** The last refused sign-in as the audit has it. */
async function lastReason({ runtime }: TestSystem): Promise<string | undefined> {
  const [row] = await query<{ reason: string }>(
    runtime.db,
    `select details->>'reason' as reason from audit_entry
     where action = 'console.signInRefused' order by id desc limit 1`,
  );
  return row?.reason;
}

async function refusedSignIn(system: TestSystem, body: SignIn): Promise<Refusal> {
  const response = await postSignIn(system, body);
  const reply = (await response.json()) as Reply<unknown>;
  expect(response.headers.getSetCookie()).toEqual([]);
  if (reply.ok) throw new Error('was not refused');
  const { traceId, ...told } = reply.error;
  expect(traceId).toMatch(/^[0-9a-f-]{36}$/);
  return { status: response.status, told, reason: await lastReason(system) };
}

/** As if nobody had tried before. */
const forgetTries = ({ runtime }: TestSystem) =>
  query(
    runtime.db,
    `with gone as (delete from attempt_counter where subject like 'console:%'),
       forgiven as (delete from sign_in_try)
     update clerk set totp_last_step = 0`,
  );
const update = ({ runtime }: TestSystem, statement: string) => query(runtime.db, statement);

describe.each(engines())('signing in at the console, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());
  beforeEach(() => forgetTries(system));

  test('password and code open a session that scripts and other sites cannot use', async () => {
    const response = await postSignIn(system, signInOf(login));
    expect([response.status, await response.json()]).toEqual([200, { ok: true, data: {} }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [line = ''] = response.headers.getSetCookie();
    expect(line).toMatch(
      /^yibao_console=[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const [cookie = ''] = line.split(';');
    const clerk = clerkWith(system, login, cookie);
    // the door is open: what is served behind it is another matter
    expect((await clerk.reply('partner.me', {})).ok ? 'ok' : 'answered').not.toBe('not_logged_in');
    expect(await dumpText(system.runtime.db)).not.toContain(cookie.split('=')[1]);
  });

  test('behind HTTPS the cookie is Secure and bound to the host', async () => {
    const { runtime } = system;
    const config = { ...runtime.config, publicUrl: 'https://yibao.example' };
    const gateway = createGateway(() => Promise.resolve({ ...runtime, config }));
    const response = await gateway.request('/console-auth/sign-in', {
      method: 'POST',
      headers: clientHeaders,
      body: JSON.stringify(signInOf(login)),
    });
    const [line] = response.headers.getSetCookie();
    expect(line).toMatch(/^__Host-yibao_console=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  const wrongCode = { code: '000000' };
  test.each<[string, Partial<SignIn>, string, string]>([
    ['a login of nobody', { login: 'nobody-01' }, '', 'unknownLogin'],
    ['a wrong password', { password: 'sandbox-passwort' }, '', 'wrongPassword'],
    ['a wrong code', wrongCode, '', 'wrongCode'],
    [
      'a code of a minute ago',
      { code: totpCode(sandboxTotpSecret, Date.now() - 3 * stepMs) },
      '',
      'wrongCode',
    ],
    ["an organisation's system", { login: logins.insurerApi }, '', 'apiHasNoPassword'],
    [
      'a suspended clerk',
      {},
      `update clerk set status = 'suspended' where login = '${login}'`,
      'clerkSuspended',
    ],
    [
      'a suspended organisation',
      {},
      "update organisation set status = 'suspended'",
      'organisationSuspended',
    ],
    [
      'another network',
      {},
      "update organisation set networks = '{10.1.0.0/16}'",
      'networkNotAllowed',
    ],
    ['a locked login', {}, `update sign_in_try set locked_until = '2100-01-01'`, 'locked'],
  ])(
    '%s is refused like everything else, and the audit knows why',
    async (_name, wrong, change, reason) => {
      const usual = await refusedSignIn(system, { ...signInOf(login), ...wrongCode });
      if (change !== '') await update(system, change);
      const found = await refusedSignIn(system, { ...signInOf(login), ...wrong });
      expect(found).toEqual({ ...usual, reason });
      expect(usual.status).toBe(401);
      await update(system, "update clerk set status = 'active'");
      await update(system, "update organisation set status = 'active', networks = '{}'");
    },
  );

  test('the network of the organisation lets its clerks in', async () => {
    await update(system, "update organisation set networks = '{10.1.0.0/16,127.0.0.0/8}'");
    expect((await postSignIn(system, signInOf(login))).status).toBe(200);
    await update(system, "update organisation set networks = '{}'");
  });

  test('what people type is neither in the log nor in the audit', async () => {
    await refusedSignIn(system, { ...signInOf('my-secret-word'), password: 'another-secret' });
    await refusedSignIn(system, { ...signInOf(login), password: 'another-secret' });
    const traces = system.logText() + (await dumpText(system.runtime.db));
    for (const secret of ['my-secret-word', 'another-secret', sandboxPassword]) {
      expect(traces).not.toContain(secret);
    }
    expect(await dumpText(system.runtime.db)).not.toContain(sandboxTotpSecret);
  });

  test('a code works once, and never one of an earlier step', async () => {
    const wallNow = Date.now();
    const next = signInOf(login, wallNow + stepMs);
    expect((await postSignIn(system, next)).status).toBe(200);
    expect((await refusedSignIn(system, next)).reason).toBe('codeUsedBefore');
    expect((await refusedSignIn(system, signInOf(login, wallNow))).reason).toBe('codeUsedBefore');
    // a colleague's authenticator shows another one
    expect((await postSignIn(system, signInOf(logins.employerColleague))).status).toBe(200);
  });

  test('five wrong tries close the login for a quarter of an hour, right ones included', async () => {
    const wrong = { ...signInOf(login), ...wrongCode };
    for (let n = 0; n < 5; n++) {
      expect((await refusedSignIn(system, wrong)).reason).toBe('wrongCode');
    }
    expect((await refusedSignIn(system, signInOf(login))).reason).toBe('locked');
    await system.advance(14);
    expect((await refusedSignIn(system, signInOf(login))).reason).toBe('locked');
    await system.advance(1);
    // counted anew: four more slips are forgiven
    for (let n = 0; n < 4; n++) {
      expect((await refusedSignIn(system, wrong)).reason).toBe('wrongCode');
    }
    expect((await postSignIn(system, signInOf(login))).status).toBe(200);
    expect(await query(system.runtime.db, 'select 1 from sign_in_try')).toEqual([]);
  });

  test('a login that there is costs what one that there is not costs: the same rows, the same chain', async () => {
    const written = async (tried: string) => {
      await forgetTries(system);
      const before = await rowCounts(system.runtime.db);
      const reasons: (string | undefined)[] = [];
      for (let n = 0; n < 6; n++) {
        const body = { ...signInOf(login), login: tried, password: 'wrong' };
        reasons.push((await refusedSignIn(system, body)).reason);
      }
      const after = await rowCounts(system.runtime.db);
      const grown = Object.keys(after).filter((table) => after[table] !== before[table]);
      const tries = await query(
        system.runtime.db,
        'select failures, locked_until is null as open from sign_in_try',
      );
      const [entry] = await query<{ chain: string }>(
        system.runtime.db,
        `select chain from audit_entry where action = 'console.signInRefused'
         order by id desc limit 1`,
      );
      return { grown, tries, chain: entry?.chain, last: reasons.at(-1), first: reasons[0] };
    };
    const known = await written(login);
    const unknown = await written('nobody-01');
    expect(known).toMatchObject({ first: 'wrongPassword', last: 'locked' });
    expect(unknown).toEqual({ ...known, first: 'unknownLogin' });
    // nobody's row in `clerk` was touched for it
    const [row] = await query<{ failures: number }>(
      system.runtime.db,
      `select failures from clerk where login = '${login}'`,
    );
    expect(row).toEqual({ failures: 0 });
  });

  test('refusals from many places do not stand in one chain', async () => {
    const { runtime } = system;
    const config = { ...runtime.config, trustedProxies: 1 };
    const gateway = createGateway(() => Promise.resolve({ ...runtime, config }));
    const from = (address: string) =>
      gateway.request('/console-auth/sign-in', {
        method: 'POST',
        headers: { ...clientHeaders, 'x-forwarded-for': address },
        body: JSON.stringify({ ...signInOf('nobody-01'), password: 'wrong' }),
      });
    for (let n = 1; n <= 6; n++) expect((await from(`198.51.100.${String(n)}`)).status).toBe(401);
    const chains = await query<{ chain: string }>(
      runtime.db,
      `select distinct chain from audit_entry
       where action = 'console.signInRefused' and details->>'network' like '198.51.100.%'`,
    );
    expect(chains.length).toBeGreaterThan(1);
    for (const { chain } of chains) expect(chain).toMatch(/^system:console\.[0-9a-f]{2}$/);
  });

  test('an address that tries one login after another is stopped; who succeeds costs nothing', async () => {
    await signInAs(system, login);
    const tried = [logins.insurer, logins.insurerColleague, logins.otherEmployer];
    for (let n = 0; n < 30; n++) {
      await refusedSignIn(system, { ...signInOf(tried[n % tried.length]!), password: 'wrong' });
    }
    const stopped = await refusedSignIn(system, signInOf(login));
    expect(stopped).toMatchObject({ status: 429, told: { code: 'rate_limited' } });
    await system.advance(10);
    expect((await postSignIn(system, signInOf(login, Date.now() + stepMs))).status).toBe(200);
  });

  test('a session stays where it was opened, unless the organisation has networks', async () => {
    const { runtime } = system;
    const config = { ...runtime.config, trustedProxies: 1 };
    const gateway = createGateway(() => Promise.resolve({ ...runtime, config }));
    const post = (path: string, from: string, body: object, cookie = '') =>
      gateway.request(path, {
        method: 'POST',
        headers: { ...clientHeaders, 'x-forwarded-for': from, cookie },
        body: JSON.stringify(body),
      });
    const opened = await post('/console-auth/sign-in', '2001:db8:1:2::7', signInOf(login));
    const cookie = cookieOf(opened);
    const from = async (address: string) =>
      (await post('/rpc/partner.cases', address, { show: 'open' }, cookie)).status;
    expect(await from('2001:db8:1:2::7')).toBe(200);
    // of IPv6 the network counts
    expect(await from('2001:db8:1:2:aaaa::8')).toBe(200);
    for (const elsewhere of ['2001:db8:1:3::7', '198.51.100.7', '']) {
      expect(await from(elsewhere)).toBe(401);
    }
    // whoever tried from there has ended nothing
    expect(await from('2001:db8:1:2::7')).toBe(200);
    await update(system, "update organisation set networks = '{198.51.100.0/24}'");
    expect(await from('198.51.100.7')).toBe(200);
    expect(await from('2001:db8:1:2::7')).toBe(403);
    await update(system, "update organisation set networks = '{}'");
  });

  test('signing out ends the session, and signing in again ends the one before', async () => {
    const first = await signInAs(system, login);
    const headers = { ...clientHeaders, cookie: first.cookie };
    await update(system, 'update clerk set totp_last_step = 0');
    const again = await postSignIn(system, signInOf(login), { cookie: first.cookie });
    expect(again.status).toBe(200);
    expect(await first.refused('partner.cases', { show: 'open' })).toBe('not_logged_in');
    const [line = ''] = again.headers.getSetCookie();
    headers.cookie = line.split(';')[0] ?? '';
    const out = await fetch(`${system.url}/console-auth/sign-out`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect(out.status).toBe(200);
    expect(out.headers.getSetCookie()[0]).toMatch(/^yibao_console=; Max-Age=0; Path=\//);
    const clerk = clerkWith(system, login, headers.cookie);
    expect(await clerk.refused('partner.cases', { show: 'open' })).toBe('not_logged_in');
  });

  test.each<[string, unknown, string, RegExp]>([
    ['no password', { login, code: '123456' }, 'password', /密码没有填写/],
    ['no code', { login, password: 'x' }, 'code', /动态码没有填写/],
    ['a login that is a number', { ...signInOf(login), login: 7 }, 'login', /登录名没有填写/],
    ['a login without end', signInOf('x'.repeat(61)), 'login', /登录名/],
    [
      'a password without end',
      { ...signInOf(login), password: 'x'.repeat(201) },
      'password',
      /密码/,
    ],
    ['more than was asked', { ...signInOf(login), isStaff: true }, 'input', /提交的内容/],
    ['a list', [], 'input', /提交的内容/],
  ])('%s is bad input and no try', async (_name, body, field, sentence) => {
    const before = await rowCounts(system.runtime.db);
    const response = await postSignIn(system, body);
    const reply = (await response.json()) as Reply<unknown>;
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field } });
    expect(reply.ok ? '' : reply.error.message).toMatch(sentence);
    expect(response.status).toBe(400);
    expect(await rowCounts(system.runtime.db)).toEqual(before);
  });

  test.each(['sign-in', 'sign-out'])('another site cannot call %s', async (path) => {
    const url = `${system.url}/console-auth/${path}`;
    const body = JSON.stringify(signInOf(login));
    const foreign: Record<string, string>[] = [
      { 'content-type': 'application/json' },
      { 'content-type': 'text/plain', 'x-yibao-client': 'console' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ];
    for (const headers of foreign) {
      const response = await fetch(url, { method: 'POST', headers, body });
      expect(response.status).toBe(400);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    expect((await fetch(url)).status).toBe(404);
  });
});

describe.each(engines().slice(0, 1))('how long a console session lasts, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());
  const sessions = async () => (await rowCounts(system.runtime.db))['clerk_session'];

  test('half an hour unused, eight hours in all, then it is gone', async () => {
    const clerk = await signInAs(system, login);
    const isOpen = async () => (await clerk.reply('partner.cases', { show: 'open' })).ok;
    for (let minutes = 0; minutes < 8 * 60; minutes += 29) {
      expect(await isOpen()).toBe(true);
      await system.advance(29);
    }
    expect(await isOpen()).toBe(false);
    const colleague = await signInAs(system, logins.employerColleague);
    await system.advance(29);
    expect((await colleague.reply('partner.cases', { show: 'open' })).ok).toBe(true);
    await system.advance(31);
    expect(await colleague.refused('partner.cases', { show: 'open' })).toBe('not_logged_in');
    expect(await sessions()).toBe(2);
    await cleanUp(system.runtime);
    expect(await sessions()).toBe(1);
  });
});

describeOnServers('many at once at the console', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());
  beforeEach(() => forgetTries(system));

  test('one code opens one session, however many send it at once', async () => {
    const body = signInOf(login);
    const all = await Promise.all(Array.from({ length: 5 }, () => postSignIn(system, body)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
  });

  test('twenty wrong tries at once are five, then the login is locked', async () => {
    const body = { ...signInOf(login), password: 'wrong' };
    await Promise.all(Array.from({ length: 20 }, () => postSignIn(system, body)));
    const reasons = await query<{ reason: string; times: number }>(
      system.runtime.db,
      `select details->>'reason' as reason, count(*)::int as times from audit_entry
       where action = 'console.signInRefused' and details->>'reason' <> 'codeUsedBefore'
       group by 1 order by 1`,
    );
    expect(reasons).toEqual([
      { reason: 'locked', times: 15 },
      { reason: 'wrongPassword', times: 5 },
    ]);
  });
});
