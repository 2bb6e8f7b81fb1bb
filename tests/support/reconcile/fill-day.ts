import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type RailName } from '@yibao/shared/rules/rails';
import { type LocalSystem } from '@yibao/cloudfunctions/local/local-system';
import { seededRandom } from '@yibao/sandbox/city/random';
import { type Resident } from '@yibao/sandbox/city/resident';
import { openStatementDamages } from '@yibao/sandbox/lib/statement-damage';
import { discrepancies, type DiscrepancyName, type PlannedFinding } from './discrepancies';
import { DraftMaker, type OrderDraft } from './drafts';
import { writeOrders } from './write-day';

export interface FilledDay {
  day: string;
  seed: number;
  orders: number;
  planned: PlannedFinding[];
}

export interface DayWanted {
  day: string;
  seed: number;
  /** Orders in all, those with a discrepancy included. */
  orders: number;
  counts: Partial<Record<DiscrepancyName, number>>;
  /** The only rail; all of them when left out. */
  rail?: RailName;
  /** One line of WeChat Pay's bill stands in it twice. */
  duplicateLine?: boolean;
}

/** Adults whom the platform enrols for the full premium, and who are nobody's test user. */
function enrollable({ sandbox: { host } }: LocalSystem): Resident[] {
  const users = host.residents
    .testUsers()
    .flatMap(({ resident, family }) => [
      resident.personNo,
      ...family.map((each) => each.resident.personNo),
    ]);
  const taken = new Set(users);
  return host.residents
    .list()
    .filter(
      ({ story, certType, hardship, personNo }) =>
        story === 'insuredLastYear' &&
        certType === '01' &&
        hardship.length === 0 &&
        !taken.has(personNo),
    );
}

/**
 * Fills database and sandbox with a day of orders and the discrepancies asked for, always the same
 * ones for the same seed.
 *
 * @returns what a reconciliation of that day has to find: these and nothing else
 */
export async function fillDay(system: LocalSystem, wanted: DayWanted): Promise<FilledDay> {
  const { day, seed, counts } = wanted;
  const random = seededRandom(seed);
  const make = new DraftMaker(random, day, enrollable(system), wanted.rail);
  const orders: OrderDraft[] = [];
  const planned: PlannedFinding[] = [];
  for (const [name, count] of Object.entries(counts)) {
    for (let n = 0; n < count; n++) {
      const made = discrepancies[name as DiscrepancyName](make);
      orders.push(...made.orders);
      planned.push(...made.findings);
    }
  }
  while (orders.length < wanted.orders) orders.push(make.order());
  await writeOrders(system, random, orders);
  if (wanted.duplicateLine) planned.push(duplicated(system, orders, day));
  return { day, seed, orders: orders.length, planned };
}

/** The sandbox repeats the first line of the bill, which is the earliest payment. */
function duplicated(system: LocalSystem, orders: OrderDraft[], day: string): PlannedFinding {
  openStatementDamages(system.sandbox.host).set('wechatPay', 'duplicateLine');
  const paid = orders.flatMap(({ there, outTradeNo, rail }) =>
    there && rail === 'wechatPay' && shanghaiDate(there.paidAt) === day
      ? [{ at: there.paidAt, outTradeNo }]
      : [],
  );
  const [first] = paid.sort((a, b) => a.at - b.at);
  if (!first) throw new Error('a day without payments has no line to repeat');
  const { outTradeNo: reference } = first;
  return { source: 'wechatPay', kind: 'duplicateRow', reference, state: 'open' };
}
