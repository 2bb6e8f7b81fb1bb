import { randomUUID } from 'node:crypto';
import { type ActionName, type Reply } from '@yibao/shared/contracts';
import { engines } from '../support/database';
import { addRelative, claimOf, selfId, verify } from '../support/journey';
import { type CallInput, type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query, rowCounts } from '../support/tables';

jest.setTimeout(60_000);

const coverageYear = 2026;
const times = 20;

describe.each(engines())('one intention, one effect, on $name', (engine) => {
  let system: TestSystem;
  let phone: Phone;
  let self: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    phone = system.phone('xu-huilan');
    await verify(system, phone);
    self = await selfId(phone);
  });
  afterAll(() => system.close());

  /** The same request twenty times at once. @returns the replies and how many rows each table grew */
  async function storm<N extends ActionName>(action: N, input: CallInput<N>) {
    const before = await rowCounts(system.runtime.db);
    const once = { requestId: randomUUID(), ...input };
    const replies = await Promise.all(
      Array.from({ length: times }, () => phone.reply(action, once)),
    );
    const after = await rowCounts(system.runtime.db);
    const grown = Object.entries(after)
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, growth]) => growth !== 0);
    return { replies, grown: Object.fromEntries(grown) };
  }

  function expectAllEqual(replies: Reply<unknown>[]): void {
    expect(replies[0]).toMatchObject({ ok: true });
    for (const reply of replies) expect(reply).toEqual(replies[0]);
  }

  test('consent', async () => {
    const { version, textHash } = await phone.call('identity.faceNotice', {});
    const { replies, grown } = await storm('identity.agreeFaceNotice', { version, textHash });
    expectAllEqual(replies);
    expect(grown).toEqual({ audit_entry: 1, face_consent: 1, idempotency: 1 });
  });

  test('a family member', async () => {
    const { resident } = phone.user.family.find(({ relation }) => relation === 'father')!;
    const { replies, grown } = await storm('identity.addFamilyMember', {
      relation: 'father',
      ...claimOf(resident),
    });
    expectAllEqual(replies);
    // the relative's chain begins
    const audit = { audit_entry: 1, audit_head: 1 };
    expect(grown).toEqual({ ...audit, family_member: 1, idempotency: 1, person: 1 });
  });

  test('a removal', async () => {
    const personId = await addRelative(phone, 'son');
    const { replies, grown } = await storm('identity.removeFamilyMember', { personId });
    expectAllEqual(replies);
    expect(grown).toEqual({ audit_entry: 1, idempotency: 1 });
  });

  test('a quota of messages', async () => {
    const [template] = (await phone.call('identity.appInfo', {})).subscribeTemplates;
    const { replies } = await storm('identity.acceptMessages', {
      templateIds: [template!.templateId],
    });
    expectAllEqual(replies);
    const rows = await query(system.runtime.db, 'select remaining from message_quota');
    expect(rows).toEqual([{ remaining: 1 }]);
  });

  test('an enrolment: twenty answers about one, and the platform was told of one', async () => {
    const { replies, grown } = await storm('enrollment.register', { personId: self, coverageYear });
    const enrolled = new Set(
      replies.map((reply) => (reply.ok ? reply.data.enrollmentId : reply.error.code)),
    );
    expect(enrolled.size).toBe(1);
    expect(grown).toMatchObject({ enrollment: 1, idempotency: 1, outbox: 1 });
    const [enrollmentId] = enrolled;
    const row = await phone.call('enrollment.get', { enrollmentId: enrollmentId! });
    expect(row.status).toBe('registered');
  });

  test('an order: twenty answers about one, each with something to pay it by', async () => {
    const { enrollmentId } = await phone.call('enrollment.check', { personId: self, coverageYear });
    const { replies, grown } = await storm('payment.createOrder', {
      enrollmentIds: [enrollmentId!],
    });
    const orders = new Set<string>();
    const prepaid = new Set<string>();
    for (const reply of replies) {
      if (!reply.ok) throw new Error(reply.error.code);
      const { order, payment } = reply.data;
      orders.add(order.orderId);
      if (payment.kind === 'wechatPay') prepaid.add(payment.params.package);
    }
    expect([orders.size, prepaid.size]).toEqual([1, 1]);
    expect(grown).toEqual({ audit_entry: 1, idempotency: 1, payment_item: 1, payment_order: 1 });
  });

  test('twenty orders for one person, each another intention, are one order', async () => {
    const mother = await addRelative(phone, 'mother');
    const { enrollmentId } = await phone.call('enrollment.register', {
      personId: mother,
      coverageYear,
    });
    const replies = await Promise.all(
      Array.from({ length: times }, () =>
        phone.reply('payment.createOrder', { enrollmentIds: [enrollmentId] }),
      ),
    );
    const codes = replies.map((reply) => (reply.ok ? 'ok' : reply.error.code)).sort();
    expect(codes).toEqual(
      ['ok', ...Array.from({ length: times - 1 }, () => 'payment_in_progress')].sort(),
    );
  });

  test('a reply that was lost on the way is there for the repeat', async () => {
    const templates = (await phone.call('identity.appInfo', {})).subscribeTemplates;
    const templateId = templates[1]!.templateId;
    const body = {
      action: 'identity.acceptMessages',
      input: { requestId: randomUUID(), templateIds: [templateId] },
    };
    const url = `${system.url}/sandbox/cloud/callFunction/identity`;
    const headers = {
      'content-type': 'application/json',
      'x-sandbox-openid': phone.user.miniProgramOpenid,
    };
    for (let lost = 0; lost < 5; lost++) {
      const abort = new AbortController();
      const sent = fetch(url, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
        signal: abort.signal,
      });
      setTimeout(() => abort.abort(), lost * 4);
      await sent.catch(() => undefined);
    }
    const reply = await phone.call('identity.acceptMessages', body.input);
    expect(reply).toEqual({ accepted: 1 });
    const rows = await query(
      system.runtime.db,
      `select remaining from message_quota where template_id = '${templateId}'`,
    );
    expect(rows).toEqual([{ remaining: 1 }]);
  });

  test('a first call made ten times at once makes one account', async () => {
    const newcomer = system.phone('luo-jun');
    const accounts = async () => (await rowCounts(system.runtime.db))['account']!;
    const before = await accounts();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => newcomer.reply('identity.me', {})),
    );
    expectAllEqual(replies);
    expect(await accounts()).toBe(before + 1);
  });
});
