import { randomUUID } from 'node:crypto';
import { isStatusGenuine } from '@yibao/cloudfunctions/consent/status';
import { readArtefact } from '@yibao/cloudfunctions/consent/artefact';
import { sealSubject } from '@yibao/cloudfunctions/consent/subject';
import { consent } from '@yibao/cloudfunctions/lib/database/schema';
import { dayMs, shanghaiDate, addDays } from '@yibao/shared/rules/dates';
import {
  consentRow,
  grantAs,
  grantInput,
  type MadeClerk,
  makeClerk,
  makeOrganisation,
  type MadeOrganisation,
  makeRequest,
  showFace,
  usualScope,
} from '../support/consent';
import { consentScene } from '../support/consent-scene';
import { engines } from '../support/database';
import { claimOf, selfId } from '../support/journey';
import { type Phone, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines())('a person decides who sees their data, on $name', (engine) => {
  let system: TestSystem;
  let self: Phone;
  let other: Phone;
  let made: MadeOrganisation;
  let clerk: MadeClerk;
  beforeAll(async () => {
    ({ system, self, other, made, clerk } = await consentScene(engine));
  });
  afterAll(() => system.close());

  const request = (changes: Partial<Parameters<typeof makeRequest>[1]> = {}) =>
    makeRequest(system, { made, clerk, about: self, ...changes });
  const idsOf = async (phone: Phone) =>
    (await phone.call('consent.list', {})).lines.map(({ consentId }) => consentId);
  const audits = (consentId: string) =>
    query<{ action: string; details: Record<string, unknown> }>(
      system.runtime.db,
      `select action, details from audit_entry where details->>'consentId' = '${consentId}' order by id`,
    );

  test('whose number and name it is sees the request; one of the two is not enough', async () => {
    const mine = await request();
    const { documentNumber, name } = claimOf(self.user.resident);
    const wrongName = await request({ about: { documentNumber, name: '赵某某' } });
    const wrongNumber = await request({
      about: { documentNumber: claimOf(other.user.resident).documentNumber, name },
    });
    expect(await idsOf(self)).toEqual([mine.id]);
    expect(await idsOf(other)).toEqual([]);
    for (const { id: consentId } of [wrongName, wrongNumber]) {
      expect(await self.refused('consent.detail', { consentId })).toBe('not_found');
      expect(await other.refused('consent.detail', { consentId })).toBe('not_found');
      expect(await self.refused('consent.deny', { consentId })).toBe('not_found');
    }
    expect(await other.refused('consent.detail', { consentId: mine.id })).toBe('not_found');
    const detail = await self.call('consent.detail', { consentId: mine.id });
    expect(detail).toMatchObject({
      line: { status: 'requested', isWard: false, looks: 0, denials: 0 },
      organisation: { name: made.organisation.name, contact: '示例联系人 0561-0000000' },
      words: '给您报销上次住院的费用',
      granted: null,
      looksLeft: null,
      maxLevel: 2,
      may: ['grant', 'deny', 'complain'],
    });
    expect((await consentRow(system, mine.id)).personId).toBeNull();
    await self.call('consent.deny', { consentId: mine.id });
    expect((await consentRow(system, mine.id)).personId).toBe(await selfId(self));
  });

  test('no number of requests hides a consent that stands', async () => {
    const { cipher, db } = system.runtime;
    const { id: consentId } = await request();
    await grantAs(system, self, consentId);
    const earlier = await request();
    const { name, documentNumber } = claimOf(self.user.resident);
    const flood = async (nameOf: (n: number) => string) => {
      await system.advance(1);
      const at = system.runtime.clock.now();
      const rows = Array.from({ length: 200 }, (_, n) => ({
        ...earlier,
        id: randomUUID(),
        statusSince: at,
        requestedAt: at,
        ...sealSubject(cipher, { name: nameOf(n), documentNumber }),
      }));
      await db.insert(consent).values(rows);
      return rows.map(({ id }) => id);
    };
    // the right number with another name is nobody's, and takes nobody's place
    const others = await flood((n) => `同号人${n}`);
    expect(await idsOf(self)).toEqual(expect.arrayContaining([consentId, earlier.id]));
    expect((await self.call('consent.list', {})).open).toBeLessThan(200);
    // asked for in earnest, as often as a day allows: what stands is still there
    const same = await flood(() => name);
    expect(await idsOf(self)).toContain(consentId);
    await self.call('consent.pause', { consentId });
    expect(await idsOf(self)).toContain(consentId);
    const flooded = [...others, ...same].map((id) => `'${id}'`).join();
    await query(db, `delete from consent where id in (${flooded})`);
    await self.call('consent.revoke', { consentId });
    await self.call('consent.deny', { consentId: earlier.id });
  });

  test('narrowed and granted: a signed statement of what, to whom, how long', async () => {
    const { id: consentId, requested } = await request();
    const scope = {
      ...requested,
      fields: requested.fields.slice(0, 3),
      frequency: { unit: 'TOTAL' as const, limit: 2 },
      validDays: 7,
    };
    const now = system.runtime.clock.now();
    const granted = await grantAs(system, self, consentId, scope);
    expect(granted).toMatchObject({
      line: { status: 'active', statusLabel: '授权中' },
      granted: scope,
      verification: 'face',
      looksLeft: 2,
      grantedByGuardian: false,
      may: ['pause', 'revoke', 'complain', 'receipt'],
    });
    const row = await consentRow(system, consentId);
    expect(row.validTo! - row.decidedAt!).toBe(7 * dayMs);
    expect(row.decidedAt).toBeGreaterThanOrEqual(now);
    expect(isStatusGenuine(system.runtime.cipher, row)).toBe(true);
    const read = readArtefact(system.runtime.config, row);
    expect(read).toMatchObject({
      isGenuine: true,
      artefact: {
        principal: { personId: await selfId(self) },
        grantor: { capacity: 'self' },
        recipient: { agreementNumber: made.agreement.number },
        scope,
        maxLevel: 2,
        catalogueVersion: 1,
        separateConsents: { thirdParty: true, sensitive: true },
        verification: { method: 'face', id: row.verificationId },
      },
    });
    const [audit] = await audits(consentId);
    expect(audit).toMatchObject({
      action: 'consent.granted',
      details: { level: 2, fields: 3, verification: 'face', capacity: 'self' },
    });
    const everything = JSON.stringify([await audits(consentId), system.logText()]);
    expect(everything).not.toContain(self.user.resident.name);
    expect(everything).not.toContain(self.user.resident.certNo);
    // one grant, one decision
    const again = await grantInput(self, consentId, await showFace(system, self), scope);
    expect(await self.refused('consent.grant', again)).toBe('consent_state');
  });

  test.each([
    ['a field that was not asked for', { fields: ['nameMasked', 'billParts'] as const }, 'fields'],
    ['a mode that was not asked for', { modes: ['VIEW', 'EXPORT'] as const }, 'modes'],
    ['more looks', { frequency: { unit: 'DAY', limit: 4 } as const }, 'frequency'],
    ['another unit', { frequency: { unit: 'MONTH', limit: 3 } as const }, 'frequency'],
    ['more days', { validDays: 31 }, 'validDays'],
    ['a longer retention', { retentionDays: 31 }, 'retentionDays'],
    ['an earlier day', { dataFrom: '2024-01-01' }, 'dataFrom'],
    ['a later day', { dataTo: '2027-01-01' }, 'dataTo'],
  ])('%s is refused, naming the part', async (_what, change, part) => {
    const { id: consentId, requested } = await request();
    const scope = { ...requested, ...change } as typeof requested;
    const input = await grantInput(self, consentId, randomUUID(), scope);
    const reply = await self.reply('consent.grant', input);
    expect(reply).toMatchObject({ ok: false, error: { code: 'scope_too_wide', field: part } });
    await self.call('consent.deny', { consentId });
  });

  test('no further than the city allows at the level, whatever was asked for', async () => {
    const now = system.runtime.clock.now();
    const wide = usualScope(now, {
      fields: ['nameMasked', 'documentNumber'],
      validDays: 90,
      retentionDays: 400,
    });
    const { id: consentId } = await request({ scope: wide });
    const tryIt = async (changes: Partial<typeof wide>) => {
      const input = await grantInput(self, consentId, randomUUID(), { ...wide, ...changes });
      const reply = await self.reply('consent.grant', input);
      return reply.ok ? 'ok' : [reply.error.code, reply.error.field];
    };
    expect(await tryIt({})).toEqual(['scope_too_wide', 'validDays']);
    expect(await tryIt({ validDays: 30 })).toEqual(['scope_too_wide', 'retentionDays']);
    expect(await tryIt({ validDays: 30, retentionDays: 180, dataFrom: '2025-02-31' })).toEqual([
      'bad_input',
      'scope',
    ]);
    const backwards = { dataFrom: wide.dataTo, dataTo: wide.dataFrom };
    expect(await tryIt({ validDays: 30, retentionDays: 180, ...backwards })).toEqual([
      'bad_input',
      'scope',
    ]);
    // narrow enough: only the face, which is nobody's, is missing
    expect(await tryIt({ validDays: 30, retentionDays: 180 })).toEqual(['not_found', undefined]);
    await self.call('consent.deny', { consentId });
  });

  test('days that pass before the answer move the first day that can be shown', async () => {
    const today = shanghaiDate(system.runtime.clock.now());
    const scope = usualScope(system.runtime.clock.now(), { dataFrom: '2015-01-01' });
    const { id: consentId } = await request({ scope });
    const { requested } = await self.call('consent.detail', { consentId });
    expect(requested.dataFrom).toBe(`${Number(today.slice(0, 4)) - 2}${today.slice(4)}`);
    expect((await grantAs(system, self, consentId)).line.status).toBe('active');
  });

  test('the face: fresh, passed, one’s own, for this purpose, and good for one decision', async () => {
    const first = await request();
    const second = await request();
    const code = async (consentId: string, face: string | null) =>
      self.refused('consent.grant', await grantInput(self, consentId, face));
    expect(await code(first.id, null)).toBe('face_needed');
    expect(await code(first.id, await showFace(system, self, 'fail'))).toBe('face_needed');
    const forBinding = await showFace(system, self, 'pass', 'mutualAid');
    expect(await code(first.id, forBinding)).toBe('face_needed');
    expect(await code(first.id, await showFace(system, other))).toBe('not_found');
    const face = await showFace(system, self);
    await system.sandboxPost('/control/clock', { advanceMinutes: 31 });
    expect(await code(first.id, face)).toBe('face_needed');
    const fresh = await showFace(system, self);
    const inputs = [
      await grantInput(self, first.id, fresh),
      await grantInput(self, second.id, fresh),
    ];
    const replies = await Promise.all(inputs.map((input) => self.reply('consent.grant', input)));
    expect(replies.filter(({ ok }) => ok)).toHaveLength(1);
    expect(replies.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'face_needed' } });
  });

  test('the words: those that stand now, each tick by itself', async () => {
    const { id: consentId } = await request();
    const input = await grantInput(self, consentId, await showFace(system, self));
    const refused = async (changes: Partial<typeof input>) => {
      const reply = await self.reply('consent.grant', { ...input, ...changes });
      return reply.ok ? 'ok' : [reply.error.code, reply.error.field ?? null];
    };
    expect(await refused({ noticeHash: 'a'.repeat(64) })).toEqual(['notice_changed', null]);
    expect(await refused({ noticeVersion: 'claim-2025-11' })).toEqual(['notice_changed', null]);
    const ticks = { thirdParty: true, sensitive: true };
    expect(await refused({ separateConsents: { ...ticks, thirdParty: false } })).toEqual([
      'bad_input',
      'separateConsents',
    ]);
    expect(await refused({ separateConsents: { ...ticks, sensitive: false } })).toEqual([
      'bad_input',
      'separateConsents',
    ]);
    expect(await refused({})).toBe('ok');
    // nothing sensitive in it: the second tick is nobody's business
    const low = await request({
      scope: usualScope(system.runtime.clock.now(), { fields: ['nameMasked', 'insured'] }),
    });
    const lowInput = await grantInput(self, low.id, await showFace(system, self));
    const separateConsents = { thirdParty: true, sensitive: false };
    const granted = await self.call('consent.grant', { ...lowInput, separateConsents });
    expect(granted.maxLevel).toBe(1);
  });

  test('pause, resume, take back: at once, from the list, and nothing else', async () => {
    const { id: consentId } = await request();
    expect(await self.refused('consent.pause', { consentId })).toBe('consent_state');
    await grantAs(system, self, consentId);
    expect(await self.refused('consent.deny', { consentId })).toBe('consent_state');
    expect(await self.refused('consent.resume', { consentId })).toBe('consent_state');
    expect((await self.call('consent.pause', { consentId })).status).toBe('paused');
    expect((await self.call('consent.resume', { consentId })).status).toBe('active');
    expect(await other.refused('consent.revoke', { consentId })).toBe('not_found');
    expect((await self.call('consent.revoke', { consentId })).status).toBe('revoked');
    for (const action of ['consent.pause', 'consent.resume', 'consent.revoke'] as const) {
      expect(await self.refused(action, { consentId })).toBe('consent_state');
    }
    expect((await audits(consentId)).map(({ action }) => action)).toEqual(
      ['granted', 'paused', 'resumed', 'revoked'].map((event) => `consent.${event}`),
    );
    expect(isStatusGenuine(system.runtime.cipher, await consentRow(system, consentId))).toBe(true);
  });

  test('no agreement in force, a suspended organisation: nothing is granted', async () => {
    const today = shanghaiDate(system.runtime.clock.now());
    const cases: [Parameters<typeof makeOrganisation>[1], string][] = [
      [{ agreement: { periodFrom: addDays(today, 1) } }, 'no_agreement'],
      [{ agreement: { periodTo: addDays(today, -1) } }, 'no_agreement'],
      [{ agreement: { purposes: ['CLAIM'] } }, 'no_agreement'],
      [{ organisation: { kind: 'insurer' } }, 'no_agreement'],
      [{ organisation: { status: 'suspended' } }, 'organisation_suspended'],
      [{ agreement: { fields: ['nameMasked'] } }, 'scope_too_wide'],
      [{ agreement: { modes: ['VIEW'] } }, 'scope_too_wide'],
      [{ agreement: { maxLevel: 1 } }, 'scope_too_wide'],
    ];
    for (const [given, code] of cases) {
      const elsewhere = await makeOrganisation(system, given);
      const asker = await makeClerk(system, { organisationId: elsewhere.organisation.id });
      const { id: consentId } = await request({
        made: elsewhere,
        clerk: asker,
        purpose: 'SECOND_REIMBURSEMENT',
      });
      const input = await grantInput(self, consentId, randomUUID());
      expect([given, await self.refused('consent.grant', input)]).toEqual([given, code]);
      // saying no needs nobody's agreement
      await self.call('consent.deny', { consentId });
    }
  });
});
