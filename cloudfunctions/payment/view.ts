import { type Output } from '@yibao/shared/contracts';
import { formatChineseDate, formatChineseDateTime, shanghaiDate } from '@yibao/shared/rules/dates';
import { formatYuan } from '@yibao/shared/rules/money';
import { paymentOrderStatusInfo } from '@yibao/shared/rules/payment-order-states';
import { orderRefusals, railSystems } from '@yibao/shared/rules/rails';
import { refundStatusInfo } from '@yibao/shared/rules/refund-states';
import { coverIfPaid } from '../enrollment/cover';
import { coverageOf, findEnrollments } from '../enrollment/store';
import {
  type Coverage,
  type PaymentItem,
  type PaymentOrder,
  type Person,
  type Refund,
} from '../lib/database/schema';
import { relationsOf, viewFamilyPerson } from '../lib/family';
import { getPersons, viewPerson } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { partsOf, type RefundPart, refundsOfOrders } from '../refund/store';
import { mutualAidRule } from './rails/mutual-aid';
import { isOpen, itemsOf } from './store';

export type OrderView = Output<'payment.getOrder'>;
type Timeline = OrderView['timeline'];

/** Orders of one payer in words, for them; one round of queries however many. */
export async function viewOrders(
  runtime: Runtime,
  orders: PaymentOrder[],
  now: number,
): Promise<OrderView[]> {
  const { db, cipher } = runtime;
  const [first] = orders;
  if (!first) return [];
  const orderIds = orders.map((order) => order.id);
  const items = await itemsOf(db, orderIds);
  const [persons, relations, covers, refunds] = await Promise.all([
    getPersons(db, [...new Set(items.map((item) => item.personId))]),
    relationsOf(db, first.payerPersonId, now),
    coverageOf(db, [...new Set(items.map((item) => item.enrollmentId))]),
    refundsOfOrders(db, orderIds),
  ]);
  const promised = await promisedStarts(runtime, orders, items);
  const whose = await whoseRefunds(runtime, [...refunds.values()].flat(), persons);
  const viewItem = (item: PaymentItem): OrderView['items'][number] => {
    const person = persons.get(item.personId);
    if (!person) throw new Error('an item without its person');
    const cover = covers.get(item.enrollmentId);
    const bought = cover?.orderId === item.orderId ? cover : null;
    return {
      enrollmentId: item.enrollmentId,
      person: viewFamilyPerson(cipher, person, relations),
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
    const isCovered = own.every((item) => covers.has(item.enrollmentId));
    const bought = own.flatMap((item) => {
      const cover = covers.get(item.enrollmentId);
      return cover?.orderId === order.id ? [cover] : [];
    });
    return {
      orderId: order.id,
      reference: order.outTradeNo,
      rail: order.rail,
      status: order.status,
      sentence:
        refundSentence(order, refunds.get(order.id) ?? [], isCovered) ??
        sentenceOf(order, {
          bought,
          isCovered,
          promised: own.flatMap(({ enrollmentId }) => promised.get(enrollmentId) ?? []),
          now,
        }),
      committed: commitmentOf(order),
      totalFen: order.totalFen,
      createdAt: order.createdAt,
      expiresAt: order.expiresAt,
      paidAt: order.paidAt,
      items: own.map(viewItem),
      refunds: (refunds.get(order.id) ?? []).map((row) => viewRefund(row, whose.get(row.id) ?? '')),
      timeline: timelineOf(order, bought, now),
    };
  });
}

/** The masked names of those whose contributions go back. @returns refund id → names */
async function whoseRefunds(
  { db, cipher }: Runtime,
  refunds: Refund[],
  persons: Map<string, Person>,
): Promise<Map<string, string>> {
  const parts = await partsOf(
    db,
    refunds.map(({ id }) => id),
  );
  const namesOf = (of: RefundPart[]): string =>
    [...new Set(of.map(({ item }) => item.personId))]
      .flatMap((personId) => persons.get(personId) ?? [])
      .map((row) => viewPerson(cipher, row).nameMasked)
      .join('、');
  return new Map([...parts].map(([id, of]) => [id, namesOf(of)]));
}

const viewRefund = (
  { id, status, amountFen }: Refund,
  whose: string,
): OrderView['refunds'][number] => ({
  refundId: id,
  status,
  amountFen,
  sentence: `${whose}：${refundStatusInfo[status].label}`,
});

export async function viewOrder(
  runtime: Runtime,
  order: PaymentOrder,
  now: number,
): Promise<OrderView> {
  const [view] = await viewOrders(runtime, [order], now);
  if (!view) throw new Error('one order, no view');
  return view;
}

/**
 * What a refund makes of an order's sentence; null while none concerns the whole of it.
 *
 * @param isCovered whether everybody of it is covered by another order
 */
function refundSentence(order: PaymentOrder, refunds: Refund[], isCovered: boolean): string | null {
  if (order.status === 'refunded') return `${formatYuan(order.totalFen)}已经全部退回`;
  const open = refunds.find(({ status }) => status !== 'refunded');
  if (!open) return null;
  const amount = formatYuan(open.amountFen);
  if (order.status === 'refund_due') {
    const back = `${amount}正在退还给您（${refundStatusInfo[open.status].label}）`;
    return isCovered
      ? `这一年度已经由另一笔订单缴过费，这笔多付的 ${back}，不用再付。`
      : `这笔钱没有用来参保，${back}。还没有缴费的人，请到首页重新办理`;
  }
  if (open.status === 'proposed') return `其中 ${amount}可能重复缴了，您确认后就退给您`;
  return `退费办理中：${amount}（${refundStatusInfo[open.status].label}）。钱退回之前医保照常有效`;
}

/** From when a promised payment would cover, by enrolment. */
async function promisedStarts(
  { db, config }: Runtime,
  orders: PaymentOrder[],
  items: PaymentItem[],
): Promise<Map<string, string>> {
  const starts = new Map<string, string>();
  for (const order of orders) {
    const commitment = commitmentOf(order);
    if (!commitment) continue;
    const own = items.filter(({ orderId }) => orderId === order.id);
    const rule = mutualAidRule(
      config.region,
      own.map(({ coverageYear }) => coverageYear),
    );
    const countsThen = rule?.paymentDay.counts === 'deductDay';
    const day = countsThen ? commitment.deductOn : shanghaiDate(commitment.at);
    const rows = await findEnrollments(
      db,
      own.map(({ enrollmentId }) => enrollmentId),
    );
    for (const row of rows) {
      const cover = coverIfPaid(row, day);
      if (cover) starts.set(row.id, cover.period.from);
    }
  }
  return starts;
}

function commitmentOf({ status, committedAt, deductOn }: PaymentOrder): OrderView['committed'] {
  if (status !== 'committed' || committedAt === null || deductOn === null) return null;
  return { at: committedAt, deductOn };
}

interface Known {
  bought: Coverage[];
  isCovered: boolean;
  /** First days of cover, should the promised deduction come. */
  promised: string[];
  now: number;
}

function sentenceOf(order: PaymentOrder, { bought, isCovered, promised, now }: Known): string {
  if (isOpen(order)) return openSentence(order, now);
  if (order.status === 'committed' && order.deductOn !== null) {
    const [first] = promised.toSorted();
    const then = first === undefined ? '' : `；扣款成功后，${formatChineseDate(first)}起可以报销`;
    return `已冻结 ${formatYuan(order.totalFen)}，${formatChineseDate(order.deductOn)}统一扣款。扣款成功前还没有缴费，不能报销${then}`;
  }
  if (order.status === 'closed' && order.refusal !== null) return orderRefusals[order.refusal];
  // nobody may read that all is paid when no other order has done it
  if (order.status === 'refund_due' && !isCovered) {
    return '这笔钱没有用来参保，会退还给您。还没有缴费的人，请到首页重新办理';
  }
  const [first] = [...bought].sort((a, b) => a.coverFrom.localeCompare(b.coverFrom));
  if (!first) return paymentOrderStatusInfo[order.status].sentence;
  const paid = order.totalFen === 0 ? '已办好，不用付钱' : `已缴费 ${formatYuan(order.totalFen)}`;
  const same = bought.every((cover) => cover.coverFrom === first.coverFrom);
  const from = formatChineseDate(first.coverFrom);
  return `${paid}，${same ? '' : '最早 '}${from}起可以报销`;
}

/** Who has paid somewhere else and came back must never read that they have to pay again. */
function openSentence({ rail, totalFen, expiresAt }: PaymentOrder, now: number): string {
  if (totalFen > 0 && now >= expiresAt) {
    return `付款时间已过，正在向${railSystems[rail]}核对。如果已经付了，钱不会丢，请不要再付`;
  }
  const until = formatChineseDateTime(expiresAt);
  if (rail === 'taxHandOver') {
    return `还没有查到付款。如果已经在税务那边付了，几分钟内会更新，不用再付；没有付的，请在 ${until} 前完成`;
  }
  return `还没有支付，请在 ${until} 前完成，过时自动取消，不会扣款`;
}

function closedNote({ refusal }: PaymentOrder): string {
  if (refusal === 'settledOutside') return '金额不符，钱已另行退回';
  return refusal === null ? '订单已取消，没有扣款' : '没有扣成，没有扣款';
}

const waitingNote = ({ status, deductOn }: PaymentOrder): string =>
  status === 'committed' && deductOn !== null
    ? `已冻结，${formatChineseDate(deductOn)}统一扣款`
    : '等待支付';

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
  const refunded = order.status === 'refunded';
  const [earliest] = covers.map((cover) => cover.coverFrom).sort();
  const effective = earliest !== undefined && earliest <= shanghaiDate(now);
  return [
    step('created', { state: 'done', at: order.createdAt }),
    step('paid', {
      state: paid ? 'done' : closed ? 'todo' : 'current',
      at: order.paidAt,
      note: closed ? closedNote(order) : paid ? '' : waitingNote(order),
    }),
    step('posted', {
      state:
        order.postedAt !== null
          ? 'done'
          : overdue || refund
            ? 'problem'
            : paid && !refunded
              ? 'current'
              : 'todo',
      at: order.postedAt,
      note: overdue
        ? '入账比平时慢，工作人员正在查'
        : refund
          ? '这笔钱会退还'
          : refunded
            ? '这笔钱已经退回'
            : '',
    }),
    step('effective', {
      state: effective ? 'done' : order.postedAt !== null && !refunded ? 'current' : 'todo',
      on: earliest ?? null,
      note: refunded ? '已经退费，不再生效' : '',
    }),
  ];
}
