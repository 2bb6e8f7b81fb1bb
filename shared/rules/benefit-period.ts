import type { CollectionWindow, CoveragePolicy, WaitingRule } from '../policy/schema';
import { windowOn } from './collection-window';
import { addDays, addMonths, laterOf, yearEnd, yearStart } from './dates';
import type { IsoDate } from './facts';

export type BenefitPeriod =
  | {
      kind: 'cover';
      /** First and last day on which the fund pays (待遇享受期). */
      from: IsoDate;
      to: IsoDate;
      /** Last day of the waiting period, null when there is none. */
      waitingUntil: IsoDate | null;
      windowRow: CollectionWindow;
    }
  | { kind: 'noCoverThisYear'; waitingUntil: IsoDate | null; windowRow: CollectionWindow }
  /** Paid on a day that lies in no collection window. */
  | { kind: 'outsideWindow' };

type StartRule = (paidOn: IsoDate, coverageYear: number) => IsoDate;

const dayAfterPayment: StartRule = (paidOn) => addDays(paidOn, 1);

/** First day cover may begin by the window in which the payment was made. */
const coverStarts = {
  yearStart: (_paidOn, coverageYear) => yearStart(coverageYear),
  // Cover is for the calendar year: paying the year before never brings it forward.
  dayAfterPayment: (paidOn, coverageYear) => laterOf(yearStart(coverageYear), addDays(paidOn, 1)),
  afterWaiting: (paidOn, coverageYear) => laterOf(yearStart(coverageYear), addDays(paidOn, 1)),
} satisfies Record<CollectionWindow['benefitStart'], StartRule>;

/** First day of the waiting period. */
const waitStarts = {
  laterOfYearStartAndDayAfterPayment: (paidOn, coverageYear) =>
    laterOf(yearStart(coverageYear), addDays(paidOn, 1)),
  dayAfterPayment,
  paymentDay: (paidOn) => paidOn,
} satisfies Record<WaitingRule['waitStartsOn'], StartRule>;

/** Last day of the wait: the day before the same day of the month, so many months on. */
function lastWaitingDay(
  rule: WaitingRule,
  paidOn: IsoDate,
  coverageYear: number,
  months: number,
): IsoDate {
  const start: StartRule = waitStarts[rule.waitStartsOn];
  return addDays(addMonths(start(paidOn, coverageYear), months), -1);
}

/** A newborn's cover in a year when paid in time: from birth, in the years after from 1 January. */
export function coverFromBirth(
  birthDate: IsoDate,
  coverageYear: number,
): { from: IsoDate; to: IsoDate; waitingUntil: null } {
  const from = laterOf(birthDate, yearStart(coverageYear));
  return { from, to: yearEnd(coverageYear), waitingUntil: null };
}

/**
 * From when to when a payment covers. Cover never begins before the rule of the payment's own
 * window, nor before the end of the wait, and ends with the coverage year.
 *
 * @param paidOn Shanghai day of the payment
 * @param waitingMonths as `waitingMonths()` says, whole months
 */
export function benefitPeriod({
  policy,
  paidOn,
  waitingMonths,
}: {
  policy: CoveragePolicy;
  paidOn: IsoDate;
  waitingMonths: number;
}): BenefitPeriod {
  const windowRow = windowOn(policy, paidOn);
  if (windowRow === null) return { kind: 'outsideWindow' };
  const { waiting, year } = policy;
  const waitingUntil =
    waiting === null || waitingMonths === 0
      ? null
      : lastWaitingDay(waiting, paidOn, year, waitingMonths);
  const startRule: StartRule = coverStarts[windowRow.benefitStart];
  const earliest = startRule(paidOn, year);
  const from = waitingUntil === null ? earliest : laterOf(earliest, addDays(waitingUntil, 1));
  const to = yearEnd(year);
  return from > to
    ? { kind: 'noCoverThisYear', waitingUntil, windowRow }
    : { kind: 'cover', from, to, waitingUntil, windowRow };
}
