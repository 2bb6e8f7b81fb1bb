import { randomUUID } from 'node:crypto';
import { type ActionName } from '@yibao/shared/contracts';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { identityCheckDigit } from '@yibao/shared/rules/identity-document';
import { isStatusGenuine } from '@yibao/cloudfunctions/consent/status';
import {
  auditEntry,
  clerkSession,
  consent,
  consentCase,
  fieldCatalogue,
  notice,
  outbox,
  staffMember,
} from '@yibao/cloudfunctions/lib/database/schema';
import { describeOnServers, engines } from '../support/database';
import { claimOf, selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { dumpText, query, rowCounts } from '../support/tables';
import {
  asking,
  claimScope,
  makePartner,
  type Partner,
  type PartnerClerk,
} from './partner-support';

jest.setTimeout(60_000);

let serial = 0;
/** Nobody's name and number. */
function nobody() {
  const first17 = `34060319900101${String(100 + (serial++ % 899)).padStart(3, '0')}`;
  const documentNumber = first17 + identityCheckDigit(first17);
  return { documentType: 'residentId' as const, documentNumber, name: '查无此' };
}

const twice = { ...claimScope, fields: ['nameMasked', 'nameMasked'] };
const halfLook = { ...claimScope, frequency: { unit: 'DAY', limit: 0.5 } };

describe.each(engines())('asking for consent, on $name', (engine) => {
  let system: TestSystem;
  let insurer: Partner;
  let clerk: PartnerClerk;
  let phone: Phone;
  let someone: ReturnType<typeof claimOf>;
  let personId: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    phone = system.phone('lu-yutong');
    await verify(system, phone);
    someone = claimOf(phone.user.resident);
    personId = await selfId(phone);
    insurer = await makePartner(system, 'insurer');
    clerk = await insurer.clerk();
  });
  afterAll(() => system.close());
  const db = () => system.runtime.db;
  const rowOf = async (consentId: string) => {
    const rows = await db().select().from(consent);
    return rows.find(({ id }) => id === consentId)!;
  };

  const noticesOf = async () => {
    const rows = await db().select().from(notice);
    return rows.filter((row) => row.personId === personId);
  };

  test('a clerk learns who they are and what was agreed', async () => {
    const me = await clerk.call('partner.me', {});
    expect(me).toMatchObject({
      clerkName: '沙小青',
      isApi: false,
      organisation: { kind: 'insurer', creditCode: insurer.creditCode },
      agreement: { agreementId: insurer.agreementId, maxLevel: 3 },
    });
    const [session] = await db().select().from(clerkSession);
    expect(me.sessionUntil).toBe(session!.expiresAt);
    expect(me.sessionUntil).toBeGreaterThan(me.now);
    expect(me.agreement?.fields[0]).toMatchObject({ field: 'nameMasked', level: 1 });
    const { levels, maxRetentionDays } = consentPolicyOf(system.runtime.config.region);
    expect(me.agreement?.maxRetentionDays).toBe(maxRetentionDays);
    expect(me.agreement?.limits[2]).toEqual({
      level: 3,
      validDays: levels[2]!.maxValidDays,
      dataMonths: levels[2]!.maxDataMonths,
      frequency: levels[2]!.frequency,
    });
  });

  test('known and unknown people are asked in the same way, and get the same answer', async () => {
    const others = [nobody(), { ...someone, name: '钱同号' }];
    const before = await rowCounts(db());
    const people = [someone, ...others];
    const { caseId, consents } = await clerk.call('partner.request', asking('LP-1', people));
    expect(consents).toHaveLength(3);
    const after = await rowCounts(db());
    const grown = Object.keys(after).filter((name) => after[name] !== before[name]);
    // one row, one message, for each; who they are is asked later, by nobody of the organisation's
    expect(grown.sort()).toEqual([
      'attempt_counter',
      'audit_entry',
      'audit_head',
      'consent',
      'consent_case',
      'idempotency',
      'outbox',
    ]);
    expect(after['outbox']! - before['outbox']!).toBe(3);
    const rows = await Promise.all(consents.map(({ consentId }) => rowOf(consentId)));
    for (const row of rows) {
      expect(row).toMatchObject({ personId: null, status: 'requested', caseId });
      expect(isStatusGenuine(system.runtime.cipher, row)).toBe(true);
    }
    const messages = await db().select().from(outbox);
    const waiting = messages.filter(({ topic }) => topic === 'consent.requested');
    expect(waiting.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
    // the other name is told apart from the person, and nothing is in clear
    const text = await dumpText(db());
    for (const { documentNumber } of others) expect(text).not.toContain(documentNumber);
    expect(text).not.toContain('钱同号');
  });

  test('the person hears of it, once; who only shares the number does not', async () => {
    const told = noticesOf;
    const before = (await told()).length;
    const { consents } = await clerk.call(
      'partner.request',
      asking('LP-2', [someone, { ...someone, name: '同号人' }]),
    );
    expect((await told()).length).toBe(before);
    await system.tick();
    await system.tick();
    const fresh = (await told()).filter(({ dedupeKey }) =>
      consents.some(({ consentId }) => dedupeKey.includes(consentId)),
    );
    expect(fresh).toHaveLength(1);
    expect(fresh[0]?.dedupeKey).toContain(consents[0]!.consentId);
    expect(fresh[0]?.title).toBe('有机构想看您的医保信息');
    for (const { consentId } of consents) await clerk.call('partner.withdraw', { consentId });
  });

  test('a request that was taken back before anybody was told is told to nobody', async () => {
    const { consents } = await clerk.call('partner.request', asking('LP-3', [someone]));
    const { consentId } = consents[0]!;
    const row = await clerk.call('partner.withdraw', { consentId });
    expect(row).toMatchObject({ status: 'withdrawn', statusLabel: '已撤回请求' });
    await system.tick();
    expect((await noticesOf()).filter(({ dedupeKey }) => dedupeKey.includes(consentId))).toEqual(
      [],
    );
    expect((await clerk.refused('partner.withdraw', { consentId })).code).toBe('consent_state');
  });

  test('asked again in the same case, the request that stands is answered', async () => {
    const people = [nobody(), nobody()];
    const first = await clerk.call('partner.request', asking('LP-4', people));
    const again = await clerk.call('partner.request', asking('LP-4', [people[1]!, nobody()]));
    expect(again.caseId).toBe(first.caseId);
    expect(again.consents[0]).toEqual(first.consents[1]);
    const twice = await clerk.call('partner.request', asking('LP-4', [people[0]!, people[0]!]));
    expect(twice.consents.map(({ consentId }) => consentId)).toEqual(
      Array(2).fill(first.consents[0]!.consentId),
    );
    // another case, or another question, is another request
    const elsewhere = await clerk.call('partner.request', asking('LP-4b', people));
    expect(elsewhere.consents[0]!.consentId).not.toBe(first.consents[0]!.consentId);
    const less = { scope: { ...claimScope, validDays: 7 } };
    const refusal = await clerk.refused('partner.request', asking('LP-4', people, less));
    expect(refusal).toMatchObject({ code: 'consent_state', message: /第 1 位/ });
  });

  test('every wrong entry is named, by its place in the list', async () => {
    const wrong = { ...someone, documentNumber: '340603199001010011' };
    const people = [someone, wrong, { ...someone, name: '1' }];
    const before = await rowCounts(db());
    const { code, message, fields } = await clerk.refused(
      'partner.request',
      asking('LP-5', people),
    );
    expect([code, fields?.map(({ field }) => field)]).toEqual([
      'bad_input',
      ['people.1.documentNumber', 'people.2.name'],
    ]);
    expect(message).toMatch(/^第 2 位：/);
    expect(JSON.stringify(fields)).not.toContain(wrong.documentNumber);
    expect(await rowCounts(db())).toEqual(before);
  });

  test.each<[string, Partial<typeof claimScope>, string, string]>([
    ['a day that is none', { dataFrom: '2025-02-30' }, 'bad_input', 'scope.dataFrom'],
    ['an end before its beginning', { dataTo: '2024-12-31' }, 'bad_input', 'scope.dataTo'],
    ['too far back', { dataFrom: '2023-11-19' }, 'scope_too_wide', 'scope.dataFrom'],
    ['valid too long', { validDays: 91 }, 'scope_too_wide', 'scope.validDays'],
    ['too often', { frequency: { unit: 'DAY', limit: 6 } }, 'scope_too_wide', 'scope.frequency'],
    ['kept too long', { retentionDays: 181 }, 'scope_too_wide', 'scope.retentionDays'],
  ])('%s is not asked', async (_name, change, code, field) => {
    const before = await rowCounts(db());
    const asked = asking('LP-6', [someone], { scope: { ...claimScope, ...change } });
    expect(await clerk.refused('partner.request', asked)).toMatchObject({ code, field });
    expect(await rowCounts(db())).toEqual(before);
  });

  test.each<[string, ActionName, object, string]>([
    ['nobody to ask', 'partner.request', { people: [] }, 'people'],
    ['fifty-one people', 'partner.request', { people: Array(51).fill(nobody()) }, 'people'],
    ['somebody without a number', 'partner.request', { people: [{ name: '王小兰' }] }, 'people'],
    ['a case without a number', 'partner.request', { caseNo: ' ' }, 'caseNo'],
    ['a case number that is a sentence', 'partner.request', { caseNo: '一 二' }, 'caseNo'],
    ['somebody’s number', 'partner.request', { caseNo: 'LP340603202402290019' }, 'caseNo'],
    ['somebody’s name', 'partner.request', { caseNo: '王小兰' }, 'caseNo'],
    ['a purpose that is none', 'partner.request', { purpose: 'MARKETING' }, 'purpose'],
    ['a field twice', 'partner.request', { scope: twice }, 'scope'],
    ['a part nobody knows', 'partner.request', { scope: { ...claimScope, all: true } }, 'input'],
    ['half a look', 'partner.request', { scope: halfLook }, 'scope'],
    ['no word what for', 'partner.request', { words: '' }, 'words'],
    ['more words than a person reads', 'partner.request', { words: '长'.repeat(301) }, 'words'],
    ['no id', 'partner.withdraw', { consentId: 'x' }, 'consentId'],
    ['no case', 'partner.takeUp', { consentId: randomUUID(), caseNo: '' }, 'caseNo'],
    ['a status that is none', 'partner.consents', { status: 'open' }, 'status'],
    ['a page from nowhere', 'partner.consents', { cursor: 'x'.repeat(401) }, 'cursor'],
    ['a list that is none', 'partner.cases', { show: 'mine' }, 'show'],
    ['no case to close', 'partner.closeCase', {}, 'caseId'],
    ['no case that was erased', 'partner.confirmErased', { caseId: 7 }, 'caseId'],
    ['more than was asked', 'partner.me', { organisationId: randomUUID() }, 'input'],
  ])('%s is bad input', async (_name, action, change, field) => {
    const whole = action === 'partner.request' ? asking('LP-6', [someone]) : {};
    const before = await rowCounts(db());
    const { code, fields } = await clerk.refused(action, { ...whole, ...change });
    expect([code, fields?.map((each) => each.field)]).toEqual(['bad_input', [field]]);
    expect(await rowCounts(db())).toEqual(before);
  });

  test('what was not agreed is not asked', async () => {
    const narrow = await makePartner(system, 'insurer', {
      purposes: ['CLAIM'],
      fields: ['nameMasked', 'settledOn', 'documentNumber'],
      modes: ['VIEW'],
      maxLevel: 2,
    });
    const them = await narrow.clerk();
    const scope = { ...claimScope, fields: ['nameMasked'], modes: ['VIEW'] } as typeof claimScope;
    const refusal = async (change: Partial<Parameters<typeof asking>[2]> & object) => {
      const asked = asking('N-1', [someone], { scope, ...change });
      const { code, field } = await them.refused('partner.request', asked);
      return [code, field];
    };
    expect(await refusal({ purpose: 'UNDERWRITING' })).toEqual(['no_agreement', undefined]);
    expect(await refusal({ purpose: 'SECOND_REIMBURSEMENT' })).toEqual(['bad_input', 'purpose']);
    const beyond = { ...scope, fields: ['cashFen' as const] };
    expect(await refusal({ scope: beyond })).toEqual(['scope_too_wide', 'scope.fields']);
    const above = { ...scope, fields: ['documentNumber' as const] };
    expect(await refusal({ scope: above })).toEqual(['scope_too_wide', 'scope.fields']);
    const printed = { ...scope, modes: ['PRINT' as const] };
    expect(await refusal({ scope: printed })).toEqual(['scope_too_wide', 'scope.modes']);
    expect(
      (await them.call('partner.request', asking('N-1', [someone], { scope }))).consents,
    ).toHaveLength(1);
    await query(
      db(),
      `update agreement set period_to = '2025-11-19' where id = '${narrow.agreementId}'`,
    );
    expect(await refusal({})).toEqual(['no_agreement', undefined]);
    expect((await them.call('partner.me', {})).agreement).toBeNull();
  });

  test('a level that two people changed counts at the next request', async () => {
    const [proposer, decider] = await db().select().from(staffMember);
    const version = {
      version: 2,
      levels: { nameMasked: 1 as const, totalFen: 3 as const },
      reason: '沙箱',
      status: 'active' as const,
      proposedBy: proposer!.accountId,
      proposedAt: 0,
      decidedBy: decider!.accountId,
      decidedAt: 0,
    };
    await db().insert(fieldCatalogue).values(version);
    const asked = (fields: typeof claimScope.fields) =>
      clerk.reply(
        'partner.request',
        asking('LP-7', [someone], { scope: { ...claimScope, fields } }),
      );
    const parts = (reply: Awaited<ReturnType<typeof asked>>) =>
      reply.ok ? 'ok' : reply.error.fields?.map(({ field }) => field);
    expect(parts(await asked(['nameMasked']))).toBe('ok');
    expect(parts(await asked(['nameMasked', 'totalFen']))).toContain('scope.frequency');
    expect(parts(await asked(['settledOn']))).toEqual(['scope.fields']);
    await db().delete(fieldCatalogue);
  });

  test('a clerk asks so many people a day, in lists or one by one, and no more', async () => {
    const busy = await insurer.clerk();
    const { maxRequestsPerClerkPerDay } = consentPolicyOf('340600');
    expect(maxRequestsPerClerkPerDay).toBe(200);
    for (const caseNo of ['D-1', 'D-2', 'D-3', 'D-4']) {
      const people = Array.from({ length: 50 }, nobody);
      await busy.call('partner.request', asking(caseNo, people));
      // who is asked already counts once
      await busy.call('partner.request', asking(caseNo, people));
    }
    const refusal = await busy.refused('partner.request', asking('D-5', [nobody()]));
    expect(refusal.code).toBe('rate_limited');
    const caseNos = (await db().select().from(consentCase)).map(({ caseNo }) => caseNo);
    expect(caseNos).not.toContain('D-5');
    // a colleague's day is their own
    await clerk.call('partner.request', asking('D-6', [nobody()]));
  });

  test('each act is written down, with ids and about nobody yet', async () => {
    const { caseId, consents } = await clerk.call('partner.request', asking('LP-8', [someone]));
    const { consentId } = consents[0]!;
    await clerk.call('partner.withdraw', { consentId });
    const entries = await db().select().from(auditEntry);
    const about = entries.filter(({ details }) => JSON.stringify(details).includes(consentId));
    expect(about).toMatchObject([
      {
        action: 'partner.requested',
        actorKind: 'clerk',
        subjectPersonId: null,
        details: { organisationId: insurer.organisationId, caseId, consentIds: [consentId] },
      },
      { action: 'consent.withdrawn', subjectPersonId: null, details: { caseId } },
    ]);
  });

  test('another organisation, a resident and a stranger reach none of it', async () => {
    const { consents } = await clerk.call('partner.request', asking('LP-9', [someone]));
    const { consentId } = consents[0]!;
    const rival = await (await makePartner(system, 'insurer')).clerk();
    expect((await rival.refused('partner.withdraw', { consentId })).code).toBe('not_found');
    expect((await rival.call('partner.consents', {})).rows).toEqual([]);
    const { documentNumber } = someone;
    expect((await rival.call('partner.consents', { documentNumber })).rows).toEqual([]);
    // the same number of a case is another organisation's case
    const theirs = await rival.call('partner.request', asking('LP-9', [someone]));
    expect(theirs.consents[0]!.consentId).not.toBe(consentId);
    expect(await phone.refused('partner.withdraw', { consentId })).toBe('not_allowed');
    expect((await clerk.call('partner.withdraw', { consentId })).status).toBe('withdrawn');
  });

  test('an employer asks for what employers may', async () => {
    const mine = await (await makePartner(system, 'employer')).clerk();
    const asked = asking('GH-1', [someone], { purpose: 'SECOND_REIMBURSEMENT' });
    expect((await mine.call('partner.request', asked)).consents).toHaveLength(1);
    const { code, field } = await mine.refused('partner.request', asking('GH-2', [someone]));
    expect([code, field]).toEqual(['bad_input', 'purpose']);
    const other = asking('GH-1', [someone], { purpose: 'CLAIM' });
    expect((await mine.refused('partner.request', other)).code).toBe('bad_input');
  });
});

describeOnServers('asking for consent, side by side', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('two clerks who ask the same person in one case at once ask once', async () => {
    const insurer = await makePartner(system, 'insurer');
    const clerks = await Promise.all(Array.from({ length: 6 }, () => insurer.clerk()));
    const people = [nobody()];
    const replies = await Promise.all(
      clerks.map((each) => each.call('partner.request', asking('S-1', people))),
    );
    const ids = new Set(replies.flatMap(({ consents }) => consents.map((each) => each.consentId)));
    expect(ids.size).toBe(1);
  });

  test('a case that is closed while somebody asks in it lets nothing through', async () => {
    const insurer = await makePartner(system, 'insurer');
    const [one, other] = [await insurer.clerk(), await insurer.clerk()];
    const { caseId } = await one.call('partner.request', asking('S-2', [nobody()]));
    const input = { caseId, requestId: randomUUID() };
    await Promise.all([
      one.call('partner.closeCase', input),
      ...Array.from({ length: 8 }, () => other.reply('partner.request', asking('S-2', [nobody()]))),
    ]);
    const all = await system.runtime.db.select().from(consent);
    const rows = all.filter((row) => row.caseId === caseId);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['withdrawn']));
  });
});
