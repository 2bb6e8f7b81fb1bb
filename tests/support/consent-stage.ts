/** An organisation that holds a consent, and every sort of harm that can be done to it. */
import { lockConsent, moveConsent } from '@yibao/cloudfunctions/consent/status';
import { type Consent } from '@yibao/cloudfunctions/lib/database/schema';
import { type Input } from '@yibao/shared/contracts';
import { type ConsentScope } from '@yibao/shared/rules/consent-scope';
import { type ConsentEvent } from '@yibao/shared/rules/consent-states';
import { addDays, shanghaiDate } from '@yibao/shared/rules/dates';
import {
  makeClerk,
  type MadeOrganisation,
  makeOrganisation,
  makeRequest,
  usualScope,
} from './consent';
import { apiDeskOf, deskOf, type Desk, grantDirectly, moverIn } from './consent-direct';
import { openAll, type OpenedLook, outcomeOf } from './consent-paths';
import { type Engine, engines, postgresOnly } from './database';
import { selfId, verify } from './journey';
import { newKeys } from './partner-client';
import { withRecords } from './records';
import { type Phone, startTestSystem, type TestSystem } from './system';
import { query } from './tables';

const fields: Input<'partner.look'>['fields'] = ['nameMasked', 'settledOn', 'totalFen'];

export interface Way {
  engine: Engine;
  name: string;
  way: 'console' | 'API';
}

/** At the console on every engine, and over the API where a server is. */
export const ways: Way[] = [
  ...engines().map((engine) => ({ engine, name: engine.name, way: 'console' as const })),
  ...postgresOnly().map((engine) => ({ engine, name: engine.name, way: 'API' as const })),
];

/** What stands on the stage at the moment; the organisation is another one for each test. */
interface Stage {
  system: TestSystem;
  phone: Phone;
  personId: string;
  guardianId: string;
  made: MadeOrganisation;
  desk: Desk;
  today: string;
}

/** Sets the stage for the tests of a describe block, and hands over what they act with. */
export function consentStage({ engine, way }: Pick<Way, 'engine' | 'way'>) {
  const actorKind = way === 'API' ? 'organisation' : 'clerk';
  const at = {} as Stage;
  const now = () => at.system.runtime.clock.now();
  const sql = (statement: string) => query(at.system.runtime.db, statement);
  /** As somebody does who owns the database: no trigger of ours stands in the way. */
  const asOwner = async (statement: string) => {
    await sql('alter table consent disable trigger user');
    await sql(statement);
    await sql('alter table consent enable trigger user');
  };

  beforeAll(async () => {
    at.system = await startTestSystem(engine);
    at.today = shanghaiDate(now());
    at.phone = at.system.phone('jiang-xiaomei');
    at.personId = await withRecords(at.system, at.phone);
    const other = at.system.phone('luo-jun');
    await verify(at.system, other);
    at.guardianId = await selfId(other);
  });
  // each attack has an organisation, a clerk and a consent of its own, and more than a page to read
  beforeEach(async () => {
    await at.phone.call('records.refresh', { personId: at.personId, byHand: false });
    await sql(`insert into platform_settlement
    select (jsonb_populate_record(null::platform_settlement, to_jsonb(s) || jsonb_build_object(
      'settlement_no', 'copy-' || n, 'settled_at', s.settled_at - n * interval '1 hour'))).*
    from (select * from platform_settlement where person_id = '${at.personId}' and gone_at is null
          order by settled_at desc limit 1) s, generate_series(1, 30) n
    on conflict (person_id, settlement_no) do update set gone_at = null`);
    Object.assign(at, await makeDesk());
  });
  /** An organisation of its own, and how it asks. */
  async function makeDesk(): Promise<{ made: MadeOrganisation; desk: Desk }> {
    const keys = newKeys();
    const isApi = way === 'API';
    const own = await makeOrganisation(at.system, {
      organisation: { publicKey: isApi ? keys.publicKey : null },
    });
    const of = { organisationId: own.organisation.id };
    const asking = await makeClerk(at.system, of, { kind: isApi ? 'api' : 'person' });
    const { creditCode } = own.organisation;
    const to = isApi
      ? apiDeskOf(at.system, asking, { creditCode, keys })
      : deskOf(at.system, asking);
    return { made: own, desk: to };
  }
  afterAll(() => at.system.close());

  const wide: Partial<ConsentScope> = {
    modes: ['VIEW', 'PREVIEW', 'PRINT', 'EXPORT'],
    frequency: { unit: 'DAY', limit: 4 },
  };
  async function granted(
    scope: Partial<ConsentScope> = {},
    given: Partial<Parameters<typeof grantDirectly>[3]> = {},
  ): Promise<Consent> {
    const from = { dataFrom: addDays(at.today, -700), dataTo: at.today };
    const asked = usualScope(now(), { ...wide, ...from, ...scope });
    const row = await makeRequest(at.system, {
      made: at.made,
      clerk: at.desk.clerk,
      about: at.phone,
      scope: asked,
    });
    await grantDirectly(at.system, row, at.made, { personId: at.personId, ...given });
    return row;
  }
  const askFor = (consentId: string, change: Partial<Input<'partner.look'>> = {}) => ({
    consentId,
    fields,
    dataFrom: addDays(at.today, -690),
    dataTo: at.today,
    ...change,
  });
  const opened = async (row: Consent): Promise<OpenedLook> => openAll(at.desk, askFor(row.id));
  const outcome = async (consentId: string, change: Partial<Input<'partner.look'>> = {}) =>
    outcomeOf(await at.desk.reply('partner.look', askFor(consentId, change)));
  async function move(consentId: string, event: ConsentEvent): Promise<void> {
    await at.system.runtime.db.transaction(async (tx) => {
      const row = await lockConsent(tx, consentId);
      await moveConsent(tx, moverIn(tx, at.system), row!, event);
    });
  }
  /** Every refusal left a look and an audit entry, and no settlement with it. */
  async function expectOnRecord(consentId: string, reason: string, times: number): Promise<void> {
    const looks = await sql(
      `select id from consent_look where consent_id = '${consentId}' and reason = '${reason}'
     and not allowed and row_count = 0`,
    );
    const entries = await sql(
      `select id from audit_entry where details->>'consentId' = '${consentId}'
     and details->>'reason' = '${reason}' and actor_kind = '${actorKind}'`,
    );
    expect([looks.length, entries.length]).toEqual([times, times]);
  }

  return {
    at,
    now,
    sql,
    asOwner,
    makeDesk,
    granted,
    askFor,
    opened,
    outcome,
    move,
    expectOnRecord,
  };
}
