import { type Output } from '@yibao/shared/contracts';
import { formatChineseDate, formatChineseDateTime, shanghaiDate } from '@yibao/shared/rules/dates';
import { formatYuan } from '@yibao/shared/rules/money';
import { paymentOrderStatusInfo } from '@yibao/shared/rules/payment-order-states';
import { coverageOf } from '../enrollment/store';
import { type Coverage, type PaymentItem, type PaymentOrder } from '../lib/database/schema';
import { getPersons, viewPerson } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { isOpen, itemsOf } from './store';

export type OrderView = Output<'payment.getOrder'>;
type Timeline = OrderView['timeline'];

/** Orders in words, for their payer; one round of queries however many. */
export async function viewOrders(
  runtime: Runtime,
  orders: PaymentOrder[],
  now: number,
): Promise<OrderView[]> {
  const { db, cipher } = runtime;
  const items = await itemsOf(
    db,
    orders.map((order) => order.id),
  );
  const [persons, covers] = await Promise.all([
    getPersons(db, [...new Set(items.map((item) => item.personId))]),
    coverageOf(db, [...new Set(items.map((item) => item.enrollmentId))]),
  ]);
  const viewItem = (item: PaymentItem): OrderView['items'][number] => {
    const person = persons.get(item.personId);
    if (!person) throw new Error('an item without its person');
    const cover = covers.get(item.enrollmentId);
    const bought = cover?.orderId === item.orderId ? cover : null;
    return {
      enrollmentId: item.enrollmentId,
      person: viewPerson(cipher, person),
      coverageYear: item.coverageYear,
      amountFen: item.amountFen,
      standardFen: item.standardFen,
      subsidyFen: item.subsidyFen,
      cover: bought ? { from: bought.coverFrom, to: bought.coverTo } : null,
      waitingUntil: bought?.waitingUntil ?? null,
      posted: item.postedAt !== null,
    };
  };
  return orders.map((order) => {
    const own = items.filter((item) => item.orderId === order.id);
    const bought = own.flatMap((item) => {
      const cover = covers.get(item.enrollmentId);
      return cover?.orderId === order.id ? [cover] : [];
    });
    return {
      orderId: order.id,
      reference: order.outTradeNo,
      status: order.status,
      sentence: sentenceOf(
        order,
        bought,
        own.every((item) => covers.has(item.enrollmentId)),
      ),
      totalFen: order.totalFen,
      createdAt: order.createdAt,
      expiresAt: order.expiresAt,
      paidAt: order.paidAt,
      items: own.map(viewItem),
      timeline: timelineOf(order, bought, now),
    };
  });
}

export async function viewOrder(
  runtime: Runtime,
  order: PaymentOrder,
  now: number,
): Promise<OrderView> {
  const [view] = await viewOrders(runtime, [order], now);
  if (!view) throw new Error('one order, no view');
  return view;
}

function sentenceOf(order: PaymentOrder, covers: Coverage[], isCovered: boolean): string {
  if (isOpen(order)) {
    return `还没有支付，请在 ${formatChineseDateTime(order.expiresAt)}前完成，过时自动取消，不会扣款`;
  }
  // nobody may read that all is paid when no other order has done it
  if (order.status === 'refund_due' && !isCovered) {
    return '这笔钱没有用来参保，会退还给您。还没有缴费的人，请到首页重新办理';
  }
  const [first] = [...covers].sort((a, b) => a.coverFrom.localeCompare(b.coverFrom));
  if (!first) return paymentOrderStatusInfo[order.status].sentence;
  const paid = order.totalFen === 0 ? '已办好，不用付钱' : `已缴费 ${formatYuan(order.totalFen)}`;
  const same = covers.every((cover) => cover.coverFrom === first.coverFrom);
  const from = formatChineseDate(first.coverFrom);
  return `${paid}，${same ? '' : '最早 '}${from}起可以报销`;
}

const titles = { created: '下单', paid: '付款', posted: '入账', effective: '生效' } as const;

function timelineOf(order: PaymentOrder, covers: Coverage[], now: number): Timeline {
  const step = (
    name: keyof typeof titles,
    rest: Partial<Timeline[number]> & Pick<Timeline[number], 'state'>,
  ): Timeline[number] => ({
    step: name,
    title: titles[name],
    at: null,
    on: null,
    note: '',
    ...rest,
  });
  const closed = order.status === 'closed';
  const refund = order.status === 'refund_due';
  const overdue = order.status === 'posting_overdue';
  const paid = order.paidAt !== null;
  const [earliest] = covers.map((cover) => cover.coverFrom).sort();
  const effective = earliest !== undefined && earliest <= shanghaiDate(now);
  return [
    step('created', { state: 'done', at: order.createdAt }),
    step('paid', {
      state: paid ? 'done' : closed ? 'todo' : 'current',
      at: order.paidAt,
      note: closed ? '订单已取消，没有扣款' : paid ? '' : '等待支付',
    }),
    step('posted', {
      state:
        order.postedAt !== null
          ? 'done'
          : overdue || refund
            ? 'problem'
            : paid
              ? 'current'
              : 'todo',
      at: order.postedAt,
      note: overdue ? '入账比平时慢，工作人员正在查' : refund ? '这笔钱会退还' : '',
    }),
    step('effective', {
      state: effective ? 'done' : order.postedAt !== null ? 'current' : 'todo',
      on: earliest ?? null,
    }),
  ];
}
