import { randomUUID } from 'node:crypto';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { attemptCounter, auditEntry, consent } from '@yibao/cloudfunctions/lib/database/schema';
import { describeOnServers, engines } from '../support/database';
import { grantInput } from '../support/consent';
import { addRelative, claimOf, selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query, rowCounts } from '../support/tables';
import {
  asking,
  begunRow,
  makePartner,
  nobody,
  type Partner,
  type PartnerClerk,
} from './partner-support';

jest.setTimeout(60_000);

const { maxOpenPerPerson, maxPerPerson, pauseDaysAfterDenial, maxPerOrganisationPerDay } =
  consentPolicyOf('340600').asking;

describe.each(engines())('nobody is asked again and again, on $name', (engine) => {
  let system: TestSystem;
  let insurer: Partner;
  let clerk: PartnerClerk;
  let phone: Phone;
  let someone: ReturnType<typeof claimOf>;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    phone = system.phone('lu-yutong');
    await verify(system, phone);
    someone = claimOf(phone.user.resident);
  });
  beforeEach(async () => {
    insurer = await makePartner(system, 'insurer');
    clerk = await insurer.clerk();
  });
  afterAll(() => system.close());
  const db = () => system.runtime.db;
  let cases = 0;
  const nextCase = () => `AG-${String(++cases)}`;
  const ask = (people = [someone], change = {}) =>
    clerk.call('partner.request', asking(nextCase(), people, change));
  const refused = (people = [someone], change = {}) =>
    clerk.refused('partner.request', asking(nextCase(), people, change));
  /** Everything of a refusal that could tell one person from another. */
  const shapeOf = ({ code, message, fields, retryable }: Awaited<ReturnType<typeof refused>>) => ({
    code,
    message,
    fields,
    retryable,
  });

  test('who was asked before they were verified is told once they are', async () => {
    const later = system.phone('pan-jianguo');
    const { name, certNo: documentNumber } = later.user.resident;
    const namesake = { ...claimOf(later.user.resident), name: '赵某某' };
    const { consents } = await ask([claimOf(later.user.resident), namesake]);
    const gone = await ask([claimOf(later.user.resident)]);
    await clerk.call('partner.withdraw', {
      requestId: randomUUID(),
      consentId: gone.consents[0]!.consentId,
    });
    await system.tick();
    await verify(system, later);
    await system.tick();
    const { notices } = await later.call('identity.listNotices', {});
    const asked = notices.filter(({ title }) => title === '有机构想看您的医保信息');
    expect(asked).toHaveLength(1);
    expect(asked[0]!.link).toContain(consents[0]!.consentId);
    expect(JSON.stringify(asked)).not.toContain(documentNumber);
    expect(JSON.stringify(asked)).not.toContain(name);
    expect((await later.call('identity.me', {})).consentRequests).toBe(1);

    // and of a child's requests once they are its guardian
    const daughter = later.user.family.find(({ relation }) => relation === 'daughter')!;
    const daughterId = await addRelative(later, 'daughter');
    await ask([claimOf(daughter.resident)]);
    await system.tick();
    const toldOf = async () =>
      (await later.call('identity.listNotices', {})).notices.filter(
        ({ title, text }) => title === '有机构想看您的医保信息' && !text.includes('看您的'),
      );
    expect(await toldOf()).toEqual([]);
    await later.call('records.guard', { personId: daughterId });
    await system.tick();
    expect(await toldOf()).toHaveLength(1);
    expect((await later.call('identity.me', {})).consentRequests).toBe(2);
  });

  test('so many requests wait for an answer, for somebody as for nobody; no trace of one more', async () => {
    const people = [someone, nobody()];
    const asked = await ask(people);
    for (let n = 1; n < maxOpenPerPerson; n++) await ask(people);
    const before = await rowCounts(db());
    const known = await refused([someone]);
    expect(known).toMatchObject({
      code: 'asked_too_often',
      field: 'people.0',
      retryable: false,
      message: /^第 1 位：已经有 3 个请求在等回答/,
    });
    expect(shapeOf(await refused([people[1]!]))).toEqual(shapeOf(known));
    const both = await refused([nobody(), ...people]);
    expect(both.fields?.map(({ field }) => field)).toEqual(['people.1', 'people.2']);
    expect(await rowCounts(db())).toEqual(before);
    // one taken back makes room for one
    await clerk.call('partner.withdraw', { consentId: asked.consents[0]!.consentId });
    await ask([someone]);
    expect((await refused([someone])).code).toBe('asked_too_often');
  });

  test('the same number under another name is somebody else', async () => {
    for (let n = 0; n < maxOpenPerPerson; n++) await ask([someone]);
    await ask([{ ...someone, name: '同号人' }]);
    // and another organisation counts for itself
    const rival = await (await makePartner(system, 'insurer')).clerk();
    await rival.call('partner.request', asking('AG-R1', [someone]));
  });

  test('after a no the purpose rests; the answer says no more than the clerk’s own list', async () => {
    const { consents } = await ask();
    const { consentId } = consents[0]!;
    await phone.call('consent.deny', { consentId });
    const [row] = (await clerk.call('partner.consents', {})).rows;
    expect(row).toMatchObject({ consentId, status: 'denied' });
    const refusal = await refused();
    expect(refusal).toMatchObject({
      code: 'asked_too_often',
      message: /^第 1 位：没有同意过这项用途的请求，2025 年 12 月 20 日.*以后才能再请求/,
    });
    expect(refusal.message).not.toContain(someone.name);
    // for another purpose, and of others, it may be asked
    const once = { unit: 'TOTAL', limit: 1 };
    const scope = { ...asking('x', []).scope, frequency: once };
    await ask([someone], { purpose: 'UNDERWRITING', scope });
    await ask([{ ...someone, name: '同号人' }]);
    for (const statement of [
      'alter table consent disable trigger user',
      `update consent set status_since = status_since - interval '${pauseDaysAfterDenial} days',
         requested_at = requested_at - interval '${pauseDaysAfterDenial} days'
         where id = '${consentId}'`,
      'alter table consent enable trigger user',
    ]) {
      await query(db(), statement);
    }
    await ask();
  });

  test('what a person began and gave up by themselves is nothing the organisation learns of', async () => {
    const personId = await selfId(phone);
    for (let n = 0; n <= maxPerPerson.limit; n++) {
      const row = await begunRow(system, insurer, { personId, claim: someone });
      await phone.call('consent.deny', { consentId: row.id });
    }
    await ask();
  });

  test('taking back and asking anew has an end too', async () => {
    const person = nobody();
    for (let n = 0; n < maxPerPerson.limit; n++) {
      const { consents } = await ask([person]);
      await clerk.call('partner.withdraw', { consentId: consents[0]!.consentId });
    }
    expect(await refused([person])).toMatchObject({
      code: 'asked_too_often',
      message: /30 天里已经请求过 6 次/,
    });
  });

  test('an organisation asks so many people a day, whichever of its clerks does', async () => {
    const day = '2025-11-20';
    const subject = `consent-request:${insurer.organisationId}`;
    const used = maxPerOrganisationPerDay - 1;
    await db().insert(attemptCounter).values({ subject, day, failures: used });
    const colleague = await insurer.clerk();
    const two = asking('AG-D1', [nobody(), nobody()]);
    expect(await colleague.refused('partner.request', two)).toMatchObject({
      code: 'rate_limited',
      message: `一家机构每天最多请求 ${maxPerOrganisationPerDay} 个人，请明天再继续`,
    });
    await colleague.call('partner.request', asking('AG-D1', [nobody()]));
    expect((await clerk.refused('partner.request', asking('AG-E1', [nobody()]))).code).toBe(
      'rate_limited',
    );
  });

  test('a request under an agreement that is over is granted by nobody, and asked anew', async () => {
    const caseNo = nextCase();
    const people = [someone, nobody()];
    const first = await clerk.call('partner.request', asking(caseNo, people));
    const { consentId } = first.consents[0]!;
    const input = await grantInput(phone, consentId, randomUUID());
    await endAgreement(system, insurer);
    expect(await phone.refused('consent.grant', input)).toBe('no_agreement');
    expect((await phone.call('consent.detail', { consentId })).may).toEqual(['deny', 'complain']);
    expect(await phone.refused('consent.counterCode', { consentId })).toBe('no_agreement');
    // a new agreement is in force: the old question is over, the new one can be answered
    await renewAgreement(system, insurer);
    const again = await clerk.call('partner.request', asking(caseNo, people));
    expect(again.caseId).toBe(first.caseId);
    const ids = new Set([...first.consents, ...again.consents].map((each) => each.consentId));
    expect(ids.size).toBe(4);
    const rows = await db().select().from(consent);
    const statusOf = (id: string) => rows.find((row) => row.id === id)?.status;
    expect(first.consents.map((each) => statusOf(each.consentId))).toEqual(['lapsed', 'lapsed']);
    const fresh = again.consents[0]!.consentId;
    expect((await phone.call('consent.detail', { consentId: fresh })).may).toContain('grant');
    const audits = (await db().select().from(auditEntry)).filter(
      ({ action, details }) =>
        action === 'consent.lapsed' && JSON.stringify(details).includes(consentId),
    );
    expect(audits).toMatchObject([{ details: { endReason: 'agreement' } }]);
  });

  test('the sweep ends it too, and both sides read why', async () => {
    const { consents } = await ask([someone, nobody()]);
    const other = await (await makePartner(system, 'insurer')).clerk();
    const theirs = await other.call('partner.request', asking('AG-O1', [someone]));
    await endAgreement(system, insurer);
    await system.tick();
    const { consentId } = consents[0]!;
    const lines = (await phone.call('consent.list', {})).lines;
    expect(lines.find((line) => line.consentId === consentId)).toMatchObject({
      status: 'lapsed',
      endReason: 'agreement',
      statusLabel: '已作废',
      sentence: /协议结束/,
    });
    const { rows } = await clerk.call('partner.consents', { status: 'lapsed' });
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row.statusLabel).toBe('协议已结束，请求作废');
    // another organisation's agreement stands
    const [open] = (await other.call('partner.consents', {})).rows;
    expect(open).toMatchObject({ consentId: theirs.consents[0]!.consentId, status: 'requested' });
  });
});

async function endAgreement({ runtime: { db } }: TestSystem, { agreementId }: Partner) {
  await query(
    db,
    `update agreement set status = 'ended', ended_by = confirmed_by, ended_at = now()
     where id = '${agreementId}'`,
  );
}

/** The same terms once more, as two of the staff would agree them. */
async function renewAgreement({ runtime: { db } }: TestSystem, { agreementId }: Partner) {
  await query(
    db,
    `insert into agreement (id, organisation_id, number, period_from, period_to, purposes, fields,
       modes, max_level, document_sm3, status, proposed_by, proposed_at, confirmed_by, confirmed_at)
     select gen_random_uuid(), organisation_id, number || '-2', period_from, period_to, purposes,
       fields, modes, max_level, document_sm3, 'active', proposed_by, proposed_at, confirmed_by,
       confirmed_at from agreement where id = '${agreementId}'`,
  );
}

describeOnServers('asking too often, side by side', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('clerks who ask one person in many cases at once ask no more often', async () => {
    const insurer = await makePartner(system, 'insurer');
    const clerks = await Promise.all(Array.from({ length: 6 }, () => insurer.clerk()));
    const people = [nobody()];
    const replies = await Promise.all(
      clerks.map((each, n) => each.reply('partner.request', asking(`R-${String(n)}`, people))),
    );
    expect(replies.filter(({ ok }) => ok)).toHaveLength(maxOpenPerPerson);
  });
});
