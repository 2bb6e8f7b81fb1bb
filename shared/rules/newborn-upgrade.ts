import type { IsoDate, Sex } from './facts';
import { parseIdentityDocument } from './identity-document';
import { sameName } from './newborn-question';

/** A baby known by the birth certificate. */
export interface CertifiedBaby {
  name: string;
  sex: Sex;
  birthDate: IsoDate;
  certificateNumber: string;
}

/** What the household registration says of the person with the number. */
export interface RegisteredBaby {
  name: string;
  sex: Sex;
  birthDate: IsoDate;
  /** The certificate the registration rests on; null where it was not recorded. */
  birthCertificate: string | null;
}

export type UpgradeRefusal = 'notRegistered' | 'otherBaby' | 'certificate';

export type UpgradeJudgement =
  { ok: true } | { ok: false; reason: UpgradeRefusal; message: string };

const messages = {
  notRegistered:
    '公安那边还没有查到宝宝的这个身份证号码。请对照户口簿核对号码；刚上好户口的，过一两天再来换。',
  otherBaby:
    '这个号码的姓名、性别或出生日期和宝宝的不一样。请对照户口簿，从头核对一遍号码；号码没有填错的，请带户口簿和出生医学证明到医保窗口办理。',
  certificate:
    '这个号码上户口时用的是另一张出生医学证明。请对照户口簿核对号码；号码没有填错的，请带户口簿和出生医学证明到医保窗口办理。',
} satisfies Record<UpgradeRefusal, string>;

const refuse = (reason: UpgradeRefusal): UpgradeJudgement => ({
  ok: false,
  reason,
  message: messages[reason],
});

/**
 * Whether an ID number is the one the household registration gave this baby, so that the person
 * may be known by it from now on. The birth date and sex inside the number, the registration's
 * name, sex and birth date, and its certificate where it has one must all fit: a wrong upgrade
 * would hand one child's insurance to another.
 *
 * @param number 18 digits as `parseIdentityDocument` normalises them
 * @param population the registration found by name and number, null when there is none
 * @returns ok, or which fact disagrees; the message never repeats a number or a registered fact
 */
export function judgeUpgrade({
  baby,
  number,
  population,
}: {
  baby: CertifiedBaby;
  number: string;
  population: RegisteredBaby | null;
}): UpgradeJudgement {
  const document = parseIdentityDocument('residentId', number);
  if (
    !document.ok ||
    document.value.birthDate !== baby.birthDate ||
    document.value.sex !== baby.sex
  ) {
    return refuse('otherBaby');
  }
  if (population === null) return refuse('notRegistered');
  const { birthCertificate } = population;
  if (birthCertificate !== null && birthCertificate !== baby.certificateNumber) {
    return refuse('certificate');
  }
  const fits =
    sameName(population.name, baby.name) &&
    population.sex === baby.sex &&
    population.birthDate === baby.birthDate;
  return fits ? { ok: true } : refuse('otherBaby');
}
