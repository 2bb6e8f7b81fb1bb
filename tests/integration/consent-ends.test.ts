import { addGuardian } from '@yibao/cloudfunctions/lib/guardians';
import { viewConsent } from '@yibao/cloudfunctions/partner/view-consent';
import { addDays, formatMonthAndDay, shanghaiDate } from '@yibao/shared/rules/dates';
import {
  consentRow,
  grantAs,
  type MadeClerk,
  makeClerk,
  makeOrganisation,
  type MadeOrganisation,
  makeRequest,
  usualScope,
} from '../support/consent';
import { engines } from '../support/database';
import { selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import { accept, goTo, inboxOf, planDay, remindersOf } from './reminders-support';

jest.setTimeout(60_000);

describe.each(engines())('who granted hears before it ends, on $name', (engine) => {
  let system: TestSystem;
  let self: Phone;
  let made: MadeOrganisation;
  let clerk: MadeClerk;
  beforeEach(async () => {
    system = await startTestSystem(engine);
    self = system.phone('lu-yutong');
    await verify(system, self);
    made = await makeOrganisation(system);
    clerk = await makeClerk(system, { organisationId: made.organisation.id });
  });
  afterEach(() => system.close());

  const granted = async (validDays: number, phone = self) => {
    const scope = usualScope(system.runtime.clock.now(), { validDays });
    const { id } = await makeRequest(system, { made, clerk, about: self, scope });
    await grantAs(system, phone, id);
    return consentRow(system, id);
  };
  const dayOf = (validTo: number | null, before: number) =>
    addDays(shanghaiDate(validTo ?? 0), -before);
  const told = async (phone: Phone) =>
    (await phone.call('identity.listNotices', {})).notices.filter(({ title }) =>
      title.includes('授权到期'),
    );
  const endsInDays = async (id: string) => {
    const { runtime } = system;
    return (await viewConsent(runtime, runtime.db, await consentRow(system, id))).endsInDays;
  };

  test('a week before, once, by day, with the way to the consent; both sides see it', async () => {
    const row = await granted(30);
    const short = await granted(7);
    await accept(system, self, 'consentEnds');
    await goTo(system, `${dayOf(row.validTo, 8)} 12:00`);
    expect(await told(self)).toEqual([]);
    expect(await endsInDays(row.id)).toBeNull();
    await goTo(system, `${dayOf(row.validTo, 7)} 07:59`);
    expect(await inboxOf(system, self)).toEqual([]);
    await goTo(system, `${dayOf(row.validTo, 7)} 12:00`);
    const [notice, ...more] = await told(self);
    expect(more).toEqual([]);
    expect(notice).toMatchObject({
      title: `${formatMonthAndDay(dayOf(row.validTo, 0))}有一项信息授权到期`,
      text: expect.stringContaining(made.organisation.name) as string,
      link: `packageConsent/pages/detail/index?consentId=${row.id}`,
    });
    expect((await inboxOf(system, self)).map(({ title }) => title)).toEqual(['信息授权到期提醒']);
    expect(await endsInDays(row.id)).toBe(7);
    await goTo(system, `${dayOf(row.validTo, 6)} 12:00`);
    await goTo(system, `${dayOf(row.validTo, 1)} 12:00`);
    expect(await told(self)).toHaveLength(1);
    expect(await inboxOf(system, self)).toHaveLength(1);
    const reminders = await remindersOf(system);
    expect(reminders.filter(({ event }) => event === 'consentEnds')).toMatchObject([
      { matter: row.id, status: 'told' },
    ]);
    // a week is remembered
    expect(reminders.some(({ matter }) => matter === short.id)).toBe(false);
  });

  test('what was taken back meanwhile is told to nobody, planned or not', async () => {
    const early = await granted(30);
    const late = await granted(30);
    await self.call('consent.revoke', { consentId: early.id });
    await goTo(system, `${dayOf(late.validTo, 7)} 03:30`);
    await self.call('consent.revoke', { consentId: late.id });
    await goTo(system, `${dayOf(late.validTo, 7)} 12:00`);
    expect(await told(self)).toEqual([]);
    const reminders = await remindersOf(system);
    expect(reminders.filter(({ event }) => event === 'consentEnds')).toMatchObject([
      { matter: late.id, status: 'dropped', reason: 'consentOver' },
    ]);
  });

  test('of a child’s the guardians hear, in whatever stretches it is planned', async () => {
    const guardians = [system.phone('pan-jianguo'), system.phone('xu-huilan')];
    const childPersonId = await selfId(self);
    const now = system.runtime.clock.now();
    for (const phone of guardians) {
      await verify(system, phone);
      const guardianPersonId = await selfId(phone);
      const bond = { childPersonId, guardianPersonId, relation: 'mother' as const, now };
      await addGuardian(system.runtime.db, bond);
    }
    await query(
      system.runtime.db,
      `update person set birth_date = '2015-01-01' where id = '${childPersonId}'`,
    );
    const [father] = guardians;
    const rows = [await granted(30, father), await granted(30, father), await granted(30, father)];
    const [{ validTo }] = rows as [(typeof rows)[0]];
    system.sandbox.host.clock.set(Date.parse(`${dayOf(validTo, 5)}T03:00:00+08:00`));
    await planDay(system, 1);
    await planDay(system, 1);
    const ends = (await remindersOf(system)).filter(({ event }) => event === 'consentEnds');
    expect(ends).toHaveLength(rows.length * 3);
    await goTo(system, `${dayOf(validTo, 5)} 12:00`);
    for (const phone of [self, ...guardians]) expect(await told(phone)).toHaveLength(3);
    const [notice] = await told(father!);
    expect(notice!.text).not.toContain('查看您');
  });
});
