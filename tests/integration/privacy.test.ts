import { randomUUID } from 'node:crypto';
import { type ActionName, type Output, type Reply } from '@yibao/shared/contracts';
import { type Resident } from '@yibao/sandbox/city/resident';
import { engines } from '../support/database';
import { openBrowser } from '../support/h5';
import { addRelative, atCashier, claimOf, selfId, until, verify } from '../support/journey';
import { type CallInput, type Phone, startTestSystem, type TestSystem } from '../support/system';
import { dumpText } from '../support/tables';

jest.setTimeout(60_000);

const coverageYear = 2026;

/** A phone whose every reply is kept as text. */
function recorded(phone: Phone, replies: string[]): Phone {
  const reply = async <N extends ActionName>(
    action: N,
    input: CallInput<N>,
  ): Promise<Reply<Output<N>>> => {
    const result = await phone.reply(action, input);
    replies.push(JSON.stringify(result));
    return result;
  };
  return {
    user: phone.user,
    reply,
    async call(action, input) {
      const result = await reply(action, input);
      if (!result.ok) throw new Error(`${action}: ${result.error.code}`);
      return result.data;
    },
    async refused(action, input) {
      const result = await reply(action, input);
      return result.ok ? 'ok' : result.error.code;
    },
  };
}

describe.each(engines())(
  'a whole journey with everything that can go wrong, on $name',
  (engine) => {
    let system: TestSystem;
    let people: readonly Resident[];
    const replies: string[] = [];

    beforeAll(async () => {
      system = await startTestSystem(engine);
      system.runtime.log.level = 'debug';
      people = system.sandbox.host.residents.list();
      const phone = recorded(system.phone('xu-huilan'), replies);
      const clerk = recorded(system.phone('gao-min'), replies);

      await phone.refused('identity.startFace', {
        consentId: randomUUID(),
        ...claimOf(phone.user.resident),
      });
      await verify(system, phone);
      const family = [await selfId(phone)];
      for (const relation of ['mother', 'father', 'son']) {
        family.push(await addRelative(phone, relation));
      }
      const mother = phone.user.family[0]!.resident;
      const wrongName = { ...claimOf(mother), name: phone.user.resident.name };
      await phone.refused('identity.addFamilyMember', { relation: 'mother', ...wrongName });
      await phone.refused('identity.addFamilyMember', { relation: 'mother', ...claimOf(mother) });
      const shortNumber = { ...claimOf(mother), documentNumber: mother.certNo.slice(1) };
      await phone.refused('identity.addFamilyMember', { relation: 'mother', ...shortNumber });

      const fault = (name: string, operation: string, kind: string) =>
        system.sandboxPost('/control/faults', { system: name, operation, kind, delayMs: 20 });
      await fault('core-platform', 'R101', 'error500');
      await fault('core-platform', '1101', 'drop');
      const enrollmentIds: string[] = [];
      for (const personId of family) {
        await phone.reply('enrollment.check', { personId, coverageYear });
        const enrolled = await phone.reply('enrollment.register', { personId, coverageYear });
        if (enrolled.ok) enrollmentIds.push(enrolled.data.enrollmentId);
      }
      await system.advance(2);
      for (const { enrollmentId } of (await phone.call('enrollment.overview', {})).standings) {
        if (enrollmentId) await phone.reply('enrollment.get', { enrollmentId });
      }
      await fault('wechat-pay', '*', 'error500');
      await phone.reply('payment.createOrder', { enrollmentIds });
      const { standings } = await phone.call('enrollment.overview', {});
      const orderId = standings.flatMap((each) => each.orderId ?? [])[0]!;
      const resumed = await phone.call('payment.resumeOrder', { orderId });
      await atCashier(system, resumed.payment, 'pay');
      await fault('core-platform', 'R201', 'error500');
      await phone.reply('payment.refreshOrder', { orderId });
      await until(
        async () => {
          await system.advance(1);
          return phone.call('payment.getOrder', { orderId });
        },
        ({ status }) => status === 'posted',
      );
      await phone.call('enrollment.myCover', {});
      await phone.call('identity.listNotices', {});
      await phone.call('identity.listFamily', {});
      await phone.call('payment.listOrders', {});

      const foreigner = recorded(system.phone('kowalska'), replies);
      const claim = claimOf(foreigner.user.resident);
      const { code } = await foreigner.call('identity.requestCounterCode', claim);
      await clerk.refused('identity.confirmCounterCode', { code: code!, ...claim, name: '王小兰' });
      await clerk.call('identity.confirmCounterCode', { code: code!, ...claim });
      const browser = openBrowser(system);
      await browser.login('xu-huilan');
      replies.push(JSON.stringify(await browser.reply('identity.me', {})));
    });
    afterAll(() => system.close());

    /** Numbers, names and phones of the city that stand in a text in clear. */
    function personalDataIn(text: string): string[] {
      return people.flatMap(({ certNo, name, phone, personNo }) =>
        [certNo, name, phone, personNo].filter(
          (secret) => secret !== null && text.includes(secret),
        ),
      ) as string[];
    }

    test('the log names nobody, and no line is without its trace id', () => {
      const text = system.logText();
      expect(text.length).toBeGreaterThan(1000);
      expect(personalDataIn(text)).toEqual([]);
      expect(text).not.toMatch(/\d{17}[\dXx]/);
      for (const user of system.sandbox.host.residents.testUsers()) {
        expect(text).not.toContain(user.miniProgramOpenid);
        expect(text).not.toContain(user.officialAccountOpenid);
        expect(text).not.toContain(user.unionid);
      }
      const lines = text.trim().split('\n');
      for (const line of lines) {
        const entry = JSON.parse(line) as { traceId?: string; level?: string };
        expect(entry.traceId).toMatch(/^[0-9a-f-]{36}$/);
      }
      expect(text).toContain('"code":"upstream_unavailable"');
      expect(text).toContain('"reason":"HTTP 500"');
      expect(text).toContain('outbox delivery failed');
    });

    test('no reply carries a document number in clear', () => {
      const text = replies.join('\n');
      expect(replies.length).toBeGreaterThan(30);
      for (const { certNo, phone, personNo } of people) {
        expect(text).not.toContain(certNo);
        expect(text).not.toContain(personNo);
        if (phone !== null) expect(text).not.toContain(phone);
      }
      expect(text).toContain('********');
    });

    test('no column of the database holds a name, a number or a phone in clear', async () => {
      const text = await dumpText(system.runtime.db);
      expect(text).toContain('person {');
      expect(text).toContain('audit_entry {');
      expect(personalDataIn(text)).toEqual([]);
    });

    test('the eight digits of a counter code are sealed as well', async () => {
      const phone = system.phone('he-jiaxin');
      const claim = claimOf(phone.user.resident);
      const { code } = await phone.call('identity.requestCounterCode', claim);
      expect(await dumpText(system.runtime.db)).not.toContain(`"${code!}"`);
      expect(system.logText()).not.toContain(code!);
    });

    test('what a query failed on is not told: no parameters, no statement', async () => {
      const phone = system.phone('zhao-yajing');
      await verify(system, phone);
      await system.runtime.db.execute('alter table family_member rename to family_member_away');
      const before = system.logText().length;
      const relative = phone.user.family[0]!;
      const code = await phone.refused('identity.addFamilyMember', {
        relation: relative.relation,
        ...claimOf(relative.resident),
      });
      await system.runtime.db.execute('alter table family_member_away rename to family_member');
      expect(code).toBe('internal');
      const text = system.logText().slice(before);
      expect(text).toContain('"code":"42P01"');
      expect(text).not.toMatch(/params|insert into|select /i);
      expect(personalDataIn(text)).toEqual([]);
    });
  },
);
