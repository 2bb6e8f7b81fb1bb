import { ledgerEntry, ledgerPosting } from '@yibao/cloudfunctions/lib/database/schema';
import { type books } from './payment-support';
import { type TestSystem } from '../support/system';

type Books = Pick<
  Awaited<ReturnType<typeof books>>,
  'orders' | 'items' | 'refunds' | 'refundItems'
>;

/** What the ledger says of some orders: the balance of each account, in fen, debit positive. */
export async function balances({ runtime: { db } }: TestSystem, orderIds: Set<string>) {
  const postings = (await db.select().from(ledgerPosting)).filter(({ orderId }) =>
    orderIds.has(orderId),
  );
  const ids = new Set(postings.map(({ id }) => id));
  const sums: Record<string, number> = {};
  for (const { postingId, account, amountFen } of await db.select().from(ledgerEntry)) {
    if (ids.has(postingId)) sums[account] = (sums[account] ?? 0) + amountFen;
  }
  return sums;
}

const settled = ['paid', 'posted', 'posting_overdue'];
const agreed = ['refunding', 'abnormal', 'refunded'];

/** What it should say, reckoned from the orders, their items and their refunds alone. */
export function expectedBalances({ orders, items, refunds, refundItems }: Books) {
  const sums: Record<string, number> = {};
  const add = (account: string, fen: number) => {
    sums[account] = (sums[account] ?? 0) + fen;
  };
  const account = (item: Books['items'][number]) =>
    item.postedAt === null ? 'unposted' : 'posted';
  for (const { id, status, rail, totalFen } of orders) {
    const own = refunds.filter(({ orderId }) => orderId === id);
    const boughtNothing =
      status === 'refund_due' ||
      (status === 'refunded' && own.some(({ kind }) => kind === 'superseded'));
    const boughtCover = settled.includes(status) || (status === 'refunded' && !boughtNothing);
    if (boughtNothing) add('refundable', -totalFen);
    if (boughtNothing || boughtCover) add(rail, totalFen);
    if (boughtCover) {
      for (const item of items.filter(({ orderId }) => orderId === id)) {
        add(account(item), -item.amountFen);
      }
    }
    for (const refund of own.filter((each) => agreed.includes(each.status))) {
      const { amountFen, kind } = refund;
      if (kind !== 'superseded') {
        const part = refundItems.find(({ refundId }) => refundId === refund.id);
        const item = items.find((each) => each.id === part?.paymentItemId);
        if (!item) throw new Error('a refund without its contribution');
        add(account(item), amountFen);
        add('refundable', -amountFen);
      }
      if (refund.status !== 'refunded') continue;
      add('refundable', amountFen);
      add(refund.railRefundNo === null ? 'fiscalAccount' : rail, -amountFen);
    }
  }
  return nonZero(sums);
}

/** Accounts with their balances, those that stand at nothing left out. */
export const nonZero = (sums: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(sums).filter(([, fen]) => fen !== 0));
