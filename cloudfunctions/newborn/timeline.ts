import { type Output } from '@yibao/shared/contracts';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { joinedItemInfo, joinedItemKinds } from '@yibao/shared/rules/joined-items';
import { coverIfPaid } from '../enrollment/cover';
import {
  type Coverage,
  type Enrollment,
  type NewbornApplication,
  type NewbornCheck,
  type NewbornItem,
} from '../lib/database/schema';
import { type findPaymentsOf } from '../payment/store';

type Step = Output<'newborn.get'>['timeline'][number];
type Payments = Awaited<ReturnType<typeof findPaymentsOf>>;

/** What the steps are told from. */
export interface Progress {
  checks: NewbornCheck[];
  enrollments: Enrollment[];
  covers: Map<string, Coverage>;
  payments: Payments;
  items: NewbornItem[];
  now: number;
}

/** The whole way on one line: certificate → household → insurance → payment → social card → vaccination → maternity. */
export function timelineOf(row: NewbornApplication, progress: Progress): Step[] {
  const [household, ...others] = joinedItemKinds;
  const item = (kind: (typeof joinedItemKinds)[number]) =>
    itemStep(kind, progress.items.find((each) => each.kind === kind) ?? null, row);
  return [
    certificateStep(row, progress),
    item(household),
    insuranceStep(row, progress),
    paymentStep(progress),
    ...others.map(item),
  ];
}

const plain = { at: null, note: '', canSendAgain: false };

/** Checks that the certificate itself answers; the others are about the insurance. */
const ofCertificate = ['certificate', 'parents', 'baby'];

function certificateStep(row: NewbornApplication, { checks }: Progress): Step {
  const base = {
    ...plain,
    step: 'certificate' as const,
    title: '出生医学证明',
    department: '卫健',
  };
  switch (row.status) {
    case 'approved':
    case 'joined':
      return { ...base, state: 'done', at: row.decidedAt, note: '已核对' };
    case 'refused':
      return isCertificateWrong(checks)
        ? { ...base, state: 'problem', at: row.decidedAt, note: '有信息对不上' }
        : { ...base, state: 'done', at: row.decidedAt, note: '已核对' };
    case 'withdrawn':
      return { ...base, state: 'todo', note: '申请已撤回' };
    default:
      return { ...base, state: 'current', note: '正在核对' };
  }
}

export const isCertificateWrong = (checks: NewbornCheck[]): boolean =>
  checks.some(({ kind, result }) => result === 'mismatch' && ofCertificate.includes(kind));

function insuranceStep(row: NewbornApplication, { checks, enrollments }: Progress): Step {
  const base = { ...plain, step: 'insurance' as const, title: '参保登记', department: '医保' };
  const [first] = enrollments;
  if (row.status === 'refused' && !isCertificateWrong(checks)) {
    return { ...base, state: 'problem', at: row.decidedAt, note: '现在还不能办，原因在上面' };
  }
  if (!first) return { ...base, state: row.personId === null ? 'todo' : 'problem' };
  const done = ['registered', 'covered'].includes(first.status);
  if (done) return { ...base, state: 'done', at: first.statusSince };
  if (first.status === 'checking') return { ...base, state: 'current', note: '正在登记' };
  return { ...base, state: 'problem', note: '医保系统还没有登记成功，工作人员会处理' };
}

function paymentStep({ enrollments, covers, payments, now }: Progress): Step {
  const base = { ...plain, step: 'payment' as const, title: '缴费', department: '税务' };
  const unpaid = enrollments.filter(({ id }) => !covers.has(id));
  if (enrollments.length > 0 && unpaid.length === 0) {
    const paidAt = Math.max(...enrollments.map(({ id }) => payments.get(id)?.order.paidAt ?? 0));
    return { ...base, state: 'done', at: paidAt === 0 ? null : paidAt };
  }
  const registered = unpaid.filter(({ status }) => status === 'registered');
  if (registered.length === 0) return { ...base, state: 'todo' };
  const payable = registered.some((row) => coverIfPaid(row, shanghaiDate(now)) !== null);
  return payable
    ? { ...base, state: 'current', note: '等您缴费' }
    : { ...base, state: 'problem', note: '这一年度的缴费时间已经过了' };
}

function itemStep(
  kind: (typeof joinedItemKinds)[number],
  item: NewbornItem | null,
  row: NewbornApplication,
): Step {
  const { title, department, note } = joinedItemInfo[kind];
  const base = { ...plain, step: kind, title, department };
  if (!item) {
    const chosen = row.items.includes(kind);
    return { ...base, state: chosen ? 'todo' : 'notChosen', note: chosen ? note : '没有选这一项' };
  }
  switch (item.status) {
    case 'waiting':
      return { ...base, state: 'todo', note };
    case 'sending':
      return { ...base, state: 'current', at: item.statusSince, note: '正在交给办理部门' };
    case 'accepted':
      return { ...base, state: 'current', at: item.statusSince, note: '部门已受理，正在办' };
    case 'done':
      return { ...base, state: 'done', at: item.statusSince, note: '已办好' };
    case 'returned':
      return {
        ...base,
        state: 'problem',
        at: item.statusSince,
        note: item.reason ?? '',
        canSendAgain: true,
      };
  }
}
