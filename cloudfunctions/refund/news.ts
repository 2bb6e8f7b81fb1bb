import { formatYuan } from '@yibao/shared/rules/money';
import { type Transaction } from '../lib/database/database';
import { type Refund } from '../lib/database/schema';
import { notify, type NoticeText } from '../lib/notices';
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

/** Tells the payer, and the insured people who are somebody else. Commits with the state. */
export async function tell(
  tx: Transaction,
  { row, parts }: { row: Refund; parts: RefundPart[] },
  { event, toPayer, toInsured }: News,
  now: number,
): Promise<void> {
  const dedupeKey = `refund:${row.id}:${event}`;
  const link = progressPage(row.id);
  const payer = { personId: row.payerPersonId, dedupeKey, link, message: null };
  await notify(tx, { ...payer, ...toPayer }, now);
  if (!toInsured) return;
  const insured = new Set(parts.map(({ item }) => item.personId));
  insured.delete(row.payerPersonId);
  for (const personId of insured) {
    await notify(tx, { personId, dedupeKey, link, message: null, ...toInsured }, now);
  }
}

/** The money has not come by the rail: a clerk takes over. */
export async function tellAbnormal(tx: Transaction, row: Refund, now: number): Promise<void> {
  const parts = (await partsOf(tx, [row.id])).get(row.id) ?? [];
  const body = `${formatYuan(row.amountFen)}没有退成。工作人员会查清原因，换一种办法退给您，钱不会丢。`;
  const toPayer = { title: '退款没有退成', body };
  const event = `abnormal:${row.statusSince}`;
  await tell(tx, { row, parts }, { event, toPayer, toInsured: null }, now);
}
