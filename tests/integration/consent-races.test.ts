import { addDays, shanghaiDate } from '@yibao/shared/rules/dates';
import { createDispatcher } from '@yibao/cloudfunctions/lib/dispatcher/dispatcher';
import { topicHandlers } from '@yibao/cloudfunctions/lib/outbox/handlers';
import { partnerHandlers } from '@yibao/cloudfunctions/partner/handlers';
import { type Output, type Reply } from '@yibao/shared/contracts';
import {
  makeClerk,
  type MadeOrganisation,
  makeOrganisation,
  makeRequest,
  usualScope,
} from '../support/consent';
import { deskOf, type Desk, grantDirectly } from '../support/consent-direct';
import { outcomeOf } from '../support/consent-paths';
import { describeOnServers } from '../support/database';
import { withRecords } from '../support/records';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(180_000);

describeOnServers('many looks at the same moment', (engine) => {
  let system: TestSystem;
  let phone: Phone;
  let personId: string;
  let made: MadeOrganisation;
  let desk: Desk;
  let today: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    today = shanghaiDate(system.runtime.clock.now());
    phone = system.phone('jiang-xiaomei');
    personId = await withRecords(system, phone);
  });
  afterAll(() => system.close());

  /** To an organisation of its own: what one organisation looks at counts together. */
  async function granted(limit: number): Promise<string> {
    made = await makeOrganisation(system);
    desk = deskOf(system, await makeClerk(system, { organisationId: made.organisation.id }));
    return grantedAgain(limit);
  }
  async function grantedAgain(limit: number): Promise<string> {
    const now = system.runtime.clock.now();
    const scope = usualScope(now, { frequency: { unit: 'DAY', limit } });
    const row = await makeRequest(system, { made, clerk: desk.clerk, about: phone, scope });
    await grantDirectly(system, row, made, { personId });
    return row.id;
  }
  const ask = (consentId: string) => ({
    consentId,
    fields: ['settledOn' as const, 'totalFen' as const],
    dataFrom: addDays(today, -300),
    dataTo: today,
  });
  const countOf = async (statement: string) => {
    const [row] = await query<{ count: number }>(system.runtime.db, statement);
    return row?.count ?? -1;
  };
  async function expectRecords(consentId: string, shown: number, all: number): Promise<void> {
    const looks = `select count(*)::int as count from consent_look where consent_id = '${consentId}'`;
    const entries = `select count(*)::int as count from audit_entry
      where details->>'consentId' = '${consentId}' and action like 'partner.%'`;
    expect(await countOf(`${looks} and allowed`)).toBe(shown);
    expect(await countOf(looks)).toBe(all);
    expect(await countOf(entries)).toBe(all);
  }

  test('the sixth of five looks, fifty at once over the wire: five are shown', async () => {
    const consentId = await granted(5);
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => desk.reply('partner.look', ask(consentId))),
    );
    const outcomes = replies.map(outcomeOf);
    expect(outcomes.filter((each) => each === 'shown')).toHaveLength(5);
    expect(new Set(outcomes)).toEqual(new Set(['shown', 'quota_used_up']));
    await expectRecords(consentId, 5, 50);
  });

  /** A thousand looks at the function, by turns at these consents. @returns what became of them */
  async function thousandLooks(consentIds: string[]): Promise<string[]> {
    const { runtime } = system;
    const dispatcher = createDispatcher(runtime, partnerHandlers, topicHandlers);
    const { token } = desk.clerk;
    const credentials = {
      kind: 'clerkSession',
      token: token ?? '',
      network: '127.0.0.1',
      idleMs: 3_600_000,
    } as const;
    // as many instances as a burst would start, each with a connection of its own
    const waiting = Array.from({ length: 1000 }, (_, n) => n);
    const outcomes: string[] = [];
    const worker = async () => {
      for (let n = waiting.pop(); n !== undefined; n = waiting.pop()) {
        const input = ask(consentIds[n % consentIds.length]!);
        const request = { action: 'partner.look', input, credentials, traceId: `race-${n}` };
        const reply = (await dispatcher.dispatch(request)) as Reply<Output<'partner.look'>>;
        outcomes.push(outcomeOf(reply));
      }
    };
    await Promise.all(Array.from({ length: 40 }, worker));
    return outcomes;
  }

  test('a thousand at once at the function: exactly five, and a thousand entries stand', async () => {
    const consentId = await granted(5);
    const outcomes = await thousandLooks([consentId]);
    expect(outcomes).toHaveLength(1000);
    expect(outcomes.filter((each) => each === 'shown')).toHaveLength(5);
    expect(new Set(outcomes)).toEqual(new Set(['shown', 'quota_used_up']));
    await expectRecords(consentId, 5, 1000);
  });

  test('a thousand at once at three consents of the same person: five, and not fifteen', async () => {
    const consentIds = [await granted(5), await grantedAgain(5), await grantedAgain(100)];
    const outcomes = await thousandLooks(consentIds);
    expect(outcomes).toHaveLength(1000);
    expect(outcomes.filter((each) => each === 'shown')).toHaveLength(5);
    expect(new Set(outcomes)).toEqual(new Set(['shown', 'quota_used_up']));
    const all = `from consent_look where consent_id in ('${consentIds.join("', '")}')`;
    expect(await countOf(`select count(*)::int as count ${all} and allowed`)).toBe(5);
    expect(await countOf(`select count(*)::int as count ${all}`)).toBe(1000);
  });

  test('revoked in the midst of many: whatever is answered later than the revocation is refused', async () => {
    const consentId = await granted(5);
    const outcomes: { outcome: string; startedAt: number }[] = [];
    const looks = Array.from({ length: 20 }, async () => {
      const startedAt = performance.now();
      const reply = await desk.reply('partner.look', ask(consentId));
      outcomes.push({ outcome: outcomeOf(reply), startedAt });
    });
    await phone.call('consent.revoke', { consentId });
    const revokedAt = performance.now();
    await Promise.all(looks);
    for (let n = 0; n < 3; n++) {
      const startedAt = performance.now();
      const reply = await desk.reply('partner.look', ask(consentId));
      outcomes.push({ outcome: outcomeOf(reply), startedAt });
    }
    const later = outcomes.filter(({ startedAt }) => startedAt > revokedAt);
    expect(later.map(({ outcome }) => outcome)).toEqual(Array(3).fill('not_active'));
    // the database's own order agrees: no shown look is younger than the revocation's audit entry
    const [row] = await query<{ wrong: number }>(
      system.runtime.db,
      `select count(*)::int as wrong from audit_entry look, audit_entry revoked
       where revoked.action = 'consent.revoked' and revoked.details->>'consentId' = '${consentId}'
         and look.chain = revoked.chain and look.details->>'consentId' = '${consentId}'
         and look.details->>'allowed' = 'true' and look.seq > revoked.seq`,
    );
    expect(row?.wrong).toBe(0);
  });
});
