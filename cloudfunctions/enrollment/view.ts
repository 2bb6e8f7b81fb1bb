import { type Output } from '@yibao/shared/contracts';
import { formatChineseDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { enrollmentStatusInfo } from '@yibao/shared/rules/enrollment-states';
import { formatYuan } from '@yibao/shared/rules/money';
import { refundStatusInfo } from '@yibao/shared/rules/refund-states';
import { type VerifiedCaller } from '../lib/caller';
import { type Coverage, type Enrollment, type Refund } from '../lib/database/schema';
import { relationsOf, viewFamilyPerson } from '../lib/family';
import { getPerson } from '../lib/people';
import { type EnrolRefusal } from '../lib/ports/core-platform';
import { type Runtime } from '../lib/runtime';
import { findPaymentOf, isUnpaid } from '../payment/store';
import { endedBy, openRefundsOf } from '../refund/store';
import { elsewhereAdvice } from './assess';
import { coverIfPaid } from './cover';
import { tellingOf } from './discretion';
import { mayTakeOver, nearestTo } from './nearness';
import { coverageOf, nextStatus } from './store';
import { timelineOf } from './timeline';

export type EnrollmentView = Output<'enrollment.get'>;

/** One enrolment in words, for somebody who acts for the person. */
export async function viewEnrollment(
  context: { runtime: Runtime; caller: VerifiedCaller; now: number },
  row: Enrollment,
): Promise<EnrollmentView> {
  const { runtime, caller, now } = context;
  const { db, cipher } = runtime;
  const [person, relations, covers, payment, nearest] = await Promise.all([
    getPerson(db, row.personId),
    relationsOf(db, caller.personId, now),
    coverageOf(db, [row.id]),
    findPaymentOf(db, row.id),
    nearestTo(db, row, now),
  ]);
  const cover = covers.get(row.id) ?? null;
  const order = payment?.order ?? null;
  const refund = await refundOf(db, row, payment?.item.id);
  const isPayer = order?.payerPersonId === caller.personId;
  const preview = cover ? null : coverIfPaid(row, shanghaiDate(now));
  const period = cover
    ? { from: cover.coverFrom, to: cover.coverTo, waitingUntil: cover.waitingUntil }
    : (preview?.period ?? null);
  const { waitingReason, subsidyReason, rules } = tellingOf(row, caller.personId);
  const waitingMonths = preview?.waitingMonths ?? row.assessment.waitingMonths;
  return {
    enrollmentId: row.id,
    person: viewFamilyPerson(cipher, person, relations),
    coverageYear: row.coverageYear,
    status: row.status,
    sentence: refund ? refundSentence(refund) : sentenceOf(row, cover),
    advice: adviceOf(row),
    fee: {
      standardFen: row.standardFen,
      subsidyFen: row.subsidyFen,
      payableFen: row.payableFen,
      subsidyReason,
    },
    waiting: {
      months: waitingMonths,
      until: period?.waitingUntil ?? null,
      reason:
        waitingMonths === row.assessment.waitingMonths
          ? waitingReason
          : `过了集中缴费期才缴费，缴费后有 ${waitingMonths} 个月等待期`,
    },
    cover: period ? { from: period.from, to: period.to } : null,
    elsewhere: elsewhereOf(row),
    orderId: isPayer ? order.id : null,
    heldByOther: order !== null && !isPayer && isUnpaid(order),
    mayTakeOver: mayTakeOver(nearest, order, caller.personId),
    mayCancel:
      nextStatus(row, 'cancel') !== null &&
      !row.assessment.newborn &&
      nearest.of(caller.personId) !== 'relative',
    timeline: timelineOf(
      { enrollment: row, order, postedAt: payment?.item.postedAt ?? null, coverage: cover },
      now,
    ),
    rules,
  };
}

/** The refund that is under way, or the one that ended the enrolment. */
async function refundOf(
  db: Runtime['db'],
  row: Enrollment,
  itemId: string | undefined,
): Promise<Refund | null> {
  if (itemId !== undefined) return (await openRefundsOf(db, [itemId])).get(itemId) ?? null;
  return row.status === 'cancelled' ? endedBy(db, row.id) : null;
}

function refundSentence({ status, kind, reason, refundedAt }: Refund): string {
  if (refundedAt !== null && reason === 'DUPLICATE_PAYMENT') {
    return `多缴的这一笔 ${formatChineseDate(shanghaiDate(refundedAt))}已经退回，退费时查到这一年另有一笔缴费`;
  }
  if (refundedAt !== null) {
    return `已经退费，${formatChineseDate(shanghaiDate(refundedAt))}起不再有这份保障。需要时可以重新参保`;
  }
  const label = refundStatusInfo[status].label;
  return kind === 'cover'
    ? `退费办理中（${label}），钱退回之前医保照常有效`
    : `多缴的部分正在退（${label}），医保不受影响`;
}

/** Why the core platform refused an enrolment that our own check had let through. */
export const refusalSentences = {
  employeeInsured: '查到正在参加职工医保，不用再参加居民医保',
  deceased: '登记信息显示无法参保，如有疑问请拨打 12393',
  yearNotOpen: '这个年度的参保登记还没有开放或已经结束',
  personNotFound: '医保系统里没有查到这个人，请核对姓名和证件号码',
} as const satisfies Record<EnrolRefusal, string>;

export function sentenceOf(row: Enrollment, cover: Coverage | null): string {
  if (cover) {
    return `${row.coverageYear} 年度已缴费，${formatChineseDate(cover.coverFrom)}起可以报销`;
  }
  switch (row.status) {
    case 'registered':
      return row.payableFen === 0
        ? '已登记，还差一步：点一下确认，不用付钱'
        : `已登记，还没有缴费，应缴 ${formatYuan(row.payableFen)}`;
    case 'cancelled':
      return row.refusal ? refusalSentences[row.refusal] : enrollmentStatusInfo.cancelled.sentence;
    case 'conflict_elsewhere':
      return `在${row.elsewhereName ?? '外地'}还有医保，停掉那边的才能在这里参保`;
    default:
      return enrollmentStatusInfo[row.status].sentence;
  }
}

function adviceOf(row: Enrollment): string[] {
  const place = row.elsewhereName ?? '原参保地';
  if (row.status === 'conflict_elsewhere') return elsewhereAdvice(place);
  if (row.status === 'sync_overdue') {
    return [
      `请联系${place}的医保部门，说「停保信息没有同步，请重新上传」。`,
      '那边重新上传后，回到这里点「再查一次」。',
    ];
  }
  return row.status === 'registered' ? row.assessment.hints : [];
}

function elsewhereOf(row: Enrollment): EnrollmentView['elsewhere'] {
  if (row.elsewhereName === null || row.elsewhereInsurance === null) return null;
  if (row.status === 'registered' || row.status === 'covered') return null;
  return {
    poolingAreaName: row.elsewhereName,
    insurance: row.elsewhereInsurance,
    suspendedAt: row.suspendedAt,
    nextCheckAt: row.nextCheckAt,
    deadlineAt: row.checkDeadlineAt,
  };
}
