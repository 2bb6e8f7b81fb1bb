import { and, inArray, isNotNull } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { policyFor } from '@yibao/shared/policy';
import { citeRows } from '@yibao/shared/rules/applied-row';
import { formatChineseDateTime } from '@yibao/shared/rules/dates';
import { formatYuan } from '@yibao/shared/rules/money';
import {
  isWithdrawable,
  refundSentence,
  refundStatusInfo,
  type StaffReviewCause,
} from '@yibao/shared/rules/refund-states';
import { type VerifiedCaller } from '../lib/caller';
import {
  coverage,
  type PaymentOrder,
  paymentOrder,
  type Person,
  type Refund,
} from '../lib/database/schema';
import { getPersons, viewPerson } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { partsOf, type RefundPart } from './store';

export type RefundView = Output<'refund.get'>;
type Step = RefundView['timeline'][number];

interface Context {
  runtime: Runtime;
  caller: VerifiedCaller;
}

/** Refunds in words, for their payer or an insured person; one round of queries however many. */
export async function viewRefunds(context: Context, rows: Refund[]): Promise<RefundView[]> {
  if (rows.length === 0) return [];
  const { runtime, caller } = context;
  const { db } = runtime;
  const ids = rows.map(({ id }) => id);
  const [parts, orders, ended] = await Promise.all([
    partsOf(db, ids),
    db
      .select()
      .from(paymentOrder)
      .where(
        inArray(
          paymentOrder.id,
          rows.map(({ orderId }) => orderId),
        ),
      ),
    db
      .select({ endedBy: coverage.endedBy, endedAt: coverage.endedAt })
      .from(coverage)
      .where(and(isNotNull(coverage.endedBy), inArray(coverage.endedBy, ids))),
  ]);
  const items = [...parts.values()].flat();
  const persons = await getPersons(db, [...new Set(items.map(({ item }) => item.personId))]);
  return rows.map((row) => {
    const order = orders.find(({ id }) => id === row.orderId);
    if (!order) throw new Error('a refund without its order');
    return viewOne(runtime, caller, {
      row,
      order,
      parts: parts.get(row.id) ?? [],
      persons,
      coverEndedAt: ended.find(({ endedBy }) => endedBy === row.id)?.endedAt ?? null,
    });
  });
}

export async function viewRefund(context: Context, row: Refund): Promise<RefundView> {
  const [view] = await viewRefunds(context, [row]);
  if (!view) throw new Error('one refund, no view');
  return view;
}

interface Told {
  row: Refund;
  order: PaymentOrder;
  parts: RefundPart[];
  persons: Map<string, Person>;
  coverEndedAt: number | null;
}

function viewOne(runtime: Runtime, caller: VerifiedCaller, told: Told): RefundView {
  const { row, order, persons, coverEndedAt } = told;
  const paidBySelf = row.payerPersonId === caller.personId;
  // of somebody else's order only what concerns oneself
  const parts = told.parts.filter(({ item }) => paidBySelf || item.personId === caller.personId);
  const coverageYear = parts[0]?.item.coverageYear ?? 0;
  const mayAct = paidBySelf || row.requestedBy === caller.personId;
  const policy = policyFor(runtime.config.region, coverageYear);
  return {
    refundId: row.id,
    reference: row.outRefundNo,
    kind: row.kind,
    reason: row.reason,
    status: row.status,
    sentence: sentenceOf(row, paidBySelf),
    amountFen: row.amountFen,
    paidBySelf,
    orderId: paidBySelf ? order.id : null,
    rail: order.rail,
    people: parts.map(({ part, item }) => {
      const person = persons.get(item.personId);
      if (!person) throw new Error('a contribution without its person');
      return {
        person: viewPerson(runtime.cipher, person),
        coverageYear: item.coverageYear,
        amountFen: part.amountFen,
      };
    }),
    foundByUs: row.requestedBy === null,
    createdAt: row.createdAt,
    coverEndedAt,
    endsCover: row.kind === 'cover',
    refundedAt: row.refundedAt,
    canWithdraw: mayAct && isWithdrawable(row.status) && isOnesOwnWish(row),
    canConfirm: paidBySelf && row.status === 'proposed',
    words: row.words === null ? null : runtime.cipher.open('refund.words', row.words),
    timeline: timelineOf(row),
    rules: policy?.status === 'published' ? citeRows([policy.refund]) : [],
  };
}

/** Money that is owed back whatever anybody wishes is not to be kept here. */
export const isOnesOwnWish = (row: Refund): boolean =>
  row.status === 'proposed' || row.requestedBy !== null;

function sentenceOf(row: Refund, paidBySelf: boolean): string {
  const amount = formatYuan(row.amountFen);
  switch (row.status) {
    case 'refunded':
      if (row.refundedAt === null) return refundStatusInfo.refunded.sentence;
      return paidBySelf
        ? `${amount}已经退给您，${formatChineseDateTime(row.refundedAt)}`
        : `${amount}已经退给付款人，${formatChineseDateTime(row.refundedAt)}`;
    case 'proposed':
      return paidBySelf ? refundStatusInfo.proposed.sentence : '正在等付款人确认是否退费。';
    default:
      return refundSentence(row.status, row.kind, causeOf(row));
  }
}

/** What brought a refund to a clerk; read where it is there only. */
function causeOf({ taxApprovedAt, approvedBy, proof }: Refund): StaffReviewCause {
  if (taxApprovedAt === null) return 'tax';
  return approvedBy === null && proof === 'unconfirmed' ? 'facts' : 'platform';
}

const titles = {
  requested: '申请',
  tax: '税务审核',
  insurance: '医保确认',
  money: '钱退回',
} as const satisfies Record<Step['step'], string>;

/** The line 申请 → 税务审核 → 医保确认 → 钱退回, as far as it goes for this refund. */
function timelineOf(row: Refund): Step[] {
  const { status } = row;
  const step = (name: Step['step'], rest: Omit<Step, 'step' | 'title'>): Step => ({
    step: name,
    title: name === 'requested' && row.requestedBy === null ? '发现' : titles[name],
    ...rest,
  });
  const isOver = status === 'rejected' || status === 'withdrawn';
  const taxDone = row.taxApprovedAt !== null;
  const steps = [
    step('requested', {
      state: status === 'proposed' ? 'current' : 'done',
      at: row.createdAt,
      note: status === 'proposed' ? '等您确认' : status === 'withdrawn' ? '已经撤回' : '',
    }),
    step('tax', {
      state: taxDone
        ? 'done'
        : isOver
          ? overState(status)
          : status === 'proposed'
            ? 'todo'
            : taxState(status),
      at: row.taxApprovedAt,
      note: taxDone
        ? ''
        : status === 'rejected'
          ? '没有同意'
          : status === 'tax_review'
            ? '一般几个小时，最长几天'
            : '',
    }),
  ];
  if (row.kind !== 'superseded') steps.push(step('insurance', insuranceOf(row)));
  return [...steps, step('money', moneyOf(row))];
}

const overState = (status: Refund['status']): Step['state'] =>
  status === 'rejected' ? 'problem' : 'todo';

const taxState = (status: Refund['status']): Step['state'] =>
  status === 'staff_review' ? 'problem' : 'current';

function insuranceOf({ status, agreedAt, taxApprovedAt }: Refund): Omit<Step, 'step' | 'title'> {
  if (agreedAt !== null) return { state: 'done', at: agreedAt, note: '' };
  if (taxApprovedAt === null) return { state: 'todo', at: null, note: '' };
  if (status === 'rejected') return { state: 'problem', at: null, note: '没有同意' };
  const note = status === 'staff_review' ? '工作人员正在核实' : '';
  return { state: status === 'withdrawn' ? 'todo' : 'current', at: null, note };
}

function moneyOf({ status, refundedAt }: Refund): Omit<Step, 'step' | 'title'> {
  if (refundedAt !== null) return { state: 'done', at: refundedAt, note: '' };
  if (status === 'refunding') return { state: 'current', at: null, note: '正在退回' };
  if (status === 'abnormal')
    return { state: 'problem', at: null, note: '没有退成，工作人员正在处理' };
  return { state: 'todo', at: null, note: '' };
}
