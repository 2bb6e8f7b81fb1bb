import * as z from 'zod';
import { contributionStandings } from '../rules/contribution-comparison';
import { recordGrantStatuses, recordKinds } from '../rules/record-grant-states';
import { settlementKinds } from '../rules/settlement';
import { defineActions } from './action';
import {
  amountFen,
  appliedRule,
  coverageYear,
  id,
  instant,
  isoDate,
  personView,
  relation,
  requestId,
} from './fields';

/** Of a settlement: below zero for what was taken back. */
const signedFen = z.int().min(-2_000_000_000).max(2_000_000_000);
/** Sums of a year. */
const sumFen = z.int();

export const recordKind = z.enum(recordKinds);
export const settlementKind = z.enum(settlementKinds);
const insurance = z.enum(['resident', 'employee']);
const settlementNo = z.string().min(1).max(30);
const kinds = z.array(recordKind).min(1).max(recordKinds.length);

/** Most lines of one page, and what a page has unless told. */
const maxPageSize = 50;
const pageSize = z.int().min(1).max(maxPageSize).default(20);

/** How fresh the answer is: what the core platform said, and when. */
const freshness = z.object({
  /** Null until the platform has answered for the first time. */
  asOf: instant.nullable(),
  /** The last try brought no answer. */
  failed: z.boolean(),
  /** Worth asking again. */
  stale: z.boolean(),
});

const rule = appliedRule;

/** Somebody whose records the caller may look at, or could ask to. */
const recordPerson = z.object({
  person: personView,
  /** As the caller calls them; null for oneself. */
  relation: relation.nullable(),
  access: z.enum(['self', 'guardian', 'grant', 'none']),
  kinds: z.array(recordKind),
  /** A child under age of the caller's own: `records.guard` can open the records. */
  mayGuard: z.boolean(),
});

const incentive = z.object({
  continuousYears: z.int().min(0),
  capFen: amountFen,
  /** By how much continuity raises the cap. */
  continuousFen: amountFen,
  /** Null where claims are not known, or not the caller's to know. */
  zeroClaimFen: amountFen.nullable(),
  limitFen: amountFen,
  totalFen: amountFen,
  sentence: z.string(),
  rules: z.array(rule),
});

const cover = z.object({
  coverageYear,
  state: z.enum([
    'effective',
    'waiting',
    'upcoming',
    'processing',
    'pending',
    'ended',
    'elsewhere',
    'none',
  ]),
  sentence: z.string(),
  insurance: insurance.nullable(),
  /** Where, when it was not here. */
  placeName: z.string().nullable(),
  period: z.object({ from: isoDate, to: isoDate }).nullable(),
  waitingUntil: isoDate.nullable(),
  waitingReason: z.string().nullable(),
  /** The days were reckoned from the payment: older than this service. */
  isReckoned: z.boolean(),
  /** Years insured without a gap up to this one. */
  continuousYears: z.int().min(0),
  incentive: incentive.nullable(),
  enrollmentId: id.nullable(),
  rules: z.array(rule),
});

const payment = z.object({
  coverageYear,
  standing: z.enum(contributionStandings),
  sentence: z.string(),
  ours: z
    .object({
      amountFen,
      paidAt: instant,
      posted: z.boolean(),
      paidBySelf: z.boolean(),
      /** The number to quote; an order number only for its payer. */
      reference: z.string(),
      /** The order, when the caller paid it. */
      orderId: id.nullable(),
    })
    .nullable(),
  theirs: z
    .object({
      amountFen,
      paidAt: instant,
      arrived: z.boolean(),
      insurance,
      placeName: z.string(),
      reference: z.string(),
    })
    .nullable(),
});

const settlementLine = z.object({
  settlementNo,
  settledAt: instant,
  institutionName: z.string(),
  kind: settlementKind,
  isRefund: z.boolean(),
  totalFen: signedFen,
  fundFen: signedFen,
  /** One's own personal account and a relative's (共济). */
  accountFen: signedFen,
  cashFen: signedFen,
});

const settlementDetail = settlementLine.extend({
  institutionCode: z.string(),
  institutionLevel: z.string(),
  insurance,
  treatedFrom: isoDate.nullable(),
  treatedTo: isoDate.nullable(),
  fullSelfPayFen: signedFen,
  overLimitFen: signedFen,
  preSelfPayFen: signedFen,
  inScopeFen: signedFen,
  deductibleFen: signedFen,
  basicFundFen: signedFen,
  seriousIllnessFen: signedFen,
  medicalAidFen: signedFen,
  otherFundFen: signedFen,
  ownAccountFen: signedFen,
  mutualAidFen: signedFen,
  institutionFen: signedFen,
  /** The platform's own sums agree. */
  addsUp: z.boolean(),
});

const monthSums = z.object({
  month: z.int().min(1).max(12),
  totalFen: sumFen,
  fundFen: sumFen,
  accountFen: sumFen,
  cashFen: sumFen,
});

const cap = z.object({
  kind: z.enum(['basic', 'seriousIllness']),
  capFen: amountFen,
  /** By how much it is raised already. */
  raisedFen: amountFen,
  usedFen: amountFen,
  leftFen: amountFen,
  rules: z.array(rule),
});

/** The other side of a grant, the name masked. */
const grantParty = z.object({
  personId: id,
  nameMasked: z.string(),
  relation: relation.nullable(),
  /** The caller added them; else the relation is what they say of themselves, and nobody checked. */
  isNamed: z.boolean(),
});

const grant = z.object({
  grantId: id,
  /** Whose records: the caller's own, or the other one's. */
  side: z.enum(['mine', 'theirs']),
  other: grantParty,
  /** In clear, of a question that waits for the caller's answer: who is it that asks. */
  askerName: z.string().nullable(),
  kinds: z.array(recordKind),
  status: z.enum(recordGrantStatuses),
  sentence: z.string(),
  since: instant,
});

const look = z.object({
  /** The last time of that day. */
  at: instant,
  viewer: grantParty,
  /** Whose records: null for the caller's own. */
  ward: grantParty.nullable(),
  kind: recordKind,
  /** How often on that day. */
  times: z.int().min(1),
  /** Saved as a file rather than looked at. */
  isExport: z.boolean(),
  /** By a grant of the person's own, or as the guardian. */
  right: z.enum(['grant', 'guardian']),
});

const personId = id;
const none = z.strictObject({});

/** What is to be saved as a file: of one year, or of all. */
export const exportRequest = z.strictObject({
  requestId,
  personId,
  kind: recordKind,
  coverageYear: coverageYear.optional(),
});

export const recordsActions = defineActions({
  'records.people': {
    summary: 'Whose records the caller may look at, and which relatives could be asked',
    kind: 'query',
    caller: 'verified',
    input: none,
    output: z.object({
      people: z.array(recordPerson),
      /** Questions that wait for the caller's answer. */
      openRequests: z.int().min(0),
    }),
  },
  'records.covers': {
    summary: 'Cover by year: state, period, waiting period and why, continuity and its incentive',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ personId }),
    output: z.object({
      person: personView,
      sentence: z.string(),
      covers: z.array(cover),
      freshness,
    }),
  },
  'records.payments': {
    summary: 'Payments by year, ours and the core platform’s side by side, newest first',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ personId, cursor: coverageYear.optional(), pageSize }),
    output: z.object({
      person: personView,
      payments: z.array(payment),
      nextCursor: coverageYear.nullable(),
      freshness,
    }),
  },
  'records.settlements': {
    summary: 'Settlements newest first, by year, kind and institution',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({
      personId,
      coverageYear: coverageYear.optional(),
      kind: settlementKind.optional(),
      search: z.string().max(40).optional(),
      /** As an earlier page gave it. */
      cursor: z
        .string()
        .max(60)
        .regex(/^\d{1,15}\.[\x21-\x7e]{1,30}$/)
        .optional(),
      pageSize,
    }),
    output: z.object({
      person: personView,
      settlements: z.array(settlementLine),
      nextCursor: z.string().nullable(),
      /** Years with settlements, newest first. */
      years: z.array(coverageYear),
      freshness,
    }),
  },
  'records.settlement': {
    summary: 'One settlement with every part of its bill',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ personId, settlementNo }),
    output: z.object({ person: personView, settlement: settlementDetail }),
  },
  'records.settlementYear': {
    summary: 'A year of settlements by month and by who paid, and how much of the caps is used',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ personId, coverageYear }),
    output: z.object({
      person: personView,
      coverageYear,
      sentence: z.string(),
      settlementCount: z.int().min(0),
      sums: monthSums.omit({ month: true }),
      months: z.array(monthSums).length(12),
      byKind: z.array(
        z.object({
          kind: settlementKind,
          settlementCount: z.int(),
          totalFen: sumFen,
          fundFen: sumFen,
        }),
      ),
      /** Only of a year in which the person is covered here. */
      caps: z.array(cap),
      /** Between which years there can be anything to see. */
      firstYear: coverageYear,
      lastYear: coverageYear,
      freshness,
    }),
  },
  'records.refresh': {
    summary: 'Asks the core platform again and keeps what it says',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, personId, byHand: z.boolean() }),
    output: z.object({
      /** Null where the caller may not look. */
      contributions: freshness.nullable(),
      settlements: freshness.nullable(),
      /** Whether there is anything new to read. */
      asked: z.boolean(),
    }),
  },
  'records.export': {
    summary: 'Covers, payments or settlements of a year or of all as CSV text; audited',
    kind: 'mutation',
    caller: 'verified',
    input: exportRequest,
    output: z.object({
      fileName: z.string(),
      mediaType: z.string(),
      text: z.string(),
      rowCount: z.int().min(0),
    }),
  },
  'records.guard': {
    summary:
      'Makes a parent the guardian of a child under age whom the registers prove to be theirs',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, personId }),
    output: z.object({ personId, proof: z.enum(['marriage', 'birth', 'household']) }),
  },
  'records.grants': {
    summary: 'Who may look at my records, whose I may look at, and the open questions',
    kind: 'query',
    caller: 'verified',
    input: none,
    output: z.object({
      grants: z.array(grant),
      /** Family to whom access can be given, or who can be asked for it. */
      family: z.array(grantParty),
    }),
  },
  'records.give': {
    summary: 'Lets somebody of the family look, or changes what they may look at',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, personId, kinds }),
    output: grant,
  },
  'records.ask': {
    summary: 'Asks somebody of the family to let one look',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, personId, kinds }),
    output: grant,
  },
  'records.answer': {
    summary: 'Gives what was asked for, or less of it, or declines',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({
      requestId,
      grantId: id,
      decision: z.enum(['give', 'decline']),
      kinds: kinds.optional(),
    }),
    output: grant,
  },
  'records.endGrant': {
    summary: 'Either side ends a grant or a question at once',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, grantId: id }),
    output: grant,
  },
  'records.looks': {
    summary: 'Who looked at my records and my wards’, on which day and at what',
    kind: 'query',
    caller: 'verified',
    input: none,
    output: z.object({ looks: z.array(look) }),
  },
});
