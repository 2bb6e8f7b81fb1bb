import { randomUUID } from 'node:crypto';
import { type ActionName, type Output, type Reply } from '@yibao/shared/contracts';
import { type Resident } from '@yibao/sandbox/city/resident';
import { engines } from '../support/database';
import { openBrowser } from '../support/h5';
import { addRelative, atCashier, claimOf, paidUp, selfId, until, verify } from '../support/journey';
import { type CallInput, type Phone, startTestSystem, type TestSystem } from '../support/system';
import { dumpText } from '../support/tables';
import { compare, paperOf } from './certificate-support';

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

/** Numbers, names and phones of the city that stand in a text in clear. */
function inClear(people: readonly Resident[], text: string): string[] {
  return people.flatMap(({ certNo, name, phone, personNo }) =>
    [certNo, name, phone, personNo].filter((secret) => secret !== null && text.includes(secret)),
  ) as string[];
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

    const personalDataIn = (text: string) => inClear(people, text);

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

describe.each(engines())('records, settlements and papers, on $name', (engine) => {
  let system: TestSystem;
  let people: readonly Resident[];
  let codes: string[];
  let daughter: Phone;
  let mother: Phone;
  let institutions: string[];
  /** What each of them was answered, and what a stranger read on the public pages. */
  const told = { daughter: [] as string[], mother: [] as string[], others: [] as string[] };
  const pages: string[] = [];

  const everyReader = async (phone: Phone, personId: string) => {
    await phone.reply('records.refresh', { personId, byHand: true });
    await phone.reply('records.covers', { personId });
    await phone.reply('records.payments', { personId });
    const settled = await phone.reply('records.settlements', { personId, pageSize: 50 });
    const settlements = settled.ok ? settled.data.settlements : [];
    for (const { settlementNo } of settlements.slice(0, 3)) {
      await phone.reply('records.settlement', { personId, settlementNo });
    }
    await phone.reply('records.settlementYear', { personId, coverageYear: 2025 });
    for (const kind of ['covers', 'payments', 'settlements'] as const) {
      await phone.reply('records.export', { personId, kind });
      await phone.reply('certificate.statement', { personId, kind });
    }
    return settlements.map(({ institutionName }) => institutionName);
  };
  const open = async (path: string) => {
    const response = await fetch(path.startsWith('http') ? path : `${system.url}${path}`);
    pages.push(await response.text());
  };

  beforeAll(async () => {
    system = await startTestSystem(engine);
    system.runtime.log.level = 'debug';
    people = system.sandbox.host.residents.list();
    daughter = recorded(system.phone('jiang-xiaomei'), told.daughter);
    mother = recorded(system.phone('liu-xiuying'), told.mother);
    const clerk = recorded(system.phone('gao-min'), told.others);
    const stranger = recorded(system.phone('luo-jun'), told.others);
    const { personId } = await paidUp(system, daughter, coverageYear);
    await verify(system, mother);
    const motherId = await selfId(mother);
    await verify(system, stranger);
    await addRelative(daughter, 'mother');

    const fault = (operation: string) =>
      system.sandboxPost('/control/faults', {
        system: 'core-platform',
        operation,
        kind: 'error500',
        delayMs: 0,
      });
    await fault('5203');
    await daughter.call('records.refresh', { personId, byHand: true });
    await system.advance(1);
    institutions = [
      ...(await everyReader(daughter, personId)),
      ...(await everyReader(mother, motherId)),
    ];
    await everyReader(stranger, motherId);
    const kinds = ['covers' as const, 'settlements' as const];
    const { grantId } = await daughter.call('records.ask', { personId: motherId, kinds });
    await mother.call('records.answer', { grantId, decision: 'give', kinds });
    await everyReader(daughter, motherId);
    await mother.call('records.looks', {});
    await mother.call('records.grants', {});
    await mother.call('records.people', {});
    await mother.call('identity.listNotices', {});
    await mother.call('records.endGrant', { grantId });
    await stranger.reply('records.guard', { personId: motherId });

    const paper = await paperOf(daughter, { personId, fullNumber: true });
    const cover = await paperOf(daughter, { personId, kind: 'cover' });
    await daughter.call('certificate.people', {});
    await daughter.call('certificate.choices', { personId, kind: 'contribution' });
    const { certificateId, serial } = paper;
    const { path } = await daughter.call('certificate.link', { certificateId });
    codes = [...[paper.code, cover.code].flatMap((code) => [code, code.replaceAll('-', '')])];
    codes.push(path.slice('/papers/'.length));
    await open(paper.verifyUrl);
    await compare(paper.verifyUrl, paper.bytes);
    await open(cover.verifyUrl);
    await fetch(`${system.url}${path}`);
    await stranger.reply('certificate.get', { certificateId });
    const reason = `文件上的名字 ${daughter.user.resident.name} 写错了`;
    await clerk.call('certificate.staffWithdraw', { serial, reason });
    await open(paper.verifyUrl);
    await open(path);
    await daughter.call('certificate.list', {});
    await daughter.call('identity.listNotices', {});
  });
  afterAll(() => system.close());

  test('no reply carries a document number, nor the name of whoever was not named', () => {
    const replies = [told.daughter, told.mother, told.others].flat().join('\n');
    expect(replies.length).toBeGreaterThan(10_000);
    for (const { certNo, phone, personNo } of people) {
      expect(replies).not.toContain(certNo);
      expect(replies).not.toContain(personNo);
      if (phone !== null) expect(replies).not.toContain(phone);
    }
    // the daughter added her mother, not the other way round
    expect(told.mother.join()).toContain('江*梅');
    expect(told.mother.join()).not.toContain(daughter.user.resident.name);
    for (const { name } of [daughter.user.resident, mother.user.resident]) {
      expect(told.others.join()).not.toContain(name);
    }
  });

  test('nobody but whoever may look learns where somebody went', () => {
    expect(institutions.length).toBeGreaterThan(10);
    for (const institution of institutions) expect(told.others.join()).not.toContain(institution);
  });

  test('the public pages name nobody', () => {
    expect(pages).toHaveLength(4);
    expect(pages.join()).toContain('江*梅');
    expect(inClear(people, pages.join())).toEqual([]);
  });

  test('the log names nobody, no institution, no code and no ticket', () => {
    const text = system.logText();
    expect(text).toContain('records not refreshed');
    expect(inClear(people, text)).toEqual([]);
    for (const secret of [...institutions, ...codes]) expect(text).not.toContain(secret);
  });

  test('nor does any column: rows, audit, outbox, idempotency', async () => {
    const text = await dumpText(system.runtime.db);
    for (const table of ['platform_settlement', 'certificate', 'audit_entry', 'idempotency']) {
      expect(text).toContain(`${table} {`);
    }
    expect(inClear(people, text)).toEqual([]);
    for (const secret of [...institutions, ...codes]) expect(text).not.toContain(secret);
  });
});
