import { maskName } from '@yibao/shared/rules/masking';
import { formatYuan } from '@yibao/shared/rules/money';
import { relationLabel } from '@yibao/shared/rules/relation';
import { type Transaction } from '../lib/database/database';
import { type Refund } from '../lib/database/schema';
import { membersOf } from '../lib/family';
import { notify, type NoticeText } from '../lib/notices';
import { getPersons, identityOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { partsOf, type RefundPart } from './store';

export const progressPage = (refundId: string): string =>
  `packageRefund/pages/progress/index?refundId=${refundId}`;

export const ordersPage = (orderId: string): string =>
  `packagePayment/pages/order/index?orderId=${orderId}`;

/** What is told of one event: the payer hears of the money, the insured of their cover. */
interface News {
  event: string;
  toPayer: Pick<NoticeText, 'title' | 'body'> & Partial<Pick<NoticeText, 'message'>>;
  /** Null when their cover is not touched. */
  toInsured: Pick<NoticeText, 'title' | 'body'> | null;
}

/** So many people are named in a message; of more their number is told. */
const maxNamed = 3;

/**
 * Tells the payer, and the insured people who are somebody else. Commits with the state. Whoever paid
 * for a family is told whose contribution it is about.
 */
export async function tell(
  tx: Transaction,
  runtime: Runtime,
  { row, parts }: { row: Refund; parts: RefundPart[] },
  { event, toPayer, toInsured }: News,
  now: number,
): Promise<void> {
  const dedupeKey = `refund:${row.id}:${event}`;
  const link = progressPage(row.id);
  const payer = { personId: row.payerPersonId, dedupeKey, link, message: null };
  const body = `${await whoseWords(tx, runtime, { row, parts }, now)}${toPayer.body}`;
  await notify(tx, { ...payer, ...toPayer, body }, now);
  if (!toInsured) return;
  const insured = new Set(parts.map(({ item }) => item.personId));
  insured.delete(row.payerPersonId);
  for (const personId of insured) {
    await notify(tx, { personId, dedupeKey, link, message: null, ...toInsured }, now);
  }
}

/** The money has not come by the rail: a clerk takes over. */
export async function tellAbnormal(
  tx: Transaction,
  runtime: Runtime,
  row: Refund,
  now: number,
): Promise<void> {
  const parts = (await partsOf(tx, [row.id])).get(row.id) ?? [];
  const body = `${formatYuan(row.amountFen)}没有退成。工作人员会查清原因，换一种办法退给您，钱不会丢。`;
  const toPayer = { title: '退款没有退成', body };
  const event = `abnormal:${row.statusSince}`;
  await tell(tx, runtime, { row, parts }, { event, toPayer, toInsured: null }, now);
}

/** 「您本人、母亲王*兰的 2026 年度医保费：」, as the payer knows them. */
async function whoseWords(
  tx: Transaction,
  { cipher }: Runtime,
  { row, parts }: { row: Refund; parts: RefundPart[] },
  now: number,
): Promise<string> {
  const [first] = parts;
  if (!first) return '';
  const ids = [...new Set(parts.map(({ item }) => item.personId))];
  const family = await membersOf(tx, row.payerPersonId, now);
  const persons = await getPersons(tx, ids);
  const whose = ids.flatMap((id) => {
    const person = persons.get(id);
    if (!person) return [];
    if (id === row.payerPersonId) return ['您本人'];
    const relation = family.find((member) => member.person.id === id)?.relation;
    const label = relation === undefined ? '' : relationLabel(relation);
    return [`${label}${maskName(identityOf(cipher, person).name)}`];
  });
  const rest = whose.length > maxNamed ? `等 ${whose.length} 人` : '';
  const years = [...new Set(parts.map(({ item }) => item.coverageYear))].join('、');
  return `${whose.slice(0, maxNamed).join('、')}${rest}的 ${years} 年度医保费：`;
}
