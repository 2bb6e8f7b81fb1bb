/**
 * Whether an organisation may see something now: scope = granted ∩ its agreement ∩ policy ∩ asked,
 * decided on the rows of the very transaction that reads. Pure: what it is told is what counts.
 */
import type { ConsentPolicy } from '../policy/consent';
import {
  type ConsentField,
  type ConsentLevel,
  type FieldLevels,
  highestLevel,
} from './consent-fields';
import type { ConsentMode, ConsentPurpose, Frequency, FrequencyUnit } from './consent-scope';
import { type ConsentScope } from './consent-scope';
import type { ConsentEndReason, ConsentStatus } from './consent-states';
import { addDays, addMonths, ageOn, shanghaiDate } from './dates';
import type { IsoDate } from './facts';
import type { SettlementKind } from './settlement';

/** Why a look is refused; each is written down and shown to the person. */
export const denialReasons = {
  organisation_suspended: '机构已被暂停使用',
  clerk_suspended: '工作人员已被暂停使用',
  network_not_allowed: '不在机构登记的网络内',
  agreement_not_valid: '机构与医保局的协议不在有效期内',
  agreement_excludes: '协议不包括这项用途或内容',
  case_missing: '这份授权还没有归入案件，请先归入案件',
  case_closed: '这个案件已经结案',
  not_active: '本人的授权现在不能使用',
  not_yet_valid: '授权还没有开始',
  expired: '授权已经到期',
  evidence_altered: '授权凭据与签名对不上',
  notice_changed: '本人同意时的告知书已经变动',
  identity_unproven: '授权时没有本人核验的凭据',
  guardian_ended: '监护人不再能代为授权，需要本人同意',
  field_not_granted: '本人没有允许看这项内容',
  field_above_level: '这项内容的敏感级别高于授权',
  kind_not_granted: '本人没有允许看这类看病记录',
  period_outside: '超出了本人允许的时间段',
  period_beyond_policy: '超出了规定的时间段',
  mode_not_granted: '本人没有允许这样使用',
  quota_used_up: '可以查看的次数已经用完',
  print_quota_used_up: '今天可以打印的次数已经用完',
  look_missing: '这次查询已经过时，请重新查询',
  preview_missing: '打印之前要先预览',
  scope_changed: '可以看的范围已经变动，请重新查询',
  other_organisation: '这项授权是给另一家机构的',
  too_large: '内容太多，一次打印或导出不了，请缩短时间段后再查询',
  not_printable: '内容里有一个生僻字，这里的字库还印不出来，没有打印',
} as const satisfies Record<string, string>;
export type DenialReason = keyof typeof denialReasons;

/** The same to the person, or the guardian of the child, whose data it is about: what held it back. */
export const denialReasonsToPerson: Readonly<Record<DenialReason, string>> = {
  ...denialReasons,
  case_missing: '授权还没有归入对方的案件',
  case_closed: '对方的案件已经结案',
  not_active: '没有正在生效的授权',
  notice_changed: '同意时看的告知书后来变动了',
  identity_unproven: '同意时没有留下核验身份的凭据',
  guardian_ended: '当时同意的监护人不再能代为授权',
  field_not_granted: '没有允许看这项内容',
  field_above_level: '这项内容比允许看的更敏感',
  kind_not_granted: '没有允许看这类看病记录',
  period_outside: '超出了允许看的时间段',
  mode_not_granted: '没有允许这样使用',
  quota_used_up: '允许看的次数已经用完',
  print_quota_used_up: '当天可以打印的次数已经用完',
  look_missing: '对方上一次查询已经过时',
  preview_missing: '对方没有预览就要打印',
  scope_changed: '允许看的范围变动了',
  other_organisation: '授权不是给这家机构的',
  too_large: '一次要的内容太多',
  not_printable: '有一个字印不出来，没有打印',
};

/** A consent as its signed artefact and its row say it. */
export interface GrantedConsent {
  status: ConsentStatus;
  /** Why it ended, where its status alone does not say so. */
  endReason: ConsentEndReason | null;
  purpose: ConsentPurpose;
  scope: ConsentScope;
  /** The highest level the person was told of. */
  maxLevel: ConsentLevel;
  validFrom: number;
  validTo: number;
  /** Signature, digest and row agree. */
  isGenuine: boolean;
  /** The words that were agreed to still stand as they were. */
  isNoticeUnchanged: boolean;
  hasIdentityEvidence: boolean;
  /** Of the person, when a guardian granted it; null when they did themselves. */
  guardedBirthDate: IsoDate | null;
  isGuardianshipEnded: boolean;
}

export interface Agreement {
  isActive: boolean;
  periodFrom: IsoDate;
  periodTo: IsoDate;
  purposes: readonly ConsentPurpose[];
  fields: readonly ConsentField[];
  modes: readonly ConsentMode[];
  maxLevel: ConsentLevel;
}

/** What a clerk asks to see. */
export interface Ask {
  mode: ConsentMode;
  fields: readonly ConsentField[];
  kinds: readonly SettlementKind[];
  dataFrom: IsoDate;
  dataTo: IsoDate;
}

export interface DecisionFacts {
  consent: GrantedConsent;
  agreement: Agreement;
  levels: FieldLevels;
  policy: ConsentPolicy;
  isOrganisationActive: boolean;
  isClerkActive: boolean;
  isNetworkAllowed: boolean;
  case: 'open' | 'closed' | 'none';
  now: number;
}

export type Decision =
  { allowed: true; level: ConsentLevel } | { allowed: false; reason: DenialReason };

/** So many uses in a span of time, counted under a key of its own (`consent-counting.ts`). */
export interface Limit {
  /** E.g. `granted:DAY:2025-11-20`, unique within a consent. */
  bucket: string;
  limit: number;
  reason: DenialReason;
}

const deny = (reason: DenialReason): Decision => ({ allowed: false, reason });

/** @returns the span of time a use at `now` is counted in; weeks begin on Monday, in Shanghai */
export function bucketOf(unit: FrequencyUnit, now: number): string {
  const today = shanghaiDate(now);
  if (unit === 'TOTAL') return 'TOTAL';
  if (unit === 'DAY') return `DAY:${today}`;
  if (unit === 'MONTH') return `MONTH:${today.slice(0, 7)}`;
  // 1970-01-01 was a Thursday
  const weekday = (Math.floor(Date.parse(`${today}T00:00:00Z`) / 86_400_000) + 3) % 7;
  return `WEEK:${addDays(today, -weekday)}`;
}

const bucketFor = (name: string, unit: FrequencyUnit, now: number): string =>
  `${name}:${bucketOf(unit, now)}`;
/** What looks are counted in whatever their level: against what a person allowed. */
export const grantedBucket = (unit: FrequencyUnit, now: number): string =>
  bucketFor('granted', unit, now);

const limitOf = (name: string, { unit, limit }: Frequency, now: number): Limit => ({
  bucket: bucketFor(name, unit, now),
  limit,
  reason: 'quota_used_up',
});

/** Who asks, and by which agreement: refusals that are the organisation's own. */
function refuseAsker(facts: DecisionFacts): DenialReason | null {
  const { agreement, consent, now } = facts;
  const today = shanghaiDate(now);
  if (!facts.isOrganisationActive) return 'organisation_suspended';
  if (!facts.isClerkActive) return 'clerk_suspended';
  if (!facts.isNetworkAllowed) return 'network_not_allowed';
  const isInForce =
    agreement.isActive && agreement.periodFrom <= today && today <= agreement.periodTo;
  if (!isInForce) return 'agreement_not_valid';
  if (!agreement.purposes.includes(consent.purpose)) return 'agreement_excludes';
  if (facts.case === 'none') return 'case_missing';
  if (facts.case === 'closed') return 'case_closed';
  return null;
}

/** Whether the consent itself stands at this moment, for every use alike. */
function refuseConsent({ consent, policy, now }: DecisionFacts): DenialReason | null {
  if (consent.status === 'expired') {
    return consent.endReason === null ? 'expired' : 'guardian_ended';
  }
  if (consent.status === 'exhausted') return 'quota_used_up';
  if (consent.status !== 'active') return 'not_active';
  if (!consent.isGenuine) return 'evidence_altered';
  if (!consent.isNoticeUnchanged) return 'notice_changed';
  if (!consent.hasIdentityEvidence) return 'identity_unproven';
  if (now < consent.validFrom) return 'not_yet_valid';
  if (now >= consent.validTo) return 'expired';
  if (consent.guardedBirthDate !== null) {
    const age = ageOn(consent.guardedBirthDate, shanghaiDate(now));
    if (age >= policy.guardianBelowAge || consent.isGuardianshipEnded) return 'guardian_ended';
  }
  return null;
}

function refuseAsk(facts: DecisionFacts, ask: Ask, level: ConsentLevel): DenialReason | null {
  const { consent, agreement, policy } = facts;
  const { scope } = consent;
  const uses: readonly ConsentMode[] = scope.modes;
  if (!uses.includes(ask.mode)) return 'mode_not_granted';
  if (!agreement.modes.includes(ask.mode)) return 'agreement_excludes';
  if (!ask.fields.every((field) => scope.fields.includes(field))) return 'field_not_granted';
  if (!ask.fields.every((field) => agreement.fields.includes(field))) return 'agreement_excludes';
  if (level > consent.maxLevel || level > agreement.maxLevel) return 'field_above_level';
  if (!ask.kinds.every((kind) => scope.kinds.includes(kind))) return 'kind_not_granted';
  if (ask.dataFrom < scope.dataFrom || ask.dataTo > scope.dataTo) return 'period_outside';
  const grantedOn = shanghaiDate(consent.validFrom);
  if (ask.dataFrom < earliestDay(policy, consent.purpose, level, grantedOn)) {
    return 'period_beyond_policy';
  }
  return null;
}

/**
 * The first day of which data may be seen, by level and purpose. It is reckoned from the day of the
 * grant, so that what a person allowed stays what may be seen until the consent ends.
 *
 * @param day the day of the grant, or today where nothing is granted yet
 */
export function earliestDay(
  policy: ConsentPolicy,
  purpose: ConsentPurpose,
  level: ConsentLevel,
  day: IsoDate,
): IsoDate {
  const own = policy.purposes.find((rule) => rule.purpose === purpose)?.maxDataMonths;
  const months = own ?? policy.levels[level - 1]?.maxDataMonths ?? 0;
  return addMonths(day, -months);
}

/**
 * The decision without the counting: which level it is. By that the transaction counts before
 * anything is shown (`consent-counting.ts`).
 *
 * @param ask what is asked for; a look further into the same result asks for the same
 */
export function decide(facts: DecisionFacts, ask: Ask): Decision {
  const early = refuseAsker(facts) ?? refuseConsent(facts);
  if (early !== null) return deny(early);
  const level = highestLevel(ask.fields, facts.levels);
  if (level === null) return deny('field_above_level');
  const refusal = refuseAsk(facts, ask, level);
  if (refusal !== null) return deny(refusal);
  return { allowed: true, level };
}

/**
 * Against what a use of that kind and level is counted: what the person allowed, what the level
 * allows, what the purpose allows.
 */
export function limitsOf(
  { scope, purpose }: Pick<GrantedConsent, 'scope' | 'purpose'>,
  policy: ConsentPolicy,
  mode: ConsentMode,
  level: ConsentLevel,
  now: number,
): Limit[] {
  // what is done with the more sensitive is done with the less sensitive as well
  const levels = policy.levels.filter((each) => each.level <= level);
  if (mode === 'PRINT') {
    return levels.map((each) => ({
      bucket: bucketFor(`print${each.level}`, 'DAY', now),
      limit: each.maxPrintsPerDay,
      reason: 'print_quota_used_up',
    }));
  }
  // a preview and a file hang on a look that was counted
  if (mode !== 'VIEW') return [];
  const byPurpose = policy.purposes.find((rule) => rule.purpose === purpose)?.frequency ?? null;
  return [
    limitOf('granted', scope.frequency, now),
    ...levels.map((each) => limitOf(`level${each.level}`, each.frequency, now)),
    ...(byPurpose ? [limitOf('purpose', byPurpose, now)] : []),
  ];
}
