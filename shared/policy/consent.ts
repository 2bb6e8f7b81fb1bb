/** How far consents may go in a city, and what counts as odd; one row a city. */
import * as z from 'zod';
import { consentLevels, type ConsentLevel } from '../rules/consent-fields';
import { consentPurposes, type ConsentPurpose, frequencyUnits } from '../rules/consent-scope';
import huaibei from './340600/consent.json';
import { confidence } from './schema';

export const organisationKinds = ['insurer', 'employer'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const count = z.int().min(1).max(100_000);
const frequency = z.strictObject({ unit: z.enum(frequencyUnits), limit: count });

const levelLimits = z.strictObject({
  level: z.literal([...consentLevels]),
  /** Looks at most, whatever the person allows beyond it. */
  frequency,
  /** How far back data may go. */
  maxDataMonths: count,
  maxValidDays: count,
  maxPrintsPerDay: count,
});

const purposeRule = z.strictObject({
  purpose: z.enum(consentPurposes),
  /** Who may ask for it. */
  organisations: z.array(z.enum(organisationKinds)).min(1),
  /** Takes the place of the level's own limit; null where the level's stands. */
  maxDataMonths: count.nullable(),
  frequency: frequency.nullable(),
});

export const consentPolicySchema = z
  .strictObject({
    id: z.string().regex(/^\d{6}-consent$/),
    title: z.string().min(1),
    document: z.string().min(1),
    confidence,
    note: z.string().min(1).optional(),
    region: z.string().regex(/^\d{6}$/),
    /** A request that nobody answers lapses after so many days. */
    requestDays: count,
    /** How old the face check of a grant may be. */
    faceValidMinutes: count,
    /** Below this age the guardian decides (个人信息保护法 Art. 31); from it on only the person. */
    guardianBelowAge: z.int().min(1).max(18),
    /** A look stays open so long: for its next pages, its preview, its print, its file. */
    lookValidMinutes: count,
    sessionHours: count,
    sessionIdleMinutes: count,
    /** A clerk's enrolment code works so long. */
    enrolmentHours: z.int().min(1).max(72),
    maxRequestsPerClerkPerDay: count,
    maxConsentsPerCase: count,
    /** How often one organisation may ask: being asked again and again is no free choice (Art. 14). */
    asking: z.strictObject({
      /** Requests of one person that wait for an answer at the same time. */
      maxOpenPerPerson: count,
      /** Requests of one person in so many days, whatever became of them. */
      maxPerPerson: z.strictObject({ days: count, limit: count }),
      /** After a no, the same purpose is not asked for again for so many days. */
      pauseDaysAfterDenial: count,
      maxPerOrganisationPerDay: count,
    }),
    maxExportRows: count,
    /** Looks of one organisation at the same moment; more are told to come again. */
    maxLooksUnderWay: count,
    /** So long a look waits for another one's lock: less than a statement of ours may take. */
    maxLockWaitSeconds: z.int().min(1).max(9),
    maxRetentionDays: count,
    /** A case in which nothing is in force any more is closed after so many days. */
    caseOpenDays: count,
    /** Evidence of consents and looks is kept so long (个人信息保护法 Art. 56). */
    evidenceYears: z.int().min(3),
    /** Within so many days a request of somebody's rights is answered. */
    rightsAnswerDays: count,
    levels: z.array(levelLimits).length(3),
    purposes: z.array(purposeRule).length(consentPurposes.length),
    /** What clerks of the bureau are shown as odd. */
    anomalies: z.strictObject({
      workFrom: clockTime,
      workUntil: clockTime,
      burstLooks: count,
      burstMinutes: count,
      peoplePerClerkPerDay: count,
      burstRequests: count,
      peopleAskedPerClerkPerDay: count,
      sequentialNumbers: count,
      denialsPerClerkPerDay: count,
    }),
  })
  .refine(
    ({ levels }) => levels.every(({ level }, index) => level === index + 1),
    'levels in order',
  )
  .refine(
    ({ purposes }) => consentPurposes.every((each) => purposes.some((p) => p.purpose === each)),
    'every purpose',
  );

export type ConsentPolicy = z.infer<typeof consentPolicySchema>;
export type LevelLimits = z.infer<typeof levelLimits>;

const policies = new Map(
  [huaibei].map((file) => {
    const policy = consentPolicySchema.parse(file);
    return [policy.region, policy] as const;
  }),
);

/**
 * @param region six digits, GB/T 2260
 * @throws Error for a city without the row: a build without it must not go out
 */
export function consentPolicyOf(region: string): ConsentPolicy {
  const policy = policies.get(region);
  if (!policy) throw new Error(`no consent policy for ${region}`);
  return policy;
}

/** @returns the limits of a level */
export function levelLimitsOf(policy: ConsentPolicy, level: ConsentLevel): LevelLimits {
  const limits = policy.levels[level - 1];
  if (!limits) throw new Error(`no limits for level ${level}`);
  return limits;
}

/** @returns the rule of a purpose */
export function purposeRuleOf(policy: ConsentPolicy, purpose: ConsentPurpose) {
  const rule = policy.purposes.find((each) => each.purpose === purpose);
  if (!rule) throw new Error(`no rule for ${purpose}`);
  return rule;
}
