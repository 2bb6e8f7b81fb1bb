/** The checks beyond the certificate: age, other insurance, area, hardship lists, duplicates. */
import type { EligibilityGround } from '../policy/schema';
import { addDays, daysBetween, formatChineseDate } from './dates';
import type { ClaimableDocumentType, InsuranceRelation } from './facts';
import { hardshipOn } from './hardship';
import { isOnCertificate } from './newborn-check-certificate';
import type { NewbornForm, ParentClaim } from './newborn-application';
import {
  type Answer,
  type Finding,
  isOtherProvince,
  mismatch,
  type NewbornQuestion,
  passed,
  type PopulationFacts,
  review,
  sameName,
  type Sibling,
  unavailable,
} from './newborn-question';

/** Whether the birth lies in the days for which a newborn is enrolled this way. */
export function judgeWindow({ form, policy, submittedOn }: NewbornQuestion): Finding {
  const { maxAgeDays, windowDays } = policy.newborn;
  const ageDays = daysBetween(form.bornOn, submittedOn);
  if (ageDays < 0) {
    return mismatch(
      'notBorn',
      '填写的出生日期还没有到。',
      '请对照出生医学证明改正出生日期，再提交一次。',
    );
  }
  if (ageDays > maxAgeDays) {
    return mismatch(
      'tooOld',
      `提交的时候，宝宝出生已经超过 ${maxAgeDays} 天。`,
      '请到「参保缴费」办理。',
    );
  }
  if (ageDays > windowDays) {
    return passed('late', `出生已经超过 ${windowDays} 天，可以参保，按逾期规定办。`);
  }
  const ends = formatChineseDate(addDays(form.bornOn, windowDays));
  return passed('inTime', `在出生 ${windowDays} 天以内（到 ${ends}），从出生那天起报销。`);
}

const insuranceNames = { resident: '居民医保', employee: '职工医保' } satisfies Record<
  InsuranceRelation['insurance'],
  string
>;

/** Whether the certificate's registry itself says that the applicant is a parent. */
function isNamedParent(question: NewbornQuestion): boolean {
  const { certificate } = question.answers;
  if (certificate.state !== 'answered' || certificate.value === null) return false;
  return isOnCertificate(question, certificate.value);
}

/**
 * Whether the core platform knows an active insurance of the baby. Where somebody's child is
 * insured is told to nobody but whom the certificate's registry names as a parent: of a
 * certificate that it cannot speak for, a person looks.
 *
 * @returns null where nothing is compared: the baby is already approved here, so that the
 *   insurance is ours; or the registry has yet to say, or does not say, that this is a parent
 */
export function judgeNotInsured(question: NewbornQuestion): Finding | null {
  const { answers, policy, approvedHere } = question;
  if (approvedHere) return null;
  const named = isNamedParent(question);
  // left out whatever the answer is: that it is missing must not be an answer
  if (!named && !isOtherProvince(question)) return null;
  if (answers.baby.state !== 'answered') return unavailable('corePlatform');
  const relations = answers.baby.value?.insurances ?? [];
  const active = relations.find(({ status }) => status === 'active');
  if (!active) return passed('notInsured', '宝宝还没有在别处参保。');
  if (!named) return review('maybeInsured', '宝宝可能已经参保，由工作人员核对。');
  const { poolingArea, poolingAreaName: place } = active;
  const name = insuranceNames[active.insurance];
  if (policy.pooling.areas.includes(poolingArea)) {
    return mismatch(
      'insuredHere',
      `宝宝已经在${place}参加${name}了，不用再办。`,
      '请问一问孩子的另一位家长是不是已经办好；都没有办过的，请带出生医学证明到医保窗口核对。',
    );
  }
  return mismatch(
    'insuredElsewhere',
    `宝宝已经在${place}参加${name}，同一时间只能在一个地方参保。`,
    `请先联系${place}的医保部门停保，停好以后再来提交。`,
  );
}

type Ground = EligibilityGround['ground'];

/** Documents that are a right to live here, and the ground of the policy they are. */
const groundOfDocument: Partial<Record<ClaimableDocumentType, Ground>> = {
  hkMoTwResidence: 'hkMoTwResidence',
  foreignPermanent: 'foreignPermanent',
};

function areaGrounds({ policy }: NewbornQuestion, facts: PopulationFacts | null): Ground[] {
  if (!facts || facts.deceased) return [];
  const household =
    facts.householdRegion !== null && policy.pooling.areas.includes(facts.householdRegion);
  const grounds: Ground[] = [];
  if (household) grounds.push('household');
  if (facts.hasResidencePermit) grounds.push('residencePermit');
  return grounds.filter((ground) => policy.eligibility.some((entry) => entry.ground === ground));
}

/** The other parent's registration; answered with null when nobody else is named. */
function otherPopulation({ form, answers }: NewbornQuestion): Answer<PopulationFacts | null> {
  const { spouse } = answers;
  const unmarried =
    form.otherParent.kind === 'spouse' && spouse.state === 'answered' && spouse.value === null;
  if (form.otherParent.kind === 'none' || unmarried) return { state: 'answered', value: null };
  return answers.otherPopulation;
}

function knownParents({ form, answers, applicant }: NewbornQuestion): ParentClaim[] {
  if (form.otherParent.kind === 'typed') return [applicant, form.otherParent.person];
  if (form.otherParent.kind === 'none' || answers.spouse.state !== 'answered') return [applicant];
  return answers.spouse.value ? [applicant, answers.spouse.value] : [applicant];
}

const passedArea = {
  household: '父母一方的户籍在本市，可以在本市参保。',
  residencePermit: '父母一方有本市居住证，可以在本市参保。',
};

/**
 * Whether the baby may be enrolled in this pooling area: a parent's household registration is
 * here, or a parent holds a residence permit of here. The baby's own household can only follow a
 * parent's. One parent is enough, so the other's registry need not have answered.
 */
export function judgeArea(question: NewbornQuestion): Finding {
  const { answers, policy } = question;
  const both = [answers.applicantPopulation, otherPopulation(question)];
  const grounds = both.flatMap((answer) =>
    answer.state === 'answered' ? areaGrounds(question, answer.value) : [],
  );
  if (grounds.includes('household')) return passed('household', passedArea.household);
  if (grounds.includes('residencePermit')) {
    return passed('residencePermit', passedArea.residencePermit);
  }
  if (both.some(({ state }) => state !== 'answered')) return unavailable('populationRegistry');
  const granted = policy.eligibility.map(({ ground }) => ground);
  const byDocument = knownParents(question).some(({ documentType }) => {
    const ground = groundOfDocument[documentType];
    return ground !== undefined && granted.includes(ground);
  });
  if (byDocument) {
    return review('otherDocument', '父母的证件不是居民身份证，能不能在本市参保由工作人员核对。');
  }
  return mismatch(
    'notResident',
    `没有查到父母任何一方的户籍在${policy.regionName}，也没有查到本市的居住证。`,
    '请在父母户籍所在地给宝宝参保；住在本市的，请先到派出所办好居住证，再来提交。',
  );
}

/** The lists decide what is paid, never whether: no answer means waiting, not paying in full. */
export function judgeHardship({ answers, today }: NewbornQuestion): Finding {
  const { hardship } = answers;
  if (hardship.state !== 'answered') return unavailable('hardshipRegistry');
  return hardshipOn(hardship.value, today).length > 0
    ? passed('listed', '家里在困难群众名单上，缴费按名单的标准算。')
    : passed('notListed', '家里不在困难群众名单上，按普通标准缴费。');
}

/** A certificate that was issued again has another number; twins have names of their own. */
const isSameBaby = (other: Sibling, form: NewbornForm): boolean =>
  other.bornOn === form.bornOn && sameName(other.babyName, form.babyName);

/**
 * Births of one mother within nine months of each other are looked at by a person, unless they
 * are one delivery; so is a baby that has its mother, day and name in common with one approved
 * under another certificate. The same certificate twice is not judged here: the other parent joins.
 */
export function judgeDuplicate(question: NewbornQuestion): Finding {
  const { form, policy, siblings, answers } = question;
  if (answers.certificate.state !== 'answered' && !isOtherProvince(question)) {
    // whose other births to look at is not known before the certificate names the mother
    return unavailable('birthCertificateRegistry');
  }
  if (siblings.some((other) => isSameBaby(other, form))) {
    return review('sameBaby', '这位母亲同一天已有一份同名的登记，工作人员会核对。');
  }
  const { minDaysBetweenBirths, sameDeliveryDays } = policy.newborn.births;
  const apart = siblings.map(({ bornOn }) => Math.abs(daysBetween(bornOn, form.bornOn)));
  if (apart.some((days) => days > sameDeliveryDays && days < minDaysBetweenBirths)) {
    return review('birthInterval', '同一位母亲不久前还登记过一个宝宝，由工作人员核对。');
  }
  return apart.some((days) => days <= sameDeliveryDays)
    ? passed('twin', '和另一个宝宝是同一次出生，可以分别参保。')
    : passed('none', '没有重复申请。');
}
