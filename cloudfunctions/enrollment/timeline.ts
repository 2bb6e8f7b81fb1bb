import { type Output } from '@yibao/shared/contracts';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type Coverage, type Enrollment, type PaymentOrder } from '../lib/database/schema';

export type Timeline = Output<'enrollment.get'>['timeline'];
type Step = Timeline[number];

const titles = {
  registered: '登记',
  paid: '缴费',
  posted: '入账',
  effective: '生效',
} as const satisfies Record<Step['step'], string>;

const step = (name: Step['step'], rest: Omit<Step, 'step' | 'title'>): Step => ({
  step: name,
  title: titles[name],
  ...rest,
});

export interface Journey {
  enrollment: Enrollment | null;
  /** The order that pays for it; its status is told, not its content. */
  order: PaymentOrder | null;
  postedAt: number | null;
  coverage: Coverage | null;
}

const waitingNotes: Partial<Record<PaymentOrder['status'], string>> = {
  created: '等待支付',
  prepaid: '等待支付',
  committed: '已冻结，月底统一扣款',
};
const registeredStatuses = ['registered', 'covered'];

/** The line 登记 → 缴费 → 入账 → 生效 for one person and year. */
export function timelineOf(
  { enrollment, order, postedAt, coverage }: Journey,
  now: number,
): Timeline {
  const registered = enrollment !== null && registeredStatuses.includes(enrollment.status);
  const paidAt = coverage && order ? order.paidAt : null;
  const overdue = order?.status === 'posting_overdue';
  const ended = coverage !== null && coverage.endedAt !== null;
  const effective = coverage !== null && !ended && coverage.coverFrom <= shanghaiDate(now);
  return [
    step('registered', {
      state: registered ? 'done' : enrollment ? registrationState(enrollment) : 'current',
      at: registered ? enrollment.createdAt : null,
      on: null,
      note: '',
    }),
    step('paid', {
      state: paidAt !== null ? 'done' : registered ? 'current' : 'todo',
      at: paidAt,
      on: null,
      note: order ? (waitingNotes[order.status] ?? '') : '',
    }),
    step('posted', {
      state:
        postedAt !== null ? 'done' : overdue ? 'problem' : paidAt !== null ? 'current' : 'todo',
      at: postedAt,
      on: null,
      note: overdue ? '入账比平时慢，工作人员正在查' : '',
    }),
    step('effective', {
      state: effective ? 'done' : coverage && !ended && postedAt !== null ? 'current' : 'todo',
      at: null,
      on: ended ? null : (coverage?.coverFrom ?? null),
      note: ended ? '已经退费，不再生效' : coverage?.waitingUntil ? '含等待期' : '',
    }),
  ];
}

function registrationState(enrollment: Enrollment): Step['state'] {
  const stuck = ['conflict_elsewhere', 'sync_overdue', 'manual_review'];
  return stuck.includes(enrollment.status) ? 'problem' : 'current';
}
