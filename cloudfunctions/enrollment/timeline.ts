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
  refunded: '退费',
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

/** What has become of cover that was given back: it ends with the money's return. */
function endedTimeline(
  { enrollment, order, postedAt }: Journey,
  endedAt: number,
  note: string,
): Timeline {
  const done = (name: Step['step'], at: number | null, words = '') =>
    step(name, { state: 'done', at, on: null, note: words });
  return [
    done('registered', enrollment?.createdAt ?? null),
    done('paid', order?.paidAt ?? null),
    ...(postedAt === null ? [] : [done('posted', postedAt)]),
    done('refunded', endedAt, note),
  ];
}

/**
 * The line 登记 → 缴费 → 入账 → 生效 for one person and year.
 *
 * @param endedNote what cover that was given back leaves behind
 */
export function timelineOf(
  journey: Journey,
  now: number,
  endedNote = '钱已经退回，这份医保结束',
): Timeline {
  const { enrollment, order, postedAt, coverage } = journey;
  if (coverage && coverage.endedAt !== null) {
    return endedTimeline(journey, coverage.endedAt, endedNote);
  }
  const registered = enrollment !== null && registeredStatuses.includes(enrollment.status);
  const paidAt = coverage && order ? order.paidAt : null;
  const overdue = order?.status === 'posting_overdue';
  const effective = coverage !== null && coverage.coverFrom <= shanghaiDate(now);
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
      state: effective ? 'done' : coverage && postedAt !== null ? 'current' : 'todo',
      at: null,
      on: coverage?.coverFrom ?? null,
      note: coverage?.waitingUntil ? '含等待期' : '',
    }),
  ];
}

function registrationState(enrollment: Enrollment): Step['state'] {
  const stuck = ['conflict_elsewhere', 'sync_overdue', 'manual_review'];
  return stuck.includes(enrollment.status) ? 'problem' : 'current';
}
