/**
 * What a city publishes for one coverage year, as data. Every rule is a row that carries its
 * own id, title, source and how far the source can be trusted, so that each answer can say what
 * it rests on.
 */
import * as z from 'zod';
import { isIsoDate } from '../rules/dates';
import type { HardshipIdentity } from '../rules/facts';
import { refundReasons } from '../rules/refund';
import { closeRelatives } from '../rules/relation';

const region = z.string().regex(/^\d{6}$/);
const isoDate = z.string().refine(isIsoDate, 'not a calendar date (YYYY-MM-DD)');
const fen = z.int().min(0);
const months = z.int().min(0).max(12);

/** official: first-hand; reported: seen in another's words; assumed: nobody said it for here. */
export const confidence = z.enum(['official', 'reported', 'assumed']);

const row = {
  id: z.string().regex(/^\d{6}-\d{4}-[a-z-]+$/),
  title: z.string().min(1),
  document: z.string().min(1),
  confidence,
  /** What remains open or was decided here. */
  note: z.string().min(1).optional(),
};

/** People who may owe different amounts in some cities; everybody is in exactly one. */
const personCategory = z.enum(['child', 'student', 'workingAge', 'elder']);

const hardshipIdentity = z.enum([
  'extremePoverty',
  'orphan',
  'minimumLiving',
  'povertyMonitored',
  'returnedToPoverty',
] satisfies HardshipIdentity[]);

const contribution = z.strictObject({
  ...row,
  categories: z.array(personCategory).min(1),
  amountFen: fen,
  governmentSubsidyFen: fen,
});

const ageGroups = z.strictObject({
  ...row,
  childUnderAge: z.int().min(1).max(30),
  elderFromAge: z.int().min(40).max(100),
});

const collectionWindow = z.strictObject({
  ...row,
  kind: z.enum(['normal', 'extended', 'late']),
  from: isoDate,
  to: isoDate,
  benefitStart: z.enum(['yearStart', 'dayAfterPayment', 'afterWaiting']),
  /** Paying in this window counts as late: the fixed waiting period applies. */
  waits: z.boolean(),
});

const waitingRule = z.strictObject({
  ...row,
  fixedMonths: months,
  perBrokenYearMonths: months,
  repairReducesMonths: months,
  floor: z.strictObject({ brokenYears: z.int().min(1), months }),
  /** First coverage year that can count as broken; null: every year counts. */
  brokenYearsCountFrom: z.int().nullable(),
  waitStartsOn: z.enum(['laterOfYearStartAndDayAfterPayment', 'dayAfterPayment', 'paymentDay']),
  exempt: z.strictObject({
    ...row,
    newbornWithinDays: z.int().min(0),
    identities: z.array(hardshipIdentity),
  }),
});

const eligibilityGround = z.strictObject({
  ...row,
  ground: z.enum([
    'household',
    'residencePermit',
    'student',
    'hkMoTwResidence',
    'foreignPermanent',
  ]),
});

const subsidyRow = { ...row, identity: hardshipIdentity };
const subsidy = z.discriminatedUnion('mode', [
  z.strictObject({ ...subsidyRow, mode: z.literal('full') }),
  z.strictObject({ ...subsidyRow, mode: z.literal('fixedSelfPay'), selfPayFen: fen }),
  z.strictObject({ ...subsidyRow, mode: z.literal('fixedSubsidy'), subsidyFen: fen }),
  z.strictObject({ ...subsidyRow, mode: z.literal('ratio'), percent: z.int().min(1).max(100) }),
]);

const days = z.int().min(0).max(3660);

/** Registering and paying for a newborn, and what an application for one is held to. */
const newborn = z.strictObject({
  ...row,
  /** Days after the day of birth; registered and paid within them, cover begins at birth. */
  windowDays: days,
  /** Births from this month on may pay for the following year too. */
  nextYearFromMonth: z.int().min(1).max(12),
  /** Who applied within the window may pay at least so long after the decision. */
  latePaymentGraceDays: days,
  /** Older children enrol the ordinary way. */
  maxAgeDays: days,
  /** Whom we refused may ask a person to look again for so long after the decision. */
  appealWithinDays: days,
  certificate: z.strictObject({
    ...row,
    /** First two digits of the certificates issued here. */
    certificateProvince: z.string().regex(/^\d{2}$/),
    /** Last day on which the sixth edition was issued. */
    sixthEditionUntil: isoDate,
  }),
  births: z.strictObject({
    ...row,
    /** Two births of one mother closer than this are looked at by a person, */
    minDaysBetweenBirths: days,
    /** unless they are one delivery: twins may be born on either side of midnight. */
    sameDeliveryDays: days,
    motherMinAge: z.int().min(8).max(20),
  }),
  retention: z.strictObject({
    ...row,
    /** Photographs and forms that were not sent, before they are deleted. */
    photoKeptDays: days,
    draftKeptDays: days,
  }),
});

/** The most a fund pays for one person in a coverage year (封顶线). */
const yearlyCap = z.strictObject({ ...row, capFen: fen });

/** What raises the serious-illness cap (国办发〔2024〕38 号). */
const incentive = z.strictObject({
  continuous: z.strictObject({
    ...row,
    /** Each continuous year after so many raises the cap. */
    afterYears: z.int().min(1).max(20),
    perYearFen: fen,
    /** First coverage year that counts; null: every year. */
    countFrom: z.int().nullable(),
  }),
  zeroClaim: z.strictObject({ ...row, perYearFen: fen, countFrom: z.int().nullable() }),
  /** Both together never raise the cap by more. */
  limit: z.strictObject({ ...row, percentOfCap: z.int().min(1).max(100) }),
});

/** The ways to pay that a city offers, and what each is held to. */
const rails = z.strictObject({
  wechatPay: z.strictObject({ ...row, offered: z.boolean() }),
  mutualAid: z.strictObject({
    ...row,
    offered: z.boolean(),
    /** Whom the owner of an account may bind. */
    relations: z.array(z.enum(closeRelatives)).min(1),
    /** At once, or with the batch of the month's last day. */
    deductMode: z.enum(['immediate', 'monthlyBatch']),
    /** The batch's result is there so many days after the month's last day at the latest. */
    batchAnswerDays: z.int().min(1).max(15),
    paymentDay: z.strictObject({
      ...row,
      /** Which day the windows and the benefit period go by. */
      counts: z.enum(['freezeDay', 'deductDay']),
    }),
    binding: z.strictObject({
      ...row,
      /** A face check of the owner counts for so long. */
      faceValidMinutes: z.int().min(1).max(60),
    }),
  }),
  taxHandOver: z.strictObject({ ...row, offered: z.boolean() }),
});

/** Giving a contribution back (退费). */
const refund = z.strictObject({
  ...row,
  reasons: z.array(z.enum(refundReasons)).min(1),
  /** The moment that has to lie before the benefit period: a review may take longer. */
  gateAt: z.literal('request'),
  /** A review that takes longer is told to the person, hours. */
  reviewOverdueHours: z.int().min(1),
});

const published = z.strictObject({
  region,
  regionName: z.string().min(1),
  year: z.int(),
  status: z.literal('published'),
  pooling: z.strictObject({ ...row, areas: z.array(region).min(1) }),
  singleInsurance: z.strictObject(row),
  eligibility: z.array(eligibilityGround).min(1),
  ageGroups,
  contributions: z.array(contribution).min(1),
  windows: z.array(collectionWindow).min(1),
  /** Null in years before the waiting period existed. */
  waiting: waitingRule.nullable(),
  subsidies: z.array(subsidy),
  newborn,
  caps: z.strictObject({ basic: yearlyCap, seriousIllness: yearlyCap }),
  /** Null in years before there was one. */
  incentive: incentive.nullable(),
  family: z.strictObject({ ...row, mutualAidMaxMembers: z.int().min(1) }),
  elsewhere: z.strictObject({
    ...row,
    recheckEveryMinutes: z.int().min(1),
    syncHours: z.int().min(1),
  }),
  posting: z.strictObject({ ...row, postingOverdueHours: z.int().min(1) }),
  /** What the platform said of somebody who need not pay here is shown for so long. */
  insuredOtherwise: z.strictObject({ ...row, knownForDays: z.int().min(2) }),
  order: z.strictObject({
    ...row,
    maxEnrollmentsPerOrder: z.int().min(1),
    orderValidMinutes: z.int().min(1),
  }),
  rails,
  refund,
});

const unpublished = z.strictObject({
  ...row,
  region,
  regionName: z.string().min(1),
  year: z.int(),
  status: z.literal('unpublished'),
});

export type Confidence = z.infer<typeof confidence>;
export type PersonCategory = z.infer<typeof personCategory>;
export type ContributionRow = z.infer<typeof contribution>;
export type CollectionWindow = z.infer<typeof collectionWindow>;
export type WaitingRule = z.infer<typeof waitingRule>;
export type EligibilityGround = z.infer<typeof eligibilityGround>;
export type SubsidyRow = z.infer<typeof subsidy>;
export type MutualAidRule = z.infer<typeof rails>['mutualAid'];
export type NewbornRule = z.infer<typeof newborn>;
export type IncentiveRule = z.infer<typeof incentive>;
export type CoveragePolicy = z.infer<typeof published>;
export type UnpublishedPolicy = z.infer<typeof unpublished>;
export type Policy = CoveragePolicy | UnpublishedPolicy;

/** Any row of a policy, as far as citing it goes. */
export interface PolicyRow {
  id: string;
  title: string;
  document: string;
  confidence: Confidence;
}

/** @returns every row of a policy, in the order of the file */
export function rowsOf(policy: Policy): PolicyRow[] {
  if (policy.status === 'unpublished') return [policy];
  const { waiting, newborn: forNewborns, incentive: raises } = policy;
  return [
    policy.pooling,
    policy.singleInsurance,
    ...policy.eligibility,
    policy.ageGroups,
    ...policy.contributions,
    ...policy.windows,
    ...(waiting ? [waiting, waiting.exempt] : []),
    ...policy.subsidies,
    forNewborns,
    forNewborns.certificate,
    forNewborns.births,
    forNewborns.retention,
    policy.caps.basic,
    policy.caps.seriousIllness,
    ...(raises ? [raises.continuous, raises.zeroClaim, raises.limit] : []),
    policy.family,
    policy.elsewhere,
    policy.posting,
    policy.insuredOtherwise,
    policy.order,
    policy.rails.wechatPay,
    policy.rails.mutualAid,
    policy.rails.mutualAid.paymentDay,
    policy.rails.mutualAid.binding,
    policy.rails.taxHandOver,
    policy.refund,
  ];
}

const repeated = (values: string[]): string[] =>
  values.filter((value, i) => values.indexOf(value) !== i);

/** What the types cannot say; each entry names one thing wrong with the file. */
function contradictions(policy: Policy): string[] {
  const prefix = `${policy.region}-${policy.year}-`;
  const ids = rowsOf(policy).map(({ id }) => id);
  const found = [
    ...ids.filter((id) => !id.startsWith(prefix)).map((id) => `${id} must start with ${prefix}`),
    ...repeated(ids).map((id) => `${id} appears twice`),
  ];
  if (policy.status === 'unpublished') return found;
  const categories = policy.contributions.flatMap((entry) => entry.categories);
  const { windows, waiting } = policy;
  return [
    ...found,
    ...repeated(categories).map((name) => `two contributions for ${name}`),
    ...personCategory.options
      .filter((name) => !categories.includes(name))
      .map((name) => `no contribution for ${name}`),
    ...repeated(policy.subsidies.map(({ identity }) => identity)).map(
      (name) => `two subsidies for ${name}`,
    ),
    ...windows.filter(({ from, to }) => from > to).map(({ id }) => `${id} ends before it starts`),
    ...windows
      .filter(({ from }, i) => from <= (windows[i - 1]?.to ?? ''))
      .map(({ id }) => `${id} overlaps the window before it`),
    ...windows
      .filter((entry) => !waiting && (entry.waits || entry.benefitStart === 'afterWaiting'))
      .map(({ id }) => `${id} waits, but there is no waiting rule`),
  ];
}

/** One policy file. */
export const policySchema = z
  .discriminatedUnion('status', [published, unpublished])
  .superRefine((policy, context) => {
    for (const message of contradictions(policy)) context.addIssue({ code: 'custom', message });
  });
