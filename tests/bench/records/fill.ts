import { Client } from 'pg';
import { type FieldCipher } from '@yibao/cloudfunctions/lib/crypto/field-cipher';

/** People made by one statement. */
const chunk = 50_000;
export const benchAppId = 'wx-bench-records';

/** The same id in SQL and here would need the same digest; SQL makes it and is asked for it. */
export const uuid = (what: string, n: string) =>
  `overlay(overlay(md5('${what}' || ${n}) placing '4' from 13) placing 'a' from 17)::uuid`;
export const personId = (n: string) => uuid('person', n);
const accountId = (n: string) => uuid('account', n);
/** Five places a person, each with a key of its own. */
const placeKey = (n: string, place: string) =>
  `md5('place' || ${n} || '-' || ${place}) || md5('key' || ${n} || '-' || ${place})`;

interface Sealed {
  name: string;
  documentNumber: string;
  platformNumber: string;
  institution: string;
}

/**
 * One sealed value of each kind is used for everybody: opening it costs the same as opening
 * another, making it anew for millions would only take time. What is not realistic by that: the
 * values compress better on disk than real ones would.
 */
function sealOnce(cipher: FieldCipher): Sealed {
  const institution = { code: 'H34060000004', name: '淮北晨光医院', level: '二级甲等' };
  return {
    name: cipher.seal('person.name', '王小兰'),
    documentNumber: cipher.seal('person.document_number', '340603199001010000'),
    platformNumber: cipher.seal('person.platform_number', '34060099000000000001'),
    institution: cipher.seal('settlement.institution', JSON.stringify(institution)),
  };
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Everything of the people numbered from..to. */
function statements(from: number, to: number, sealed: Sealed): string[] {
  const people = `generate_series(${from}, ${to}) n`;
  const at = `timestamptz '2025-11-20 09:00:00+08'`;
  return [
    `insert into person (id, document_type, document_number, document_number_index, name,
       platform_number, sex, birth_date, created_at)
     select ${personId('n')}, 'residentId', ${text(sealed.documentNumber)},
       md5('number' || n) || md5('index' || n), ${text(sealed.name)},
       ${text(sealed.platformNumber)}, 'female', date '1950-01-01' + (n % 20000), ${at}
     from ${people}`,
    `insert into account (id, person_id, verified_at, verified_by, created_at)
     select ${accountId('n')}, ${personId('n')}, ${at}, 'face', ${at} from ${people}`,
    `insert into account_login (app_id, open_id, account_id, created_at)
     select '${benchAppId}', 'o' || n, ${accountId('n')}, ${at} from ${people}`,
    `insert into platform_mirror (person_id, kind, as_of, tried_at, failed)
     select ${personId('n')}, kind, ${at}, ${at}, false
     from ${people}, (values ('contributions'), ('settlements')) k(kind)`,
    `insert into platform_contribution (person_id, coverage_year, collection_no, insurance,
       pooling_area, pooling_area_name, amount_fen, paid_at, arrived, business_no)
     select ${personId('n')}, y, 'JF' || y || n, 'resident', '340600', '淮北市', 38000,
       make_timestamptz(y - 1, 11, 12, 10, 20, 0, 'Asia/Shanghai'), true,
       case when y = 2026 then ${uuid('item', 'n')}::text else '' end
     from ${people}, generate_series(2017, 2026) y`,
    `insert into visited_institution (person_id, institution_key, institution)
     select ${personId('n')}, ${placeKey('n', 'p')}, ${text(sealed.institution)}
     from ${people}, generate_series(1, 5) p`,
    `insert into platform_settlement (person_id, settlement_no, settled_at, institution_key, kind,
       insurance, is_refund, adds_up, treated_from, treated_to, total_fen, full_self_pay_fen,
       over_limit_fen, pre_self_pay_fen, in_scope_fen, deductible_fen, basic_fund_fen,
       serious_illness_fen, medical_aid_fen, fund_fen, account_fen, mutual_aid_fen, cash_fen,
       institution_fen)
     select ${personId('n')}, 'S' || y || lpad(n::text, 8, '0') || v,
       make_timestamptz(y, 1 + (n + v * 5) % 12, 1 + (n * 7 + v) % 28, 9, n % 60, v,
         'Asia/Shanghai'),
       ${placeKey('n', '(1 + (n + y + v) % 5)')},
       (array['outpatient','chronic','inpatient','pharmacy'])[1 + (n + y + v) % 4], 'resident',
       false, true, make_date(y, 1, 1), make_date(y, 1, 1), 20000, 1000, 0, 1000, 18000, 0, 9900,
       0, 0, 9900, 0, 0, 10100, 0
     from ${people}, generate_series(2016, 2025) y, generate_series(1, 2) v`,
    `insert into enrollment (id, person_id, coverage_year, region, requested_by, status,
       status_since, standard_fen, subsidy_fen, payable_fen, assessment, created_at)
     select ${uuid('enrollment', 'n')}, ${personId('n')}, 2026, '340600', ${personId('n')},
       'covered', ${at}, 40000, 0, 40000,
       '{"waitingMonths":0,"waitingReason":"","brokenYears":0,"waitingExempt":false,
         "subsidyReason":null,"hints":[],"rules":[]}', ${at}
     from ${people}`,
    `insert into payment_order (id, out_trade_no, payer_person_id, payer_account_id, app_id,
       open_id, status, status_since, total_fen, transaction_id, created_at, expires_at, paid_at,
       posted_at)
     select ${uuid('order', 'n')}, 'T' || n, ${personId('n')}, ${accountId('n')},
       '${benchAppId}', 'o' || n, 'posted', ${at}, 40000, 'W' || n, ${at}, ${at}, ${at}, ${at}
     from ${people}`,
    `insert into payment_item (id, order_id, position, enrollment_id, person_id, coverage_year,
       standard_fen, subsidy_fen, amount_fen, live, posted_at, collection_no)
     select ${uuid('item', 'n')}, ${uuid('order', 'n')}, 0, ${uuid('enrollment', 'n')},
       ${personId('n')}, 2026, 40000, 0, 40000, true, ${at}, 'JF2026' || n
     from ${people}`,
    `insert into coverage (id, person_id, coverage_year, enrollment_id, order_id, cover_from,
       cover_to, created_at)
     select ${uuid('coverage', 'n')}, ${personId('n')}, 2026, ${uuid('enrollment', 'n')},
       ${uuid('order', 'n')}, '2026-01-01', '2026-12-31', ${at}
     from ${people}`,
  ];
}

/**
 * Fills a migrated, empty database: each person has ten years of contributions, twenty
 * settlements at five places, and the newest year's enrolment, order and cover made here.
 *
 * @param options `bareFrom`: people from this number on are there, but have no records
 */
export async function fill(
  databaseUrl: string,
  people: number,
  cipher: FieldCipher,
  say: (line: string) => void,
  { bareFrom = Infinity }: { bareFrom?: number } = {},
): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('set synchronous_commit = off');
    // what is inserted fits together by how it is made; each row's check would take longer than it
    await client.query("set session_replication_role = 'replica'");
    const sealed = sealOnce(cipher);
    for (let from = 1; from <= people; from += chunk) {
      const to = Math.min(people, from + chunk - 1);
      const all = statements(from, to, sealed);
      // the first few make the person, the account and the mirror
      for (const statement of from >= bareFrom ? all.slice(0, 4) : all) {
        await client.query(statement);
      }
      say(`  people: ${to} of ${people}`);
    }
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

/** @returns the person ids of these numbers, in their order */
export async function personIdsOf(databaseUrl: string, numbers: number[]): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      `select ${personId('n')} as id from unnest($1::int[]) with ordinality as t(n, o) order by o`,
      [numbers],
    );
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}
