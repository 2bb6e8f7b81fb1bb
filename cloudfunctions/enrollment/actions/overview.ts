import { type Output } from '@yibao/shared/contracts';
import { formatChineseDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { formatYuan } from '@yibao/shared/rules/money';
import { relationWords } from '@yibao/shared/rules/relation';
import { type Queryable } from '../../lib/database/database';
import {
  type Coverage,
  type Enrollment,
  type InsuredOtherwiseRow,
  type Refund,
} from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { membersOf } from '../../lib/family';
import { getPerson, viewPerson } from '../../lib/people';
import { type PersonView, type Relation } from '../../lib/wire';
import { findPaymentsOf, isOpen } from '../../payment/store';
import { openRefundsOf } from '../../refund/store';
import { runningSentence } from '../cover';
import { otherwiseIn, otherwiseSentence } from '../insured-otherwise';
import { mayTakeOver, nearestTo } from '../nearness';
import { coverageOf, findLiveOf, findUnpaidNewborns } from '../store';
import { timelineOf } from '../timeline';
import { sentenceOf } from '../view';
import { defaultYear, yearsOf, type YearView } from '../years';

type Standing = Output<'enrollment.overview'>['standings'][number];
type Payment = NonNullable<ReturnType<Awaited<ReturnType<typeof findPaymentsOf>>['get']>>;

interface Situation {
  view: PersonView;
  relation: Relation | null;
  year: YearView;
  enrollment: Enrollment | null;
  coverage: Coverage | null;
  payment: Payment | null;
  isPayer: boolean;
  /** Somebody else's order for them is not paid, and the caller may pay instead. */
  mayTakeOver: boolean;
  /** The refund of it that is under way. */
  refund: Refund | null;
  /** What the platform last said, where they need not pay here. */
  otherwise: InsuredOtherwiseRow | null;
  now: number;
}

const blocked = ['conflict_elsewhere', 'sync_overdue', 'manual_review'];
const payableYear = ['open', 'late'];

/** Where one person stands: the first of these that fits. */
function standingOf(situation: Situation): Standing {
  const { view, relation, enrollment, coverage, payment, isPayer, now } = situation;
  const base = {
    person: view,
    coverageYear: enrollment?.coverageYear ?? situation.year.coverageYear,
    relation,
    enrollmentId: enrollment?.id ?? null,
    orderId: payment && isPayer ? payment.order.id : null,
    payableFen: enrollment?.payableFen ?? null,
    cover: coverage ? { from: coverage.coverFrom, to: coverage.coverTo } : null,
    waitingUntil: coverage?.waitingUntil ?? null,
    refundId: situation.refund?.id ?? null,
    // nothing is under way here for whoever is insured otherwise
    timeline:
      !enrollment && situation.otherwise
        ? []
        : timelineOf(
            {
              enrollment,
              order: payment?.order ?? null,
              postedAt: payment?.item.postedAt ?? null,
              coverage,
            },
            now,
          ),
  };
  return { ...base, ...stateOf(situation) };
}

function stateOf(situation: Situation): State {
  const { coverage, refund } = situation;
  if (!coverage) return uncoveredState(situation);
  return refund ? refundState(situation, refund) : coveredState(situation, coverage);
}

/** A refund says where somebody stands before their cover does. */
function refundState({ isPayer }: Situation, { status, amountFen, kind }: Refund): State {
  const amount = formatYuan(amountFen);
  const nextStep = 'refund';
  if (status === 'proposed') {
    return isPayer
      ? { state: 'problem', sentence: `这一年可能缴了两次，${amount}可以退给您`, nextStep }
      : { state: 'covered', sentence: '已缴费。付款人正在确认是不是缴了两次', nextStep: 'view' };
  }
  const sentence =
    kind === 'cover'
      ? '退费办理中，钱退回之前医保照常有效'
      : `多缴的 ${amount}正在退给付款人，医保不受影响`;
  return { state: 'processing', sentence, nextStep };
}

type State = Pick<Standing, 'state' | 'sentence' | 'nextStep'>;

function coveredState({ enrollment, payment, year, now }: Situation, cover: Coverage): State {
  const today = shanghaiDate(now);
  const from = formatChineseDate(cover.coverFrom);
  const nextStep = 'view';
  if (cover.coverTo < today) {
    return { state: 'covered', sentence: `${year.coverageYear} 年度的医保已经结束`, nextStep };
  }
  if (payment?.order.status === 'posting_overdue') {
    const sentence = '钱已经收到，入账比平时慢，工作人员正在查，不用再付';
    return { state: 'processing', sentence, nextStep };
  }
  if (cover.waitingUntil !== null && cover.waitingUntil >= today) {
    const until = formatChineseDate(cover.waitingUntil);
    const sentence = `已缴费，等待期到 ${until}，${from}起可以报销`;
    return { state: 'waiting', sentence, nextStep };
  }
  if (payment && payment.item.postedAt === null) {
    return { state: 'processing', sentence: `已缴费，正在入账，${from}起可以报销`, nextStep };
  }
  const sentence =
    cover.coverFrom <= today
      ? runningSentence(cover.coverTo)
      : sentenceOf(enrollment ?? never(), cover);
  return { state: 'covered', sentence, nextStep };
}

function never(): never {
  throw new Error('cover without its enrolment, or a member without a standing');
}

/** Settled somewhere else, as far as was known that day. */
function otherwiseState(row: InsuredOtherwiseRow): State {
  const sentence = otherwiseSentence(row);
  if (row.kind === 'paid') return { state: 'covered', sentence, nextStep: 'none' };
  return { state: 'otherwise', sentence, nextStep: 'recheck' };
}

function openOrderState({ isPayer, mayTakeOver, relation }: Situation, { order }: Payment): State {
  if (isPayer) {
    const sentence = `有一笔 ${formatYuan(order.totalFen)}的订单等待支付`;
    return { state: 'to_pay', sentence, nextStep: 'resume_payment' };
  }
  if (mayTakeOver) {
    const whom = relation === null ? '您' : relationWords[relation];
    const sentence = `有人正在为${whom}缴费，还没有付；也可以改由您来缴`;
    return { state: 'to_pay', sentence, nextStep: 'pay' };
  }
  return { state: 'processing', sentence: '家里有人正在缴这一份', nextStep: 'none' };
}

/** Last day on which paying covers a newborn from birth; null for everybody else, and after it. */
function newbornPayBy({ assessment: { newborn } }: Enrollment, now: number): string | null {
  return newborn && shanghaiDate(now) <= newborn.payBy ? newborn.payBy : null;
}

function uncoveredState(situation: Situation): State {
  const { enrollment, payment, isPayer, otherwise, year, now } = situation;
  if (!enrollment && otherwise) return otherwiseState(otherwise);
  if (!enrollment) {
    if (payableYear.includes(year.status)) {
      const sentence = `还没有参加 ${year.coverageYear} 年度医保`;
      return { state: 'to_enroll', sentence, nextStep: 'enroll' };
    }
    return { state: 'blocked', sentence: year.sentence, nextStep: 'none' };
  }
  if (blocked.includes(enrollment.status) || enrollment.status === 'wait_sync') {
    const state = enrollment.status === 'wait_sync' ? 'processing' : 'problem';
    return { state, sentence: sentenceOf(enrollment, null), nextStep: 'resolve' };
  }
  if (enrollment.status !== 'registered') {
    return { state: 'processing', sentence: sentenceOf(enrollment, null), nextStep: 'view' };
  }
  if (payment && isOpen(payment.order)) return openOrderState(situation, payment);
  if (payment?.order.status === 'committed') {
    const sentence = '钱已冻结，月底统一扣款；扣款成功前还没有缴费，不能报销';
    return { state: 'processing', sentence, nextStep: isPayer ? 'view' : 'none' };
  }
  const payBy = newbornPayBy(enrollment, now);
  if (payBy !== null) {
    const sentence = `${enrollment.coverageYear} 年度已登记，最晚 ${formatChineseDate(payBy)}缴费，从出生那天起可以报销`;
    return { state: 'to_pay', sentence, nextStep: 'pay' };
  }
  if (!payableYear.includes(year.status)) {
    return { state: 'blocked', sentence: year.sentence, nextStep: 'none' };
  }
  return { state: 'to_pay', sentence: sentenceOf(enrollment, null), nextStep: 'pay' };
}

/** Enrolments whose payment the caller may take over from somebody else. */
async function takeableBy(
  db: Queryable,
  personId: string,
  enrollments: Enrollment[],
  payments: Map<string, Payment>,
  now: number,
): Promise<Set<string>> {
  const held = enrollments.flatMap((row) => {
    const order = payments.get(row.id)?.order;
    return order && isOpen(order) && order.payerPersonId !== personId ? [{ row, order }] : [];
  });
  const takeable = await Promise.all(
    held.map(async ({ row, order }) =>
      mayTakeOver(await nearestTo(db, row, now), order, personId) ? [row.id] : [],
    ),
  );
  return new Set(takeable.flat());
}

/** Who still has something to do before they are covered. */
const unpaidStates: Standing['state'][] = ['to_pay', 'to_enroll', 'problem'];

/** The home page in one answer: everybody the caller acts for, and the year's deadline. */
export const overview = query('enrollment.overview', async (context, input) => {
  const { runtime, caller, now } = context;
  const { db, cipher, config } = runtime;
  const years = yearsOf(config.region, now);
  const coverageYear = input.coverageYear ?? defaultYear(years);
  const year = years.find((candidate) => candidate.coverageYear === coverageYear);
  if (!year) throw refuseField('coverageYear', `没有 ${coverageYear} 年度的参保业务`);
  const self = { person: await getPerson(db, caller.personId), relation: null };
  const family = [self, ...(await membersOf(db, caller.personId, now))];
  const ids = family.map((member) => member.person.id);
  const enrollments = await findLiveOf(db, ids, coverageYear);
  // a newborn's own deadline comes before next year's, unless it is that year one asks for
  const pressing = new Map<string, Enrollment>();
  if (input.coverageYear === undefined) {
    for (const row of await findUnpaidNewborns(db, ids, shanghaiDate(now))) {
      if (row.coverageYear !== coverageYear) pressing.set(row.personId, row);
    }
  }
  const enrollmentIds = [...enrollments.values(), ...pressing.values()].map((row) => row.id);
  const [covers, payments, otherwise] = await Promise.all([
    coverageOf(db, enrollmentIds),
    findPaymentsOf(db, enrollmentIds),
    otherwiseIn(db, ids, { region: config.region, coverageYear }, now),
  ]);
  const refunds = await openRefundsOf(
    db,
    [...payments.values()].map(({ item }) => item.id),
  );
  const takeable = await takeableBy(
    db,
    caller.personId,
    [...enrollments.values(), ...pressing.values()],
    payments,
    now,
  );
  const standingIn = (member: (typeof family)[number], enrollment: Enrollment | null) => {
    const payment = enrollment ? (payments.get(enrollment.id) ?? null) : null;
    return standingOf({
      view: viewPerson(cipher, member.person),
      relation: member.relation,
      year,
      enrollment,
      coverage: enrollment ? (covers.get(enrollment.id) ?? null) : null,
      payment,
      isPayer: payment?.order.payerPersonId === caller.personId,
      mayTakeOver: enrollment !== null && takeable.has(enrollment.id),
      refund: payment ? (refunds.get(payment.item.id) ?? null) : null,
      otherwise: otherwise.get(member.person.id) ?? null,
      now,
    });
  };
  // whoever pays for the year pays for these; a newborn's other year has its own button
  const ofYear = family.map((member) =>
    standingIn(member, enrollments.get(member.person.id) ?? null),
  );
  const unpaidCount = ofYear.filter(
    ({ state, nextStep }) => unpaidStates.includes(state) && nextStep !== 'refund',
  ).length;
  const standings = family.map((member, position) => {
    const earlier = pressing.get(member.person.id);
    return (earlier && standingIn(member, earlier)) ?? ofYear[position] ?? never();
  });
  return { coverageYear, year, standings, unpaidCount };
});
