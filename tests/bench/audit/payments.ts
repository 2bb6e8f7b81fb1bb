/** Orders of two people that are open and whose money is about to come: rows only, nobody real. */
import { type FieldCipher } from '@yibao/cloudfunctions/lib/crypto/field-cipher';
import { type Database } from '@yibao/cloudfunctions/lib/database/database';

const premiumFen = 40_000;
export const paidAt = Date.parse('2025-11-20T10:00:00+08:00');
const at = `timestamptz '2025-11-20T09:00:00+08:00'`;

const id = (kind: number, n: string) =>
  `('0000000${kind}-0000-4000-8000-' || lpad((${n})::text, 12, '0'))::uuid`;

/** @returns the id of order n, as `makeOrders` made it */
export const orderId = (n: number): string =>
  `00000005-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Orders 1 to `count`, each of its own payer and a relative of theirs. */
export async function makeOrders(db: Database, cipher: FieldCipher, count: number): Promise<void> {
  const sealed = [
    cipher.seal('person.document_number', '340603198001010000'),
    cipher.seal('person.name', '测试人'),
    cipher.seal('person.platform_number', '34060000000000000000'),
  ].map((text) => `'${text}'`);
  const [documentNumber, name, platformNumber] = sealed;
  const assessment = {
    waitingMonths: 0,
    waitingReason: '',
    brokenYears: 0,
    waitingExempt: false,
    subsidyReason: null,
    hints: [],
    rules: [],
  };
  const people = `generate_series(1, ${count * 2}) as n`;
  const orders = `generate_series(1, ${count}) as n`;
  const statements = [
    `insert into person (id, document_type, document_number, document_number_index, name,
       platform_number, sex, birth_date, created_at)
     select ${id(1, 'n')}, 'residentId', ${documentNumber}, md5(n::text) || md5(n::text), ${name},
       ${platformNumber}, 'female', '1980-01-01', ${at} from ${people}`,
    `insert into account (id, person_id, verified_at, verified_by, created_at)
     select ${id(2, 'n')}, ${id(1, 'n * 2')}, ${at}, 'face', ${at} from ${orders}`,
    `insert into enrollment (id, person_id, coverage_year, region, requested_by, status,
       status_since, standard_fen, subsidy_fen, payable_fen, assessment, created_at)
     select ${id(3, 'n')}, ${id(1, 'n')}, 2026, '340600', ${id(1, 'n')}, 'registered', ${at},
       ${premiumFen}, 0, ${premiumFen}, '${JSON.stringify(assessment)}', ${at} from ${people}`,
    `insert into payment_order (id, out_trade_no, payer_person_id, payer_account_id, app_id,
       open_id, status, status_since, total_fen, prepay_id, created_at, expires_at)
     select ${id(5, 'n')}, 'YBBENCH' || n, ${id(1, 'n * 2')}, ${id(2, 'n')}, 'sandbox', 'o',
       'prepaid', ${at}, ${premiumFen * 2}, 'p' || n, ${at}, ${at} + interval '1 day'
     from ${orders}`,
    `insert into payment_item (id, order_id, position, enrollment_id, person_id, coverage_year,
       standard_fen, subsidy_fen, amount_fen, live)
     select ${id(4, 'n')}, ${id(5, '(n + 1) / 2')}, n % 2, ${id(3, 'n')}, ${id(1, 'n')}, 2026,
       ${premiumFen}, 0, ${premiumFen}, true from ${people}`,
    'analyze',
  ];
  for (const statement of statements) await db.execute(statement);
}
