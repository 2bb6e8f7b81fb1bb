import { randomUUID } from 'node:crypto';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { identityCheckDigit } from '@yibao/shared/rules/identity-document';
import { addDays, shanghaiDate } from '@yibao/shared/rules/dates';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { timers } from '@yibao/cloudfunctions/jobs/run-jobs';
import { sealStatus } from '@yibao/cloudfunctions/consent/status';
import { consent } from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { claimOf, selfId, verify } from '../support/journey';
import { startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import {
  asking,
  beganByPerson,
  begunRow,
  claimScope,
  grantRow,
  makePartner,
  type Partner,
  type PartnerClerk,
} from './partner-support';

jest.setTimeout(60_000);

describe.each(engines())('the consents and cases of an organisation, on $name', (engine) => {
  let system: TestSystem;
  let insurer: Partner;
  let clerk: PartnerClerk;
  let someone: ReturnType<typeof claimOf>;
  let personId: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    const phone = system.phone('lu-yutong');
    await verify(system, phone);
    someone = claimOf(phone.user.resident);
    personId = await selfId(phone);
  });
  beforeEach(async () => {
    insurer = await makePartner(system, 'insurer');
    clerk = await insurer.clerk();
  });
  afterAll(() => system.close());
  const rowOf = async (consentId: string) => {
    const rows = await system.runtime.db.select().from(consent);
    return rows.find(({ id }) => id === consentId)!;
  };
  const ask = async (caseNo: string, scope = claimScope, people = [someone]) => {
    const { consents, caseId } = await clerk.call(
      'partner.request',
      asking(caseNo, people, { scope }),
    );
    return { consentId: consents[0]!.consentId, caseId };
  };

  test('a case holds so many consents and no more: it is closed in one go', async () => {
    const { maxConsentsPerCase } = consentPolicyOf(system.runtime.config.region);
    const { consentId } = await ask('P-FULL-1');
    const row = await rowOf(consentId);
    const copies = Array.from({ length: maxConsentsPerCase - 1 }, () => {
      const state = { id: randomUUID(), status: row.status, statusSince: row.statusSince };
      return { ...row, ...state, statusSeal: sealStatus(system.runtime.cipher, state) };
    });
    await system.runtime.db.insert(consent).values(copies);
    // who is asked already is no one more
    expect((await ask('P-FULL-1')).consentId).toBeDefined();
    const other = claimOf(system.phone('luo-jun').user.resident);
    const refused = await clerk.refused('partner.request', asking('P-FULL-1', [other]));
    expect(refused).toMatchObject({ code: 'case_state' });
    expect(refused.message).toContain(String(maxConsentsPerCase));
    const began = await beganByPerson(system, insurer, { personId, claim: someone });
    const takenUp = { consentId: began, caseNo: 'P-FULL-1' };
    expect(await clerk.refused('partner.takeUp', takenUp)).toMatchObject({ code: 'case_state' });
    const closed = await clerk.call('partner.closeCase', { caseId: row.caseId! });
    expect(closed.consents).toBe(maxConsentsPerCase);
    expect((await rowOf(consentId)).status).toBe('withdrawn');
  });

  test('the list is by what happened last, in pages, without a gap or a row twice', async () => {
    const people = Array.from({ length: 45 }, (_, i) => {
      const first17 = `3406031985010110${i}`.padEnd(17, '1').slice(0, 17);
      return { ...someone, documentNumber: first17 + identityCheckDigit(first17) };
    });
    const distinct = [...new Map(people.map((each) => [each.documentNumber, each])).values()];
    const { consents } = await clerk.call('partner.request', asking('P-1', distinct));
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 10; page++) {
      const input = cursor === undefined ? {} : { cursor };
      const { rows, nextCursor } = await clerk.call('partner.consents', input);
      expect(rows.length).toBeLessThanOrEqual(20);
      seen.push(...rows.map(({ consentId }) => consentId));
      cursor = nextCursor ?? undefined;
      if (cursor === undefined) break;
    }
    expect([...seen].sort()).toEqual(consents.map(({ consentId }) => consentId).sort());
    const [last] = seen.slice(-1);
    await clerk.call('partner.withdraw', { consentId: last! });
    expect((await clerk.call('partner.consents', {})).rows[0]?.consentId).toBe(last);
    const { field } = await clerk.refused('partner.consents', { cursor: 'x' });
    expect(field).toBe('cursor');
  });

  test('by status, by case, by exactly one number, however it is typed', async () => {
    const { consentId } = await ask('P-2');
    const other = await ask('P-3');
    await clerk.call('partner.withdraw', { consentId: other.consentId });
    const found = async (input: Parameters<typeof clerk.call<'partner.consents'>>[1]) =>
      (await clerk.call('partner.consents', input)).rows.map((row) => row.consentId);
    const both = [other.consentId, consentId];
    expect(await found({ status: 'requested' })).toEqual([consentId]);
    expect(await found({ caseNo: 'P-3' })).toEqual([other.consentId]);
    expect(await found({ caseNo: 'P-4' })).toEqual([]);
    const wide = ` ${someone.documentNumber.toLowerCase()}　`;
    expect(await found({ documentNumber: wide })).toEqual(both);
    expect(await found({ documentNumber: someone.documentNumber, status: 'denied' })).toEqual([]);
    const { code, field } = await clerk.refused('partner.consents', { documentNumber: '34060' });
    expect([code, field]).toEqual(['bad_input', 'documentNumber']);
  });

  test('a row shows what was typed, masked, and what was granted', async () => {
    const { consentId } = await ask('P-5');
    const [asked] = (await clerk.call('partner.consents', {})).rows;
    expect(asked).toMatchObject({ consentId, granted: null, validTo: null, beganByPerson: false });
    expect(asked?.nameMasked).toContain('*');
    const { documentNumber } = someone;
    expect(asked?.documentMasked).toBe(
      `${documentNumber.slice(0, 6)}********${documentNumber.slice(-4)}`,
    );
    const narrowed = { ...claimScope, validDays: 7 };
    await grantRow(system, await rowOf(consentId), personId, narrowed);
    const [row] = (await clerk.call('partner.consents', { status: 'active' })).rows;
    expect(row).toMatchObject({ status: 'active', granted: narrowed, caseNo: 'P-5' });
    const { validTo } = row!;
    expect(validTo).toBe((await rowOf(consentId)).validTo);
  });

  test('what a person began shows no number, and is not found by one that was not granted', async () => {
    const claim = { name: someone.name, documentNumber: someone.documentNumber };
    const shy = await beganByPerson(system, insurer, { personId, claim });
    const fields = [...claimScope.fields, 'documentNumber' as const];
    const open = await beganByPerson(system, insurer, { personId, claim }, { fields });
    const { rows } = await clerk.call('partner.consents', {});
    const masks = new Map(rows.map((row) => [row.consentId, row.documentMasked]));
    expect(masks.get(shy)).toBe('*'.repeat(18));
    expect(masks.get(open)).toMatch(/^\d{6}\*{8}\d{3}[\dX]$/);
    expect(new Set(rows.map((row) => row.beganByPerson))).toEqual(new Set([true]));
    const byNumber = await clerk.call('partner.consents', {
      documentNumber: someone.documentNumber,
    });
    expect(byNumber.rows.map(({ consentId }) => consentId)).toEqual([open]);
  });

  test('what a person narrowed away is neither shown nor searched by', async () => {
    const claim = { name: someone.name, documentNumber: someone.documentNumber };
    const all = { fields: ['nameMasked', 'totalFen', 'documentNumber'] as const };
    const grant = (fields: typeof claimScope.fields) =>
      beganByPerson(system, insurer, { personId, claim }, { fields: [...all.fields] }, { fields });
    const sums = await grant(['totalFen']);
    const named = await grant(['nameMasked', 'totalFen']);
    const numbered = await grant(['totalFen', 'documentNumber']);
    const { rows } = await clerk.call('partner.consents', {});
    const shown = new Map(rows.map((row) => [row.consentId, [row.nameMasked, row.documentMasked]]));
    const { documentNumber } = someone;
    const [name, number] = [maskName(someone.name), maskDocumentNumber(documentNumber)];
    const noNumber = '*'.repeat(18);
    expect(shown.get(sums)).toEqual(['***', noNumber]);
    expect(shown.get(named)).toEqual([name, noNumber]);
    expect(shown.get(numbered)).toEqual(['***', number]);
    const byNumber = (await clerk.call('partner.consents', { documentNumber })).rows;
    expect(byNumber.map(({ consentId }) => consentId)).toEqual([numbered]);
  });

  test('what a person has begun and not granted is nothing to the organisation yet', async () => {
    const claim = { name: someone.name, documentNumber: someone.documentNumber };
    const fields = [...claimScope.fields, 'documentNumber' as const];
    const row = await begunRow(system, insurer, { personId, claim }, { fields });
    const { documentNumber } = someone;
    const searches = [{}, { status: 'requested' as const }, { documentNumber }];
    for (const input of searches) {
      expect((await clerk.call('partner.consents', input)).rows).toEqual([]);
    }
    const { id: consentId } = row;
    expect((await clerk.refused('partner.withdraw', { consentId })).code).toBe('not_found');
    expect((await clerk.refused('partner.takeUp', { consentId, caseNo: 'B-1' })).code).toBe(
      'not_found',
    );
    await grantRow(system, row, personId);
    expect((await clerk.call('partner.consents', {})).rows).toHaveLength(1);
  });

  test('a consent that a person began is taken up into a case once, by its organisation', async () => {
    const claim = { name: someone.name, documentNumber: someone.documentNumber };
    const consentId = await beganByPerson(system, insurer, { personId, claim });
    const rival = await (await makePartner(system, 'insurer')).clerk();
    const input = { consentId, caseNo: 'T-1' };
    expect((await rival.refused('partner.takeUp', input)).code).toBe('not_found');
    const row = await clerk.call('partner.takeUp', input);
    expect(row).toMatchObject({ consentId, caseNo: 'T-1', beganByPerson: true });
    expect((await clerk.refused('partner.takeUp', input)).code).toBe('consent_state');
    const own = await ask('T-2');
    const asked = { consentId: own.consentId, caseNo: 'T-3' };
    expect((await clerk.refused('partner.takeUp', asked)).code).toBe('consent_state');
    const ended = await beganByPerson(system, insurer, { personId, claim });
    await query(system.runtime.db, `update consent set status = 'revoked' where id = '${ended}'`);
    const late = { consentId: ended, caseNo: 'T-4' };
    expect((await clerk.refused('partner.takeUp', late)).code).toBe('consent_state');
    expect(
      (await clerk.call('partner.cases', { show: 'all' })).rows.map((each) => each.caseNo),
    ).toEqual(['T-2', 'T-1']);
  });

  test('one case, one purpose', async () => {
    await ask('C-1');
    const once = { unit: 'TOTAL' as const, limit: 1 };
    const asked = asking('C-1', [someone], {
      purpose: 'UNDERWRITING',
      scope: { ...claimScope, frequency: once },
    });
    expect((await clerk.refused('partner.request', asked)).code).toBe('case_state');
  });

  test('closing a case sets the day of erasure and takes back what nobody answered', async () => {
    const granted = await ask('C-2', { ...claimScope, retentionDays: 30 });
    await grantRow(system, await rowOf(granted.consentId), personId, {
      ...claimScope,
      retentionDays: 20,
    });
    const open = await ask('C-2', { ...claimScope, retentionDays: 10 });
    const rival = await (await makePartner(system, 'insurer')).clerk();
    const { caseId } = granted;
    expect((await rival.refused('partner.closeCase', { caseId })).code).toBe('not_found');
    expect((await clerk.refused('partner.confirmErased', { caseId })).code).toBe('case_state');
    const closed = await clerk.call('partner.closeCase', { caseId });
    const today = shanghaiDate(system.runtime.clock.now());
    // the shortest time that somebody granted; what nobody granted was never seen
    expect(closed).toMatchObject({ eraseBy: addDays(today, 20), erasedAt: null, consents: 2 });
    expect((await rowOf(open.consentId)).status).toBe('withdrawn');
    expect((await rowOf(granted.consentId)).status).toBe('active');
    expect((await clerk.refused('partner.closeCase', { caseId })).code).toBe('case_state');
    const again = await clerk.refused('partner.request', asking('C-2', [someone]));
    expect(again.code).toBe('case_state');
    const claim = { name: someone.name, documentNumber: someone.documentNumber };
    const consentId = await beganByPerson(system, insurer, { personId, claim });
    const late = await clerk.refused('partner.takeUp', { consentId, caseNo: 'C-2' });
    expect(late.code).toBe('case_state');
  });

  test('what is to be erased stands in the list until the organisation says that it is', async () => {
    const { caseId } = await ask('C-3');
    await ask('C-4');
    const caseNos = async (show: 'open' | 'toErase' | 'all') =>
      (await clerk.call('partner.cases', { show })).rows.map((row) => row.caseNo);
    await clerk.call('partner.closeCase', { caseId });
    expect(await caseNos('open')).toEqual(['C-4']);
    expect(await caseNos('toErase')).toEqual(['C-3']);
    expect(await caseNos('all')).toEqual(['C-4', 'C-3']);
    await query(
      system.runtime.db,
      `update consent_case set erase_by = '2025-11-19' where id = '${caseId}'`,
    );
    await timers.night(system.runtime, 'night-1');
    const warned = () =>
      system
        .logText()
        .split('\n')
        .filter((line) => line.includes('erasure not confirmed'))
        .filter((line) => line.includes(insurer.organisationId));
    expect(warned()).toHaveLength(1);
    const done = await clerk.call('partner.confirmErased', { caseId });
    expect(done.erasedAt).not.toBeNull();
    expect((await clerk.refused('partner.confirmErased', { caseId })).code).toBe('case_state');
    expect(await caseNos('toErase')).toEqual([]);
    expect(await caseNos('all')).toEqual(['C-4', 'C-3']);
    await timers.night(system.runtime, 'night-2');
    expect(warned()).toHaveLength(1);
  });

  test('open cases come first, over the pages', async () => {
    for (let i = 0; i < 25; i++) {
      // nobody is asked so often: of each case somebody else
      const first17 = `340603198502021${String(10 + i)}`;
      const documentNumber = first17 + identityCheckDigit(first17);
      const { caseId } = await ask(`L-${i}`, claimScope, [{ ...someone, documentNumber }]);
      if (i % 2 === 0) await clerk.call('partner.closeCase', { caseId });
    }
    const first = await clerk.call('partner.cases', { show: 'all' });
    expect(first.rows).toHaveLength(20);
    expect(first.rows.map((row) => row.closedAt === null)).toEqual([
      ...Array<boolean>(12).fill(true),
      ...Array<boolean>(8).fill(false),
    ]);
    const rest = await clerk.call('partner.cases', { show: 'all', cursor: first.nextCursor! });
    expect(rest).toMatchObject({ nextCursor: null });
    const all = [...first.rows, ...rest.rows].map((row) => row.caseNo);
    expect(new Set(all).size).toBe(25);
    const cursor = first.nextCursor!;
    expect((await clerk.refused('partner.cases', { show: 'open', cursor })).field).toBe('cursor');
    for (const wrong of ['x', 'open', 'constructor/', 'open/1.x']) {
      const { field } = await clerk.refused('partner.cases', { show: 'all', cursor: wrong });
      expect(field).toBe('cursor');
    }
  });
});
