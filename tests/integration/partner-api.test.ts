import { randomUUID } from 'node:crypto';
import { type Reply } from '@yibao/shared/contracts';
import { cleanUp } from '@yibao/cloudfunctions/lib/cleanup';
import { apiNonce, clerk, staffMember } from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { claimOf } from '../support/journey';
import {
  type Call,
  type Envelope,
  type Keys,
  newKeys,
  openReply,
  sendCall,
  signCall,
} from '../support/partner-client';
import { startTestSystem, type TestSystem } from '../support/system';
import { query, rowCounts } from '../support/tables';
import { asking, insertClerk, makePartner, type Partner } from './partner-support';

jest.setTimeout(60_000);

interface Member {
  partner: Partner;
  keys: Keys;
  accountId: string;
}

describe.each(engines())('the partner API, on $name', (engine) => {
  let system: TestSystem;
  let serviceKeys: Record<string, string>;
  let us: Member;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    const answer = await fetch(`${system.url}/verify/key`, {
      headers: { accept: 'application/json' },
    });
    ({ publicKeys: serviceKeys } = (await answer.json()) as {
      publicKeys: Record<string, string>;
    });
  });
  beforeEach(async () => {
    us = await join();
  });
  afterAll(() => system.close());

  async function join(): Promise<Member> {
    const keys = newKeys();
    const partner = await makePartner(system, 'insurer', {}, keys.publicKey);
    const [staff] = await system.runtime.db.select().from(staffMember);
    const { organisationId } = partner;
    const accountId = await insertClerk(system, organisationId, 'api', staff!.accountId);
    return { partner, keys, accountId };
  }
  const sign = (
    path: string,
    input: object | string = {},
    said: Parameters<typeof signCall>[4] = {},
    { partner, keys }: Member = us,
  ) => {
    const body = typeof input === 'string' ? input : JSON.stringify(input);
    return signCall(partner.creditCode, keys, `/api/v1/${path}`, body, said);
  };
  const open = (envelope: Envelope, call: Call, status: number, keys = us.keys) =>
    openReply(envelope, call, status, keys.privateKey, serviceKeys[envelope.keyId] ?? '');
  async function ask(path: string, input: object | string = {}, member = us) {
    const call = sign(path, input, {}, member);
    const response = await sendCall(system.url, call);
    const envelope = (await response.json()) as Envelope;
    const reply = open(envelope, call, response.status, member.keys) as Reply<never>;
    return { status: response.status, reply };
  }
  const codeOf = async (path: string, input: object | string = {}) => {
    const { reply, status } = await ask(path, input);
    return [status, reply.ok ? 'ok' : reply.error.code];
  };

  test('an organisation’s own system asks, lists and takes back', async () => {
    const people = [claimOf(system.phone('lu-yutong').user.resident)];
    const asked = { requestId: randomUUID(), ...asking('API-1', people) };
    const { status, reply } = await ask('request', asked);
    expect([status, reply]).toMatchObject([200, { ok: true, data: { consents: [{}] } }]);
    // sent again under another signature: the same intention, the same answer
    expect((await ask('request', asked)).reply).toEqual(reply);
    const { data } = reply as unknown as { data: { consents: { consentId: string }[] } };
    const { consentId } = data.consents[0]!;
    const listed = await ask('consents', { status: 'requested' });
    expect(listed.reply).toMatchObject({ data: { rows: [{ consentId, caseNo: 'API-1' }] } });
    const taken = await ask('withdraw', { requestId: randomUUID(), consentId });
    expect(taken.reply).toMatchObject({ ok: true, data: { status: 'withdrawn' } });
    const me = await ask('me', '');
    expect(me.reply).toMatchObject({ data: { isApi: true, sessionUntil: null } });
    const actors = await query<{ kind: string }>(
      system.runtime.db,
      `select actor_kind as kind from audit_entry where actor_account_id = '${us.accountId}'`,
    );
    expect(actors).toEqual([{ kind: 'organisation' }, { kind: 'organisation' }]);
  });

  test('an answer opens with the organisation’s key alone, and for its own call alone', async () => {
    const call = sign('me');
    const response = await sendCall(system.url, call);
    const text = await response.text();
    expect(text).not.toContain(us.partner.creditCode);
    const envelope = JSON.parse(text) as Envelope;
    expect(open(envelope, call, 200)).toMatchObject({ ok: true });
    expect(() => open(envelope, call, 200, newKeys())).toThrow();
    expect(() => open(envelope, call, 403)).toThrow('not signed');
    expect(() => open(envelope, sign('me'), 200)).toThrow('not signed');
    for (const part of ['encryptedKey', 'iv', 'tag', 'ciphertext'] as const) {
      const altered = { ...envelope, [part]: flip(envelope[part]) };
      expect(() => open(altered, call, 200)).toThrow('not signed');
    }
    expect(() => openReply(envelope, call, 200, us.keys.privateKey, newKeys().publicKey)).toThrow(
      'not signed',
    );
  });

  const flip = (text: string) => (text.startsWith('0') ? `1${text.slice(1)}` : `0${text.slice(1)}`);
  const withHeader = (call: Call, name: string, value: string): Call => ({
    ...call,
    headers: { ...call.headers, [name]: value },
  });
  const without = ({ headers, ...call }: Call, name: string): Call => {
    const rest = Object.entries(headers).filter(([each]) => each !== name);
    return { ...call, headers: Object.fromEntries(rest) };
  };
  const now = () => Math.floor(Date.now() / 1000);

  const strangers: [string, () => Call | Promise<Call>][] = [
    ['no signature', () => without(sign('me'), 'x-yibao-signature')],
    ['no nonce', () => without(sign('me'), 'x-yibao-nonce')],
    ['no time', () => without(sign('me'), 'x-yibao-timestamp')],
    ['no organisation', () => without(sign('me'), 'x-yibao-organisation')],
    [
      'an altered signature',
      () => {
        const call = sign('me');
        const signature = call.headers['x-yibao-signature']!;
        const last = signature.endsWith('0') ? '1' : '0';
        return withHeader(call, 'x-yibao-signature', signature.slice(0, -1) + last);
      },
    ],
    ['no signature at all in its place', () => withHeader(sign('me'), 'x-yibao-signature', '00')],
    ['an altered body', () => ({ ...sign('cases', { show: 'open' }), body: '{"show":"all"}' })],
    ['an altered path', () => ({ ...sign('cases', { show: 'all' }), path: '/api/v1/consents' })],
    ['a query that was not signed', () => ({ ...sign('me'), path: '/api/v1/me?as=staff' })],
    ['an altered time', () => withHeader(sign('me'), 'x-yibao-timestamp', String(now() - 1))],
    ['an altered nonce', () => withHeader(sign('me'), 'x-yibao-nonce', 'a'.repeat(32))],
    [
      'a signature for another method',
      () => ({ ...sign('me', {}, { method: 'PUT' }), method: 'POST' }),
    ],
    ['an old time', () => sign('me', {}, { timestamp: now() - 330 })],
    ['a time to come', () => sign('me', {}, { timestamp: now() + 330 })],
    ['milliseconds for seconds', () => sign('me', {}, { timestamp: Date.now() })],
    ['a short nonce', () => sign('me', {}, { nonce: 'a' })],
    [
      'another organisation’s key',
      async () => sign('me', {}, {}, { ...us, keys: (await join()).keys }),
    ],
    [
      'another organisation’s name',
      async () => {
        const { creditCode } = (await join()).partner;
        return withHeader(sign('me'), 'x-yibao-organisation', creditCode);
      },
    ],
    [
      'an organisation nobody knows',
      () =>
        sign('me', {}, {}, { ...us, partner: { ...us.partner, creditCode: '91340600MA2N000000' } }),
    ],
    [
      'an organisation without a key',
      async () => {
        const { organisationId } = us.partner;
        await run(`update organisation set public_key = null where id = '${organisationId}'`);
        return sign('me');
      },
    ],
    [
      'an organisation that has no system of its own',
      async () => sign('me', {}, {}, await withoutSystem()),
    ],
  ];
  const run = (statement: string) => query(system.runtime.db, statement);
  async function withoutSystem(): Promise<Member> {
    const keys = newKeys();
    return { ...us, keys, partner: await makePartner(system, 'insurer', {}, keys.publicKey) };
  }
  const told = async (response: Response) => {
    const { error, ...rest } = (await response.json()) as { error: { traceId: string } };
    const { traceId, ...body } = error;
    expect(traceId).toMatch(/^[0-9a-f-]{36}$/);
    return [response.status, rest, body];
  };

  test('everybody whose signature does not fit gets one and the same answer', async () => {
    const found: [string, unknown][] = [];
    for (const [name, make] of strangers) {
      found.push([name, await told(await sendCall(system.url, await make()))]);
      us = await join();
    }
    const expected = [
      401,
      { ok: false },
      {
        code: 'not_logged_in',
        message: '签名核对不上：请检查机构代码、时间、随机数、签名和机构公钥',
        retryable: false,
      },
    ];
    expect(found).toEqual(strangers.map(([name]) => [name, expected]));
  });

  test('a call is good once, also when it comes twenty times at once', async () => {
    const call = sign('me');
    const first = await Promise.all(Array.from({ length: 20 }, () => sendCall(system.url, call)));
    const statuses = first.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(19).fill(401)]);
    // and another body under the used nonce is signed anew in vain
    const nonce = call.headers['x-yibao-nonce']!;
    const again = await sendCall(system.url, sign('cases', { show: 'all' }, { nonce }));
    expect(again.status).toBe(401);
    // another organisation's nonce is its own
    const them = await join();
    expect((await sendCall(system.url, sign('me', {}, { nonce }, them))).status).toBe(200);
  });

  test('a signature that does not fit uses no nonce up', async () => {
    const call = sign('me');
    const before = await rowCounts(system.runtime.db);
    const altered = withHeader(call, 'x-yibao-signature', flip(call.headers['x-yibao-signature']!));
    expect((await sendCall(system.url, altered)).status).toBe(401);
    expect(await rowCounts(system.runtime.db)).toEqual(before);
    expect((await sendCall(system.url, call)).status).toBe(200);
  });

  test('freshness goes by the wall clock, however far the business clock is moved', async () => {
    await system.sandboxPost('/control/clock', { advanceMinutes: 60 });
    expect(await codeOf('me')).toEqual([200, 'ok']);
    const { db } = system.runtime;
    const kept = await db.select().from(apiNonce);
    for (const { expiresAt } of kept) {
      expect(Math.abs(expiresAt - Date.now())).toBeLessThan(3_600_000);
    }
    // and so does the cleaning, so that no nonce is forgotten while its call is still fresh
    const { organisationId } = us.partner;
    const past = { organisationId, nonce: 'past', expiresAt: Date.now() - 1 };
    await db.insert(apiNonce).values(past);
    await cleanUp(system.runtime);
    const left = await db.select().from(apiNonce);
    expect(left.map(({ nonce }) => nonce).sort()).toEqual(kept.map(({ nonce }) => nonce).sort());
  });

  test('suspension, network and agreement are told to who signed, sealed', async () => {
    const { organisationId, agreementId } = us.partner;
    const people = [claimOf(system.phone('lu-yutong').user.resident)];
    const asked = { requestId: randomUUID(), ...asking('API-2', people) };
    await run(
      `update agreement set status = 'ended', ended_at = now() where id = '${agreementId}'`,
    );
    expect(await codeOf('request', asked)).toEqual([409, 'no_agreement']);
    await run(`update organisation set networks = '{10.9.0.0/16}' where id = '${organisationId}'`);
    expect(await codeOf('me')).toEqual([403, 'not_allowed']);
    await run(`update organisation set networks = '{127.0.0.0/8}' where id = '${organisationId}'`);
    expect(await codeOf('me')).toEqual([200, 'ok']);
    await run(`update organisation set status = 'suspended' where id = '${organisationId}'`);
    expect(await codeOf('me')).toEqual([403, 'organisation_suspended']);
    expect(await codeOf('request', asked)).toEqual([403, 'organisation_suspended']);
    await run(`update organisation set status = 'active' where id = '${organisationId}'`);
    await run(`update clerk set status = 'suspended' where account_id = '${us.accountId}'`);
    expect(await codeOf('me')).toEqual([403, 'not_allowed']);
    // a system that was put in its place is the one that counts
    const rows = await system.runtime.db.select().from(clerk);
    const { createdBy } = rows[0]!;
    await insertClerk(system, organisationId, 'api', createdBy);
    expect(await codeOf('me')).toEqual([200, 'ok']);
  });

  test.each<[string, string, object | string, number, string]>([
    ['an action nobody knows', 'delete', {}, 404, 'unknown_action'],
    ['a name that every object has', 'constructor', {}, 404, 'unknown_action'],
    ['an action by its inner name', 'partner.me', {}, 404, 'unknown_action'],
    ['a resident’s action', 'identity.me', {}, 404, 'unknown_action'],
    ['what is no JSON', 'cases', '{"show":', 400, 'bad_input'],
    ['what is no text', 'cases', '"\u0000', 400, 'bad_input'],
    ['a list', 'cases', '[]', 400, 'bad_input'],
    ['a part nobody knows', 'me', { accountId: randomUUID() }, 400, 'bad_input'],
    [
      'another one’s case',
      'close-case',
      { requestId: randomUUID(), caseId: randomUUID() },
      404,
      'not_found',
    ],
  ])('%s is refused', async (_name, path, input, status, code) => {
    expect(await codeOf(path, input)).toEqual([status, code]);
  });

  test('a body larger than any honest one is not even read', async () => {
    const call = sign('cases', { show: 'x'.repeat(64 * 1024) });
    const before = await rowCounts(system.runtime.db);
    const response = await sendCall(system.url, call);
    expect((await told(response)).slice(0, 2)).toEqual([413, { ok: false }]);
    expect(await rowCounts(system.runtime.db)).toEqual(before);
  });

  test('nothing is answered to a reading method, signed or not', async () => {
    const { headers, path } = sign('me', '', { method: 'GET' });
    const response = await fetch(`${system.url}${path}`, { headers });
    expect(response.status).toBe(404);
  });

  test('the console’s session opens nothing here, and a signature nothing there', async () => {
    const { headers } = sign('me');
    const response = await fetch(`${system.url}/rpc/partner.me`, {
      method: 'POST',
      headers: { ...headers, 'x-yibao-client': 'console' },
      body: '{}',
    });
    expect(response.status).toBe(401);
    const session = { cookie: 'yibao_console=x', 'content-type': 'application/json' };
    const other = await fetch(`${system.url}/api/v1/me`, { method: 'POST', headers: session });
    expect(other.status).toBe(401);
  });

  test('the function that prints answers its route in the same way', async () => {
    expect(
      (await told(await sendCall(system.url, without(sign('print'), 'x-yibao-nonce'))))[0],
    ).toBe(401);
    const [status] = await codeOf('print', {});
    expect([400, 404]).toContain(status);
  });

  test('nobody’s name, number or key stands in the log', () => {
    const text = system.logText();
    const { resident } = system.phone('lu-yutong').user;
    for (const secret of [resident.certNo, resident.name, us.keys.privateKey]) {
      expect(text).not.toContain(secret);
    }
  });
});
