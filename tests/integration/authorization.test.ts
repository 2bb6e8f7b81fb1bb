import { randomUUID } from 'node:crypto';
import { type ActionName, contracts, type Reply } from '@yibao/shared/contracts';
import { functionOf } from '@yibao/shared/rules/cloud-function';
import { main as runJobs } from '@yibao/cloudfunctions/jobs/index';
import { makeClerk, makeOrganisation, makeRequest } from '../support/consent';
import { engines } from '../support/database';
import { clientHeaders } from '../support/h5';
import { addRelative, atCashier, claimOf, selfId, until, verify } from '../support/journey';
import { birthOf, formOf } from '../support/newborn';
import { type Phone, startTestSystem, type TestSystem, testUser } from '../support/system';
import { query } from '../support/tables';
import {
  type CallerName,
  callers,
  coverageYear,
  type Expected,
  L,
  N,
  picture,
  type Row,
  type Subject,
  table,
} from './authorization-table';

jest.setTimeout(60_000);

function expectedOf([, , columns]: Row): Expected {
  const names = Object.keys(callers) as CallerName[];
  return Object.fromEntries(names.map((name, i) => [name, columns[i]])) as Expected;
}

test('the table names every action, once', () => {
  expect(table.map(([action]) => action).sort()).toEqual(Object.keys(contracts).sort());
});

test('an action that needs a login says so in its contract', () => {
  for (const row of table) {
    const open = contracts[row[0]].caller === 'anyone';
    expect([row[0], expectedOf(row).stranger]).toEqual([row[0], open ? 'ok' : L]);
  }
});

/** A call with nothing but an openid, or none: what CloudBase knows of the caller. */
async function callAs(
  system: TestSystem,
  openid: string | null,
  action: ActionName,
  input: object,
): Promise<Reply<unknown>> {
  const body =
    contracts[action].kind === 'mutation' ? { requestId: randomUUID(), ...input } : input;
  const response = await fetch(`${system.url}/sandbox/cloud/callFunction/${functionOf(action)}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(openid === null ? {} : { 'x-sandbox-openid': openid }),
    },
    body: JSON.stringify({ action, input: body }),
  });
  return ((await response.json()) as { result: Reply<unknown> }).result;
}

const codeOf = (reply: Reply<unknown>) => (reply.ok ? 'ok' : reply.error.code);

/** lu-yutong, verified, enrolled, with an order waiting to be paid and a notice. */
async function makeSubject(system: TestSystem, phone: Phone): Promise<Subject> {
  const faceNotice = await phone.call('identity.faceNotice', {});
  const { version, textHash } = faceNotice;
  const { consentId } = await phone.call('identity.agreeFaceNotice', { version, textHash });
  const claim = claimOf(phone.user.resident);
  const { verificationId, verifyId } = await phone.call('identity.startFace', {
    consentId,
    ...claim,
  });
  await system.sandboxPost('/wechat/face/decide', { verify_id: verifyId, decision: 'pass' });
  await phone.call('identity.finishFace', { verificationId });
  const personId = await selfId(phone);
  const { enrollmentId } = await phone.call('enrollment.register', { personId, coverageYear });
  const { order } = await phone.call('payment.createOrder', { enrollmentIds: [enrollmentId] });
  const { itemId, refundId } = await makeProposal(system, order.orderId, personId);
  const noticeId = randomUUID();
  await query(
    system.runtime.db,
    `insert into notice (id, person_id, dedupe_key, title, body, link, created_at)
     values ('${noticeId}', '${personId}', 'test', '消息', '只给本人看', '', now())`,
  );
  const { subscribeTemplates } = await phone.call('identity.appInfo', {});
  const form = formOf(birthOf(system, phone));
  const { photoId } = await phone.call('newborn.uploadPhoto', { contentBase64: picture });
  const { applicationId, baby } = await phone.call('newborn.submit', {
    ...form,
    photoIds: [photoId],
  });
  const { certificateId, serial } = await phone.call('certificate.issue', {
    kind: 'cover',
    personId,
    coverageYear: 2025,
    fullNumber: false,
  });
  const { orderId } = order;
  const templateId = subscribeTemplates[0]!.templateId;
  return {
    claim,
    personId,
    consentId,
    verificationId,
    enrollmentId,
    orderId,
    itemId,
    refundId,
    noticeId,
    faceNotice: { version, textHash },
    templateId,
    form,
    applicationId,
    babyId: baby.personId ?? '',
    photoId,
    certificateId,
    serial,
    ...(await makeAsked(system, phone)),
    fatherId: '',
  };
}

/** Somebody wants to see their data, and is not answered yet. */
async function makeAsked(system: TestSystem, phone: Phone) {
  const made = await makeOrganisation(system);
  const clerk = await makeClerk(system, { organisationId: made.organisation.id });
  const { id: askedId, requested: scope } = await makeRequest(system, {
    made,
    clerk,
    about: phone,
  });
  return { askedId, scope };
}

/** Something of theirs to look at and to take back: a refund that was proposed to them. */
async function makeProposal(system: TestSystem, orderId: string, personId: string) {
  const { db } = system.runtime;
  const [item] = await query<{ id: string }>(
    db,
    `select id from payment_item where order_id = '${orderId}'`,
  );
  const itemId = item!.id;
  const refundId = randomUUID();
  await db.transaction(async (tx) => {
    await tx.execute(
      `insert into refund (id, out_refund_no, order_id, kind, reason, payer_person_id, amount_fen,
         status, status_since, gate_at, tax_attempt, created_at)
       values ('${refundId}', 'YR251120000000000001', '${orderId}', 'cover', 'DUPLICATE_PAYMENT',
         '${personId}', 100, 'proposed', now(), now(), 1, now())`,
    );
    await tx.execute(
      `insert into refund_item (refund_id, payment_item_id, amount_fen, state)
       values ('${refundId}', '${itemId}', 100, 'open')`,
    );
  });
  return { itemId, refundId };
}

describe.each(engines())('who may do what, on $name', (engine) => {
  let system: TestSystem;
  let subject: Subject;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    const { self, family, exFamily, verified } = callers;
    subject = await makeSubject(system, system.phone(self));
    for (const key of [family, exFamily, verified]) await verify(system, system.phone(key));
    subject.fatherId = await selfId(system.phone(family));
    await addRelative(system.phone(family), 'spouse');
    const ex = system.phone(exFamily);
    await ex.call('identity.addFamilyMember', { relation: 'sister', ...subject.claim });
    await ex.call('identity.removeFamilyMember', { personId: subject.personId });
    await system.phone('zhao-yajing').call('identity.me', {});
  });
  afterAll(() => system.close());

  test.each(table)('%s', async (action, input, columns) => {
    const expected = expectedOf([action, input, columns]);
    const found: Record<string, string> = {};
    for (const [name, key] of Object.entries(callers)) {
      const openid = key === null ? null : testUser(system, key).miniProgramOpenid;
      found[name] = codeOf(await callAs(system, openid, action, input(subject)));
    }
    expect(found).toEqual(expected);
  });

  test("nobody's reading marked the notice of another person but their own", async () => {
    const rows = await query<{ read: boolean }>(
      system.runtime.db,
      `select read_at is not null as read from notice where id = '${subject.noticeId}'`,
    );
    expect(rows).toEqual([{ read: true }]);
    // and before `self` came to it, nobody had: see the order of the table's columns
    const other = await system.phone('luo-jun').call('identity.listNotices', {});
    expect(other.notices).toEqual([]);
  });

  test('on H5 a browser without a session is a stranger to everything', async () => {
    for (const [action, input, columns] of table) {
      const mutation = contracts[action].kind === 'mutation';
      const body = { ...input(subject), ...(mutation ? { requestId: randomUUID() } : {}) };
      const response = await fetch(`${system.url}/rpc/${action}`, {
        method: 'POST',
        headers: clientHeaders,
        body: JSON.stringify(body),
      });
      const code = codeOf((await response.json()) as Reply<unknown>);
      expect([action, code, response.status]).toEqual([
        action,
        columns[0],
        columns[0] === 'ok' ? 200 : 401,
      ]);
    }
  });

  test('whom the client claims to be is not asked', async () => {
    const self = testUser(system, callers.self);
    const claimed = {
      openId: self.miniProgramOpenid,
      OPENID: self.miniProgramOpenid,
      WX_OPENID: self.miniProgramOpenid,
      userInfo: { openId: self.miniProgramOpenid, appId: 'wx' },
      accountId: subject.personId,
      personId: subject.personId,
    };
    const event = { action: 'identity.me', input: {}, ...claimed };
    const url = `${system.url}/sandbox/cloud/callFunction/identity`;
    const send = async (body: object, openid: string) => {
      const headers = { 'content-type': 'application/json', 'x-sandbox-openid': openid };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      return ((await response.json()) as { result: Reply<{ verified: unknown }> }).result;
    };
    expect(codeOf(await send(event, ''))).toBe(L);
    const other = testUser(system, 'feng-xiaoyan').miniProgramOpenid;
    expect(await send(event, other)).toMatchObject({ ok: true, data: { verified: null } });
    expect(codeOf(await send({ ...event, input: claimed }, other))).toBe('bad_input');
  });

  test('a clerk on the staff list enrols nobody but their own; off the list they are no clerk', async () => {
    const clerk = system.phone(callers.staff);
    const { personId, enrollmentId, orderId, claim } = subject;
    // as anybody may, they had named somebody a relative: see the table
    await clerk.call('identity.removeFamilyMember', { personId });
    expect(await clerk.refused('enrollment.check', { personId, coverageYear })).toBe(N);
    expect(await clerk.refused('enrollment.register', { personId, coverageYear })).toBe(N);
    expect(await clerk.refused('enrollment.get', { enrollmentId })).toBe(N);
    expect(await clerk.refused('payment.createOrder', { enrollmentIds: [enrollmentId] })).toBe(N);
    expect(await clerk.refused('payment.getOrder', { orderId })).toBe(N);
    await query(system.runtime.db, 'update staff_member set active = false');
    const input = { code: '00000000', ...claim };
    expect(await clerk.refused('identity.confirmCounterCode', input)).toBe('not_allowed');
  });
});

describe.each(engines())('paying for somebody opens nothing, on $name', (engine) => {
  let system: TestSystem;
  let payer: Phone;
  let member: Phone;
  let reference: string;
  let orderId: string;
  let enrollmentId: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    payer = system.phone('shen-wenbo');
    member = system.phone('lu-yutong');
    await verify(system, payer);
    await verify(system, member);
    const personId = await addRelative(payer, 'spouse');
    ({ enrollmentId } = await payer.call('enrollment.register', { personId, coverageYear }));
    const { order, payment } = await payer.call('payment.createOrder', {
      enrollmentIds: [enrollmentId],
    });
    ({ reference, orderId } = order);
    await atCashier(system, payment, 'pay');
    await until(
      () => payer.call('payment.getOrder', { orderId }),
      ({ status }) => status === 'posted',
    );
  });
  afterAll(() => system.close());

  test('the payer sees the order, and none of the cover or the messages of the member', async () => {
    expect((await payer.call('enrollment.myCover', {})).covers).toEqual([]);
    const { notices } = await payer.call('identity.listNotices', {});
    expect(notices.map(({ title }) => title)).toEqual(['缴费成功']);
  });

  test('the member sees the own cover, and none of the order that bought it', async () => {
    const { covers } = await member.call('enrollment.myCover', {});
    expect(covers).toMatchObject([{ coverageYear, paidBySelf: false }]);
    const { notices } = await member.call('identity.listNotices', {});
    expect(notices.map(({ title }) => title)).toEqual(['家人已为您缴纳医保费']);
    expect(await member.refused('payment.getOrder', { orderId })).toBe(N);
    expect(await member.refused('payment.refreshOrder', { orderId })).toBe(N);
    expect((await member.call('payment.listOrders', {})).orders).toEqual([]);
    const { orderId: seen } = await member.call('enrollment.get', { enrollmentId });
    expect(seen).toBeNull();
    const overview = await member.call('enrollment.overview', {});
    expect(overview.standings[0]).toMatchObject({ state: 'covered', orderId: null });
    const everything = JSON.stringify([covers, notices, overview]);
    expect(everything).not.toContain(reference);
    expect(everything).not.toContain(payer.user.resident.name);
  });

  test('a removed member is out of reach, paid or not', async () => {
    const personId = await selfId(member);
    await payer.call('identity.removeFamilyMember', { personId });
    expect(await payer.refused('enrollment.get', { enrollmentId })).toBe(N);
    expect(await payer.refused('enrollment.check', { personId, coverageYear })).toBe(N);
    const { standings } = await payer.call('enrollment.overview', {});
    expect(standings).toHaveLength(1);
    expect((await payer.call('payment.getOrder', { orderId })).status).toBe('posted');
  });
});

describe.each(engines().slice(0, 1))('hardship is told to nobody but the person', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('who enrols and pays for a relative never reads which list the relative is on', async () => {
    const phone = system.phone('cao-xiuyun');
    await verify(system, phone);
    const personId = await addRelative(phone, 'mother');
    const check = await phone.call('enrollment.check', { personId, coverageYear });
    expect(check.fee).toMatchObject({ payableFen: 0, subsidyReason: null });
    const registered = await phone.call('enrollment.register', { personId, coverageYear });
    const { enrollmentId } = registered;
    const ordered = await phone.call('payment.createOrder', { enrollmentIds: [enrollmentId] });
    const seen = JSON.stringify([
      check,
      registered,
      ordered,
      await phone.call('enrollment.get', { enrollmentId }),
      await phone.call('enrollment.check', { personId, coverageYear }),
      await phone.call('enrollment.overview', {}),
      await phone.call('identity.listNotices', {}),
    ]);
    const words =
      seen.match(/特困|低保|孤儿|返贫|困难|extreme-?[pP]overty|minimum-?[lL]iving/g) ?? [];
    expect([...new Set(words)]).toEqual([]);
    const self = await selfId(phone);
    const own = await phone.call('enrollment.check', { personId: self, coverageYear });
    expect(own.fee?.subsidyReason).toBe('低保对象');
  });
});

describe('the jobs function answers timers only', () => {
  const timer = { Type: 'Timer', TriggerName: 'minute', Time: '2025-11-20T01:00:00Z' };
  const context = (environment: object) => ({
    request_id: 'r-1',
    environment: JSON.stringify(environment),
  });
  const client = { WX_OPENID: 'o', WX_APPID: 'a', WX_CONTEXT_KEYS: 'WX_OPENID,WX_APPID' };

  test.each<[string, unknown, unknown]>([
    ['a client of the mini-program', timer, context({ ...client, TRIGGER_SRC: 'wx_client' })],
    ['a client that claims to be a timer', timer, context({ ...client, TRIGGER_SRC: 'timer' })],
    ['a web client', timer, context({ TCB_UUID: 'u', TRIGGER_SRC: 'timer' })],
    ['an anonymous client', timer, context({ TRIGGER_SRC: 'wx_unauthenticated' })],
    ['no context at all', timer, undefined],
    ['an empty context', timer, {}],
    ['another event', { action: 'minute' }, context({ TRIGGER_SRC: 'timer' })],
    ['an unknown timer', { ...timer, TriggerName: 'x' }, context({ TRIGGER_SRC: 'timer' })],
    [
      'a name of every object',
      { ...timer, TriggerName: '__proto__' },
      context({ TRIGGER_SRC: 'timer' }),
    ],
    ['no event', null, context({ TRIGGER_SRC: 'timer' })],
  ])('%s runs nothing', async (_name, event, from) => {
    expect(await runJobs(event, from)).toEqual({ ran: null });
  });

  test('a timer gets as far as the configuration, which is missing here', async () => {
    await expect(runJobs(timer, context({ TRIGGER_SRC: 'timer' }))).rejects.toThrow(
      'configuration refused',
    );
  });
});
