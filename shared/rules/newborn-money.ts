import type { CoveragePolicy, NewbornRule, Policy } from '../policy/schema';
import { type AppliedRow, citeRows } from './applied-row';
import { assessEnrollment } from './assessment';
import { nothingToPayHint } from './assessment-hints';
import { waitOf } from './assessment-waiting';
import { type Contribution, contributionFor } from './contribution';
import {
  addDays,
  formatChineseDate,
  laterOf,
  monthOf,
  startOfDay,
  yearEnd,
  yearOf,
  yearStart,
} from './dates';
import { refuseUnpublished } from './eligibility';
import type { EnrollmentFacts, HardshipRecord, IsoDate, Sex } from './facts';
import { formatYuan } from './money';

/** One coverage year of a newborn: what it costs and from when it covers. */
export interface NewbornYear {
  coverageYear: number;
  fee: Contribution;
  /** Last day on which paying covers from birth; null after the window. */
  payBy: IsoDate | null;
  /** Cover begins at birth (in the following year: with the year) whatever the day of payment. */
  fromBirth: boolean;
  /** When paid by `payBy`, else when paid today; null when that leaves no day of the year. */
  cover: { from: IsoDate; to: IsoDate } | null;
  sentence: string;
  rows: AppliedRow[];
  waitingMonths: number;
  waitingReason: string;
  brokenYears: number;
  /** Whether paying after `payBy`, or after the window, owes no wait. */
  waitingExempt: boolean;
  hints: string[];
}

export interface NewbornQuote {
  withinWindow: boolean;
  /** Last day of the window (出生 90 天内), inclusive. */
  windowEnds: IsoDate;
  /** The same for every year; null after the window. */
  payBy: IsoDate | null;
  sentence: string;
  /** The birth year first; the following one only when it is offered. */
  years: NewbornYear[];
  nextYearOffered: boolean;
}

export interface NewbornMoneyQuestion {
  /** The region's policy of a coverage year, null when nothing is known of it. */
  policyOf: (year: number) => Policy | null;
  bornOn: IsoDate;
  /** The day the application was sent: it decides whether the window is kept. */
  submittedOn: IsoDate;
  decidedOn: IsoDate;
  hardship: HardshipRecord[];
  sex: Sex;
  householdRegion: string | null;
}

type Baby = Pick<NewbornMoneyQuestion, 'bornOn' | 'sex' | 'hardship'>;

/** Where the baby may be enrolled is the area check's question, not a question of money. */
function factsOf(
  { bornOn, sex, hardship }: Baby,
  householdRegion: string | null = null,
): EnrollmentFacts {
  return {
    documentType: 'birthCertificate',
    birthDate: bornOn,
    sex,
    deceased: false,
    householdRegion,
    hasResidencePermit: true,
    isStudentHere: false,
    insurances: [],
    insuredYears: [],
    hardship,
  };
}

const published = (policy: Policy | null): CoveragePolicy | null =>
  policy?.status === 'published' ? policy : null;

function unpublishedSentence(policy: Policy | null, year: number): string {
  if (policy?.status === 'unpublished') return refuseUnpublished(policy).message;
  return `标准待公布：${year} 年度的缴费标准和时间还没有公布。公布以后就可以在这里办理，现在什么都不用做。`;
}

/** Paying later than `payBy` follows the ordinary rules; who is on a list then still owes no wait. */
function exemptAfter(payBy: IsoDate, policy: CoveragePolicy, facts: EnrollmentFacts): boolean {
  const today = addDays(payBy, 1);
  const now = startOfDay(today);
  const { reason } = waitOf({ policy, facts, now, today, repairedYears: 0, inWindow: false });
  return reason === 'exemptNewborn' || reason === 'exemptHardship';
}

function sentenceInTime(fee: Contribution, cover: { from: IsoDate }, payBy: IsoDate): string {
  const from = `从出生那天（${formatChineseDate(cover.from)}）起可以报销`;
  const until = formatChineseDate(payBy);
  return fee.payableFen === 0
    ? `不用自己付钱，${from}，最晚 ${until}确认`
    : `缴 ${formatYuan(fee.payableFen)}，${from}，最晚 ${until}缴费`;
}

function sentenceNextYear(fee: Contribution, year: number, from: IsoDate, payBy: IsoDate): string {
  const covered = `${year} 年度从 ${formatChineseDate(from)}起可以报销`;
  const until = formatChineseDate(payBy);
  return fee.payableFen === 0
    ? `${covered}，不用自己付钱，最晚 ${until}确认`
    : `再缴 ${formatYuan(fee.payableFen)}，${covered}，最晚 ${until}缴费`;
}

/** A year paid within the window: no collection window and no wait stand in its way. */
function yearInTime(
  question: NewbornMoneyQuestion,
  policy: CoveragePolicy,
  payBy: IsoDate,
): NewbornYear {
  const { bornOn, decidedOn } = question;
  const { year } = policy;
  const facts = factsOf(question, question.householdRegion);
  const fee = contributionFor({ policy, facts, on: decidedOn });
  const cover = { from: laterOf(bornOn, yearStart(year)), to: yearEnd(year) };
  const hint = nothingToPayHint(fee);
  return {
    coverageYear: year,
    fee,
    payBy,
    fromBirth: true,
    cover,
    sentence:
      year === yearOf(bornOn)
        ? sentenceInTime(fee, cover, payBy)
        : sentenceNextYear(fee, year, cover.from, payBy),
    rows: citeRows([...fee.rows, policy.newborn]),
    waitingMonths: 0,
    waitingReason: '新生儿没有等待期',
    brokenYears: 0,
    waitingExempt: exemptAfter(payBy, policy, facts),
    hints: hint ? [hint] : [],
  };
}

function quoteInTime(
  question: NewbornMoneyQuestion,
  windowEnds: IsoDate,
  birthYear: CoveragePolicy,
): NewbornQuote {
  const { policyOf, bornOn, decidedOn } = question;
  const { latePaymentGraceDays, nextYearFromMonth } = birthYear.newborn;
  const payBy = laterOf(windowEnds, addDays(decidedOn, latePaymentGraceDays));
  const first = yearInTime(question, birthYear, payBy);
  const asked = monthOf(bornOn) >= nextYearFromMonth || yearOf(decidedOn) > birthYear.year;
  const following = asked ? published(policyOf(birthYear.year + 1)) : null;
  return {
    withinWindow: true,
    windowEnds,
    payBy,
    sentence: first.sentence,
    years: following ? [first, yearInTime(question, following, payBy)] : [first],
    nextYearOffered: following !== null,
  };
}

function lateSentence(
  fee: Contribution,
  cover: NewbornYear['cover'],
  waitingMonths: number,
  year: number,
): string {
  if (!cover) return `现在缴费，${year} 年度内已经没有可以报销的日子，建议办下一年度的参保`;
  const wait = waitingMonths > 0 ? `等待期 ${waitingMonths} 个月，` : '';
  const from = formatChineseDate(cover.from);
  return fee.payableFen === 0
    ? `不用自己付钱，${wait}现在确认，从 ${from}起可以报销`
    : `缴 ${formatYuan(fee.payableFen)}，${wait}现在缴费，从 ${from}起可以报销`;
}

/** One year by the ordinary rules, or the sentence why it cannot be had today. */
function yearLate(
  question: NewbornMoneyQuestion,
  coverageYear: number,
): { year: NewbornYear } | { sentence: string } {
  const { policyOf, decidedOn, householdRegion } = question;
  const policy = published(policyOf(coverageYear));
  if (!policy) return { sentence: unpublishedSentence(policyOf(coverageYear), coverageYear) };
  const facts = factsOf(question, householdRegion);
  const now = startOfDay(decidedOn);
  const assessment = assessEnrollment({ policy, facts, coverageYear, now });
  if (assessment.outcome !== 'eligible') return { sentence: assessment.message };
  const { fee, waiting, cover, rows, hints } = assessment;
  const grounds = policy.eligibility.map(({ id }) => id);
  const late = waitOf({ policy, facts, now, today: decidedOn, repairedYears: 0, inWindow: false });
  return {
    year: {
      coverageYear,
      fee,
      payBy: null,
      fromBirth: false,
      cover,
      sentence: lateSentence(fee, cover, waiting.months, coverageYear),
      rows: citeRows([...rows.filter(({ id }) => !grounds.includes(id)), policy.newborn]),
      waitingMonths: waiting.months,
      waitingReason: waiting.explanation,
      brokenYears: waiting.brokenYears,
      waitingExempt: late.reason === 'exemptNewborn' || late.reason === 'exemptHardship',
      hints,
    },
  };
}

/**
 * After the window the ordinary rules hold (逾期规定): for the year of the decision, and where that
 * brings no cover any more for the following one, as soon as it can be paid.
 */
function quoteLate(
  question: NewbornMoneyQuestion,
  windowEnds: IsoDate,
  windowDays: number,
): NewbornQuote {
  const thisYear = yearOf(question.decidedOn);
  const over = `出生已经超过 ${windowDays} 天，不能从出生那天起报销`;
  const quote = { withinWindow: false, windowEnds, payBy: null, nextYearOffered: false };
  const current = yearLate(question, thisYear);
  const hasCover = 'year' in current && current.year.cover !== null;
  const following = hasCover ? null : yearLate(question, thisYear + 1);
  const years = [current, following].flatMap((each) => (each && 'year' in each ? [each.year] : []));
  const told =
    years.find(({ cover }) => cover !== null)?.sentence ??
    ('year' in current ? current.year.sentence : current.sentence);
  return { ...quote, sentence: `${over}。${told}`, years };
}

/**
 * What a newborn's contribution costs and from when it covers (医保办函〔2021〕11 号 第十条):
 * registered within the window of the birth year's policy (90 days) and paid, cover begins at
 * birth; births late in the year may pay for the next one in the same order; after the window
 * the ordinary rules hold. All amounts in fen.
 *
 * Whoever applied in time never loses the cover to a slow answer: they may pay until the window
 * ends or some days after the decision, whichever is later.
 *
 * @returns no years, and a sentence that says 标准待公布, when the year is not announced
 */
export function quoteNewborn(question: NewbornMoneyQuestion): NewbornQuote {
  const { policyOf, bornOn, submittedOn } = question;
  const policy = policyOf(yearOf(bornOn));
  const birthYear = published(policy);
  const rule = birthYear?.newborn ?? ruleAround(question);
  const windowEnds = addDays(bornOn, rule?.windowDays ?? 0);
  if (rule && submittedOn > windowEnds) return quoteLate(question, windowEnds, rule.windowDays);
  if (birthYear) return quoteInTime(question, windowEnds, birthYear);
  return {
    withinWindow: submittedOn <= windowEnds,
    windowEnds,
    payBy: null,
    sentence: unpublishedSentence(policy, yearOf(bornOn)),
    years: [],
    nextYearOffered: false,
  };
}

/** The length of the window is needed even where the birth year itself is not announced. */
function ruleAround({ policyOf, bornOn, decidedOn }: NewbornMoneyQuestion): NewbornRule | null {
  const years = [yearOf(decidedOn), yearOf(bornOn) - 1];
  return years.map((year) => published(policyOf(year))?.newborn).find(Boolean) ?? null;
}

/**
 * What is owed back when a contribution was paid and the household was listed afterwards (先缴后
 * 认定). Nothing is paid here: the difference is noted for the refund.
 *
 * A list counts for the years it meets: of a year that is over, its last day decides, and whoever
 * was listed only later owes that year as it was paid.
 *
 * @param paidFen what was paid, in fen
 * @param policy of the coverage year that was paid
 * @param hardship the lists as they are now; of several the best one counts (就高不就低)
 * @param on Shanghai day on which the lists were read
 * @returns amounts in fen and the subsidy row they rest on; null when nothing is owed
 */
export function differenceOwed({
  paidFen,
  policy,
  hardship,
  on,
  bornOn,
  sex,
}: {
  paidFen: number;
  policy: CoveragePolicy;
  hardship: HardshipRecord[];
  on: IsoDate;
  bornOn: IsoDate;
  sex: Sex;
}): { dueFen: number; differenceFen: number; row: AppliedRow } | null {
  const [first, last] = [yearStart(policy.year), yearEnd(policy.year)];
  const listed = hardship.filter(({ from, to }) => from <= last && (to === null || to >= first));
  const facts = factsOf({ bornOn, sex, hardship: listed });
  const fee = contributionFor({ policy, facts, on: on < last ? on : last });
  const row = fee.identity === null ? undefined : fee.rows.at(-1);
  const differenceFen = paidFen - fee.payableFen;
  if (!row || differenceFen <= 0) return null;
  return { dueFen: fee.payableFen, differenceFen, row };
}
