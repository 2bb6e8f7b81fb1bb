import type {
  CollectionWindow,
  CoveragePolicy,
  EligibilityGround,
  Policy,
  PolicyRow,
  UnpublishedPolicy,
} from '../policy/schema';
import { type AppliedRow, citeRows } from './applied-row';
import { nextWindowAfter, windowOn } from './collection-window';
import { formatChineseDate, yearOf } from './dates';
import type { EnrollmentFacts, InsuranceRelation, IsoDate } from './facts';

export type IneligibleReason =
  | 'deceased'
  | 'bornAfterYear'
  | 'alreadyInsuredHere'
  | 'employeeInsured'
  | 'notResident'
  | 'outsideWindow';

/** The answer for a year whose policy is published. */
export type PublishedEligibility =
  | { ok: true; window: CollectionWindow; rows: AppliedRow[] }
  | { ok: false; reason: IneligibleReason; message: string; rows: AppliedRow[] }
  | {
      ok: false;
      reason: 'insuredElsewhere';
      message: string;
      rows: AppliedRow[];
      /** The relation that stands in the way. */
      relation: InsuranceRelation;
    };

export interface YearUnpublished {
  ok: false;
  reason: 'yearUnpublished';
  message: string;
  rows: AppliedRow[];
}

export type Eligibility = PublishedEligibility | YearUnpublished;

export interface EligibilityQuestion {
  policy: CoveragePolicy;
  facts: EnrollmentFacts;
  /** Shanghai day on which the person would pay. */
  on: IsoDate;
}

type Refusal = Extract<PublishedEligibility, { ok: false }>;

const groundHolds = {
  household: ({ policy, facts }) =>
    facts.householdRegion !== null && policy.pooling.areas.includes(facts.householdRegion),
  residencePermit: ({ facts }) => facts.hasResidencePermit,
  student: ({ facts }) => facts.isStudentHere,
  hkMoTwResidence: ({ facts }) => facts.documentType === 'hkMoTwResidence',
  foreignPermanent: ({ facts }) => facts.documentType === 'foreignPermanent',
} satisfies Record<EligibilityGround['ground'], (question: EligibilityQuestion) => boolean>;

const isActive = ({ status }: InsuranceRelation): boolean => status === 'active';
const isHere = (policy: CoveragePolicy, relation: InsuranceRelation): boolean =>
  policy.pooling.areas.includes(relation.poolingArea);

function refusal(reason: IneligibleReason, message: string, rows: PolicyRow[]): Refusal {
  return { ok: false, reason, message, rows: citeRows(rows) };
}

function refuseDeceased({ facts }: EligibilityQuestion): Refusal | null {
  if (!facts.deceased) return null;
  const message =
    '医保系统里登记的情况是这位参保人已经去世。如果登记有误，请家属带上证件到派出所和医保窗口更正。';
  return refusal('deceased', message, []);
}

function refuseUnborn({ policy, facts }: EligibilityQuestion): Refusal | null {
  if (yearOf(facts.birthDate) <= policy.year) return null;
  const message = `${policy.year} 年度时还没有出生，不用参加这一年的医保。请选择出生当年或以后的年度。`;
  return refusal('bornAfterYear', message, []);
}

function refuseInsuredHere({ policy, facts }: EligibilityQuestion): Refusal | null {
  const insuredHere = facts.insurances.some(
    (relation) =>
      isActive(relation) && relation.insurance === 'resident' && isHere(policy, relation),
  );
  if (!insuredHere || !facts.insuredYears.includes(policy.year)) return null;
  const message = `${policy.year} 年度的居民医保已经参加好了，不用再办，也不用再缴费。`;
  return refusal('alreadyInsuredHere', message, [policy.singleInsurance]);
}

function refuseEmployee({ policy, facts }: EligibilityQuestion): Refusal | null {
  const employedHere = facts.insurances.some(
    (relation) =>
      isActive(relation) && relation.insurance === 'employee' && isHere(policy, relation),
  );
  if (!employedHere) return null;
  const message =
    '目前正在参加职工医保，不用再参加居民医保。如果已经离职，请先让原单位办理停保，再来这里办理。';
  return refusal('employeeInsured', message, [policy.singleInsurance]);
}

function refuseStranger(question: EligibilityQuestion): Refusal | null {
  const { policy } = question;
  if (policy.eligibility.some(({ ground }) => groundHolds[ground](question))) return null;
  const grounds = policy.eligibility.map(({ title }) => title).join('、');
  const message =
    `没有查到可以在${policy.regionName}参保的条件。符合其中一项就可以参保：${grounds}。` +
    '请在户籍所在地参保，或者先办好居住证再来。';
  return refusal('notResident', message, policy.eligibility);
}

function refuseOutsideWindow({ policy, on }: EligibilityQuestion): Refusal | null {
  if (windowOn(policy, on)) return null;
  const next = nextWindowAfter(policy, on);
  if (next) {
    const message = `${policy.year} 年度从 ${formatChineseDate(next.from)}开始缴费，请到时候再来办理。`;
    return refusal('outsideWindow', message, [next]);
  }
  const last = policy.windows[policy.windows.length - 1];
  const end = last ? `已经在 ${formatChineseDate(last.to)}结束` : '已经结束';
  const message = `${policy.year} 年度的缴费${end}，不能再办这一年的参保。请看看下一个年度是不是已经开始缴费。`;
  return refusal('outsideWindow', message, last ? [last] : []);
}

function elsewhereMessage(policy: CoveragePolicy, relation: InsuranceRelation): string {
  const { poolingAreaName: place, insurance, suspendedAt } = relation;
  const sync = `停保后最长 ${policy.elsewhere.syncHours} 小时，就可以在${policy.regionName}参保。`;
  if (suspendedAt !== null) {
    return `${place}已经收到停保申请，医保系统还没有更新。${sync}请过一会儿再来看。`;
  }
  if (insurance === 'employee') {
    return `目前在${place}参加职工医保。还在那里上班的，不用再参加居民医保；已经离职的，请先让原单位办理停保。${sync}`;
  }
  return `目前在${place}参加居民医保，同一时间只能在一个地方参保。请先联系${place}的医保部门办理停保。${sync}`;
}

function refuseElsewhere({ policy, facts }: EligibilityQuestion): Refusal | null {
  const relation = facts.insurances.find((entry) => isActive(entry) && !isHere(policy, entry));
  if (!relation) return null;
  return {
    ok: false,
    reason: 'insuredElsewhere',
    message: elsewhereMessage(policy, relation),
    rows: citeRows([policy.singleInsurance, policy.elsewhere]),
    relation,
  };
}

/**
 * In this order: what cannot be put right first, and insurance elsewhere last, so that nobody is
 * sent to suspend it there only to be refused here for another reason.
 */
const refusals: ((question: EligibilityQuestion) => Refusal | null)[] = [
  refuseDeceased,
  refuseUnborn,
  refuseInsuredHere,
  refuseEmployee,
  refuseStranger,
  refuseOutsideWindow,
  refuseElsewhere,
];

/** @returns the answer for a year the city has not announced, which says 标准待公布 */
export function refuseUnpublished(policy: UnpublishedPolicy): YearUnpublished {
  const message =
    `标准待公布：${policy.regionName} ${policy.year} 年度的缴费标准和时间还没有公布。` +
    '公布以后就可以在这里办理，现在什么都不用做。';
  return { ok: false, reason: 'yearUnpublished', message, rows: citeRows([policy]) };
}

/**
 * Whether a person may enrol in resident insurance (居民医保) for the policy's year.
 *
 * @returns the window and the rows it rests on, or the first reason against it with a sentence
 *   that says what it means and what to do
 */
export function eligibilityIn(question: EligibilityQuestion): PublishedEligibility {
  for (const check of refusals) {
    const refused = check(question);
    if (refused) return refused;
  }
  const { policy, on } = question;
  const window = windowOn(policy, on);
  if (!window) throw new RangeError('an eligible day must lie in a collection window');
  const ground = policy.eligibility.find((entry) => groundHolds[entry.ground](question));
  return { ok: true, window, rows: citeRows(ground ? [ground, window] : [window]) };
}

/** The same for any year, announced or not. */
export function eligibilityOf({
  policy,
  facts,
  on,
}: Omit<EligibilityQuestion, 'policy'> & { policy: Policy }): Eligibility {
  return policy.status === 'unpublished'
    ? refuseUnpublished(policy)
    : eligibilityIn({ policy, facts, on });
}
