import { randomUUID } from 'node:crypto';
import { tellOfLook, tellOfRequest } from '@yibao/cloudfunctions/consent/news';
import { sealSubject } from '@yibao/cloudfunctions/consent/subject';
import { consent, consentUse } from '@yibao/cloudfunctions/lib/database/schema';
import { dayMs, minuteMs } from '@yibao/shared/rules/dates';
import {
  consentRow,
  grantAs,
  makeClerk,
  type MadeClerk,
  type MadeOrganisation,
  makeOrganisation,
  makeRequest,
  usualScope,
} from '../support/consent';
import { makeLook } from '../support/consent-looks';
import { consentScene } from '../support/consent-scene';
import { engines } from '../support/database';
import { addRelative, claimOf, selfId, verify } from '../support/journey';
import { type Phone, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines())('every look is seen by its person, on $name', (engine) => {
  let system: TestSystem;
  let self: Phone;
  let other: Phone;
  let made: MadeOrganisation;
  let clerk: MadeClerk;
  beforeAll(async () => {
    ({ system, self, other, made, clerk } = await consentScene(engine));
  });
  afterAll(() => system.close());

  const request = (about: Phone, scope = usualScope(system.runtime.clock.now())) =>
    makeRequest(system, { made, clerk, about, scope });
  const granted = async (phone: Phone, scope?: ReturnType<typeof usualScope>) => {
    const { id } = await request(phone, scope);
    await grantAs(system, phone, id);
    return consentRow(system, id);
  };

  test('who, what, when, for which case, and what was refused; nobody else’s', async () => {
    // refused before it was known whose it is: the row has no person, and is theirs all the same
    const early = await request(self);
    const noted = await makeLook(system, early, clerk, { reason: 'not_active' });
    const row = await granted(self);
    const now = system.runtime.clock.now();
    const open = await makeLook(system, row, clerk, { at: now + 1 });
    const print = await makeLook(system, row, clerk, {
      act: 'print',
      parentId: open.id,
      at: now + 2,
    });
    const theirs = await granted(other);
    await makeLook(system, theirs, clerk);
    const { looks, nextCursor } = await self.call('consent.looks', {});
    expect(nextCursor).toBeNull();
    expect(looks.map(({ lookId }) => lookId)).toEqual([print.id, open.id, noted.id]);
    expect(looks[0]).toMatchObject({
      act: 'print',
      actLabel: '打印',
      allowed: true,
      reasonText: null,
      organisationName: made.organisation.name,
      clerkName: '周经办',
      rowCount: 3,
      person: { personId: await selfId(self) },
    });
    expect(looks[0]!.caseNo).toMatch(/^AJ-/);
    expect(looks[2]).toMatchObject({
      allowed: false,
      reason: 'not_active',
      reasonText: '没有正在生效的授权',
    });
    const ofOne = await self.call('consent.looks', { consentId: row.id });
    expect(ofOne.looks).toHaveLength(2);
    const idsOf = async (allowed: boolean) =>
      (await self.call('consent.looks', { allowed })).looks.map(({ lookId }) => lookId);
    expect([await idsOf(true), await idsOf(false)]).toEqual([[print.id, open.id], [noted.id]]);
    expect(await other.refused('consent.looks', { consentId: row.id })).toBe('not_found');
    const { lines } = await self.call('consent.list', {});
    expect(lines.find(({ consentId }) => consentId === row.id)).toMatchObject({
      looks: 1,
      denials: 0,
      lastLookAt: now + 2,
    });
    expect(lines.find(({ consentId }) => consentId === early.id)).toMatchObject({ denials: 1 });
    // said no later: what was refused before stays in sight
    await self.call('consent.deny', { consentId: early.id });
    expect((await self.call('consent.looks', {})).looks).toHaveLength(3);
  });

  test('requests with another name hide no refused look', async () => {
    const { cipher, db } = system.runtime;
    const { name, documentNumber } = claimOf(other.user.resident);
    const first = await request(other);
    // 500 and more of the same number: what is read of them comes in no order
    const rows = Array.from({ length: 600 }, (_, n) => ({
      ...first,
      id: randomUUID(),
      ...sealSubject(cipher, { name: `${name}${n}`, documentNumber }),
    }));
    await db.insert(consent).values(rows);
    const asked = await request(other);
    const noted = await makeLook(system, asked, clerk, { reason: 'not_active' });
    const { looks } = await other.call('consent.looks', {});
    await query(db, `delete from consent where id in (${rows.map(({ id }) => `'${id}'`).join()})`);
    expect(looks.map(({ lookId }) => lookId)).toContain(noted.id);
  });

  test('page by page, of one moment too, each once', async () => {
    const phone = system.phone('shen-wenbo');
    await verify(system, phone);
    const row = await granted(phone);
    const at = system.runtime.clock.now();
    const made45 = [];
    for (let n = 0; n < 45; n++) {
      made45.push((await makeLook(system, row, clerk, { at: at + (n % 3) })).id);
    }
    const read: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await phone.call('consent.looks', cursor === undefined ? {} : { cursor });
      read.push(...page.looks.map(({ lookId }) => lookId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(read).toHaveLength(45);
    expect(new Set(read)).toEqual(new Set(made45));
    expect(await phone.refused('consent.looks', { cursor: 'x' })).toBe('bad_input');
  });

  test('what another organisation tried stands among the looks, and on nobody else’s account', async () => {
    const phone = system.phone('zhao-yajing');
    await verify(system, phone);
    const row = await granted(phone);
    const other = await makeOrganisation(system);
    const { id: organisationId } = other.organisation;
    const stranger = await makeClerk(system, { organisationId });
    const tried = await makeLook(system, row, stranger, {
      organisationId,
      caseId: null,
      reason: 'other_organisation',
    });
    await makeLook(system, row, clerk, { reason: 'quota_used_up' });
    const { lines } = await phone.call('consent.list', {});
    expect(lines).toMatchObject([{ consentId: row.id, looks: 0, denials: 1 }]);
    const { looks } = await phone.call('consent.looks', { consentId: row.id });
    expect(looks.map(({ lookId }) => lookId)).toContain(tried.id);
  });

  test('told of each look shown, once a day of refused ones, of a request once', async () => {
    const phone = system.phone('wu-haibo');
    await verify(system, phone);
    const { db, cipher, clock } = system.runtime;
    const context = () => ({ tx: db, cipher, now: clock.now() });
    const organisationName = made.organisation.name;
    const asked = await request(phone);
    const answerUntil = clock.now() + dayMs;
    for (let n = 0; n < 2; n++) {
      await tellOfRequest(context(), { row: asked, organisationName, answerUntil });
    }
    await grantAs(system, phone, asked.id);
    const row = await consentRow(system, asked.id);
    const open = await makeLook(system, row, clerk);
    const shown = [
      open,
      await makeLook(system, row, clerk, { act: 'page', parentId: open.id }),
      await makeLook(system, row, clerk, { act: 'preview', parentId: open.id }),
      await makeLook(system, row, clerk, { act: 'print', parentId: open.id }),
      await makeLook(system, row, clerk, { act: 'export', parentId: open.id }),
      await makeLook(system, row, clerk, { act: 'export', parentId: open.id }),
    ];
    for (const look of shown) await tellOfLook(context(), { row, look, organisationName });
    for (let n = 0; n < 3; n++) {
      const look = await makeLook(system, row, clerk, { reason: 'quota_used_up' });
      await tellOfLook(context(), { row, look, organisationName });
    }
    const { notices } = await phone.call('identity.listNotices', {});
    const titles = notices.map(({ title }) => title).sort();
    expect(titles).toEqual(
      [
        '有机构想看您的医保信息',
        // the look, the print, the file
        ...Array.from({ length: 3 }, () => '有机构看了您的医保信息'),
        '有一次查看被拦下了',
      ].sort(),
    );
    expect(JSON.stringify(notices)).not.toContain('周经办');
    expect(notices.find(({ title }) => title.includes('拦下'))!.text).toContain('次数已经用完');
    const pushes = await query<{ topic: string }>(
      db,
      `select message->>'topic' as topic from notice where person_id = '${await selfId(phone)}'
       and message is not null order by 1`,
    );
    expect(pushes.map(({ topic }) => topic)).toEqual([
      'consentAsked',
      ...Array.from({ length: 4 }, () => 'consentUsed'),
    ]);
  });

  test('nobody of that name: nobody is told of anything', async () => {
    const { db, cipher, clock } = system.runtime;
    const about = { name: '赵某某', documentNumber: self.user.resident.certNo };
    const row = await makeRequest(system, { made, clerk, about });
    const told = { row, organisationName: 'x', answerUntil: clock.now() };
    const count = async () => query(db, 'select count(*)::int as n from notice');
    const before = await count();
    await tellOfRequest({ tx: db, cipher, now: clock.now() }, told);
    expect(await count()).toEqual(before);
    // somebody was added to a family and never logged in: there is nobody who could read it
    const son = system.phone('pan-jianguo');
    await verify(system, son);
    await addRelative(son, 'mother');
    const mother = son.user.family.find(({ relation }) => relation === 'mother')!;
    const { name, certNo: documentNumber } = mother.resident;
    const added = await count();
    const known = await makeRequest(system, { made, clerk, about: { name, documentNumber } });
    await tellOfRequest({ tx: db, cipher, now: clock.now() }, { ...told, row: known });
    expect(await count()).toEqual(added);
  });

  test('looks left: the least of what the person, the level and the purpose allow', async () => {
    const { db, clock } = system.runtime;
    // other consents to the same organisation would count in
    made = await makeOrganisation(system);
    clerk = await makeClerk(system, { organisationId: made.organisation.id });
    const row = await granted(
      self,
      usualScope(clock.now(), { frequency: { unit: 'WEEK', limit: 100 } }),
    );
    const left = async () => (await self.call('consent.detail', { consentId: row.id })).looksLeft;
    // the level's five a day
    expect(await left()).toBe(5);
    const day = new Date(clock.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    await db.insert(consentUse).values({ consentId: row.id, bucket: `level2:DAY:${day}`, used: 4 });
    expect(await left()).toBe(1);
    await system.sandboxPost('/control/clock', { advanceMinutes: 24 * 60 });
    expect(await left()).toBe(5);
  });

  test('time and use end what they end: unanswered, expired, used up', async () => {
    const { db, clock } = system.runtime;
    const unanswered = await request(self);
    const short = await granted(self, usualScope(clock.now(), { validDays: 1 }));
    const paused = await granted(self, usualScope(clock.now(), { validDays: 1 }));
    await self.call('consent.pause', { consentId: paused.id });
    const once = usualScope(clock.now(), { frequency: { unit: 'TOTAL', limit: 2 } });
    const usedUp = await granted(self, once);
    const half = await granted(self, once);
    const insurer = await makeOrganisation(system, { organisation: { kind: 'insurer' } });
    const asked = await makeRequest(system, {
      made: insurer,
      clerk: await makeClerk(system, { organisationId: insurer.organisation.id }),
      about: self,
      purpose: 'UNDERWRITING',
    });
    await grantAs(system, self, asked.id);
    const byRule = await consentRow(system, asked.id);
    await makeLook(system, usedUp, clerk);
    await db.insert(consentUse).values([
      { consentId: usedUp.id, bucket: 'granted:TOTAL', used: 2 },
      { consentId: byRule.id, bucket: 'purpose:TOTAL', used: 1 },
      { consentId: half.id, bucket: 'granted:TOTAL', used: 1 },
    ]);
    const statusOf = async ({ id }: { id: string }) => (await consentRow(system, id)).status;
    await system.tick();
    // its last look is still open
    expect(await statusOf(usedUp)).toBe('active');
    await system.advance(16);
    expect(await statusOf(usedUp)).toBe('exhausted');
    expect(await statusOf(half)).toBe('active');
    const sentenceOf = async ({ id: consentId }: { id: string }) =>
      (await self.call('consent.detail', { consentId })).line.sentence;
    expect(await sentenceOf(usedUp)).toContain('您允许的');
    expect(await sentenceOf(byRule)).toContain('规定的');
    // one second before the end, and at the end
    const end = short.validTo!;
    system.sandbox.host.clock.advance(end - 1000 - clock.now());
    await system.tick();
    expect(await statusOf(short)).toBe('active');
    await system.advance(1);
    expect([await statusOf(short), await statusOf(paused)]).toEqual(['expired', 'expired']);
    expect(await self.refused('consent.resume', { consentId: paused.id })).toBe('consent_state');
    expect(await statusOf(unanswered)).toBe('requested');
    const rest = unanswered.requestedAt + 30 * dayMs - clock.now();
    await system.advance(Math.ceil(rest / minuteMs));
    expect(await statusOf(unanswered)).toBe('lapsed');
    expect((await consentRow(system, unanswered.id)).personId).toBeNull();
    const lapsed = await self.call('consent.detail', { consentId: unanswered.id });
    expect(lapsed).toMatchObject({ line: { status: 'lapsed' }, may: ['complain'] });
    const rows = await query<{ action: string; kind: string }>(
      db,
      `select action, actor_kind as kind from audit_entry
       where details->>'consentId' in ('${short.id}', '${usedUp.id}', '${unanswered.id}')
         and actor_kind = 'system' order by action`,
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'consent.exhausted',
      'consent.expired',
      'consent.lapsed',
    ]);
  });
});
