import { householdAreasOf } from '../policy/areas';
import type { CoveragePolicy } from '../policy/schema';
import { parseBirthCertificateNumber } from './birth-certificate';
import { ageOn, daysBetween, isIsoDate, minuteMs, shanghaiDate, startOfDay } from './dates';
import type { ClaimableDocumentType, IsoDate, Sex } from './facts';
import { parseIdentityDocument } from './identity-document';
import { parsePersonName } from './person-name';

/** A parent by document and name, both normalised. */
export interface ParentClaim {
  documentType: ClaimableDocumentType;
  documentNumber: string;
  name: string;
}

export type OtherParent =
  /** Whom the marriage registry knows as the applicant's spouse. */
  | { kind: 'spouse' }
  | { kind: 'typed'; person: ParentClaim }
  /** The certificate names nobody else. */
  | { kind: 'none' };

/** A newborn application whose every field can be true. */
export interface NewbornForm {
  certificateNumber: string;
  /** First two digits of the certificate. */
  province: string;
  babyName: string;
  sex: Sex;
  bornOn: IsoDate;
  /** 'HH:mm' in Shanghai. */
  bornAtTime: string;
  otherParent: OtherParent;
  /** Where the household is to be registered, six digits (GB/T 2260). */
  householdArea: string;
  payNextYear: boolean;
  acceptLateRule: boolean;
  hasPhoto: boolean;
}

/** What the action `newborn.submit` brings, as typed. */
export interface NewbornInput {
  certificateNumber: string;
  name: string;
  sex: Sex;
  bornOn: string;
  bornAtTime: string;
  otherParent:
    | { kind: 'spouse' }
    | {
        kind: 'typed';
        documentType: ClaimableDocumentType;
        documentNumber: string;
        name: string;
      }
    | { kind: 'none' };
  householdArea: string;
  payNextYear: boolean;
  acceptLateRule: boolean;
  photoCount: number;
}

/** The verified parent who applies. */
export interface NewbornApplicant {
  sex: Sex;
  birthDate: IsoDate;
  /** Normalised. */
  documentNumber: string;
}

/** One field of the contract and what is wrong with it; never repeats what was typed. */
export interface FieldRefusal {
  field: string;
  message: string;
}

type Refuse = (field: string, message: string) => void;

interface Reading {
  input: NewbornInput;
  applicant: NewbornApplicant;
  policy: CoveragePolicy;
  now: number;
  refuse: Refuse;
}

const ageText = (days: number): string => (days % 365 === 0 ? `${days / 365} 岁` : `${days} 天`);

function readCertificate({ input, policy, refuse }: Reading) {
  const parsed = parseBirthCertificateNumber(input.certificateNumber);
  if (!parsed.ok) {
    refuse('certificateNumber', parsed.message);
    return null;
  }
  const { certificateProvince } = policy.newborn.certificate;
  if (parsed.value.province !== certificateProvince && input.photoCount === 0) {
    refuse('photoIds', '外省签发的证要拍照上传，由工作人员核对');
  }
  return parsed.value;
}

function readName({ input, refuse }: Reading): string | null {
  const parsed = parsePersonName(input.name);
  if (parsed.ok) return parsed.value;
  refuse('name', parsed.message);
  return null;
}

/** @returns the day when it and the time can be true */
function readBirth({ input, policy, now, refuse }: Reading): IsoDate | null {
  const { bornOn, bornAtTime } = input;
  if (!isIsoDate(bornOn)) {
    refuse('bornOn', '日历上没有这一天，请重新选择出生日期');
    return null;
  }
  const today = shanghaiDate(now);
  const { maxAgeDays } = policy.newborn;
  const clock = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(bornAtTime);
  if (!clock) refuse('bornAtTime', '请选择出生时间，例如 08:26');
  if (bornOn > today) {
    refuse('bornOn', '这一天还没有到，请对照出生医学证明再看一看出生日期');
    return null;
  }
  if (clock) {
    const minutes = Number(clock[1]) * 60 + Number(clock[2]);
    if (startOfDay(bornOn) + minutes * minuteMs > now) {
      refuse('bornAtTime', '这个时间还没有到，请对照出生医学证明再看一看出生时间');
    }
  }
  if (daysBetween(bornOn, today) > maxAgeDays) {
    refuse('bornOn', `宝宝已经超过 ${ageText(maxAgeDays)}，请到「参保缴费」办理`);
  }
  return bornOn;
}

/** A mother too young at the birth: a wrong number or a wrong date. */
function refuseYoungMother(
  { policy, refuse }: Reading,
  motherBirthDate: IsoDate | null,
  bornOn: IsoDate | null,
  field: 'bornOn' | 'otherParent',
): void {
  if (motherBirthDate === null || bornOn === null) return;
  const age = ageOn(motherBirthDate, bornOn);
  if (age >= policy.newborn.births.motherMinAge) return;
  const found = age < 0 ? '母亲那时还没有出生' : `母亲当时只有 ${age} 岁`;
  const look = field === 'bornOn' ? '宝宝的出生日期' : '证件号码和宝宝的出生日期';
  refuse(field, `按证件，${found}，请核对${look}`);
}

function readOtherParent(reading: Reading, bornOn: IsoDate | null): OtherParent | null {
  const { input, applicant, now, refuse } = reading;
  const other = input.otherParent;
  if (other.kind !== 'typed') return { kind: other.kind };
  const isMother = applicant.sex === 'male';
  const name = parsePersonName(other.name);
  const document = parseIdentityDocument(
    other.documentType,
    other.documentNumber,
    shanghaiDate(now),
  );
  if (!document.ok) refuse('otherParent', `另一位家长的证件：${document.message}`);
  if (!name.ok) refuse('otherParent', `另一位家长的姓名：${name.message}`);
  if (document.ok) {
    const { sex, birthDate } = document.value;
    if (document.value.number === applicant.documentNumber) {
      refuse('otherParent', '另一位家长填的是您自己的证件，请填宝宝另一位家长的证件');
    } else if (sex !== null && sex !== (isMother ? 'female' : 'male')) {
      refuse(
        'otherParent',
        isMother
          ? '母亲一栏填的证件显示是男性，请核对证件号码'
          : '父亲一栏填的证件显示是女性，请核对证件号码',
      );
    } else if (isMother) {
      refuseYoungMother(reading, birthDate, bornOn, 'otherParent');
    }
  }
  if (!document.ok || !name.ok) return null;
  const { type: documentType, number: documentNumber } = document.value;
  return { kind: 'typed', person: { documentType, documentNumber, name: name.value } };
}

/** One of the city's districts and counties; any six digits where none are on file. */
function isHouseholdArea(code: string, { region }: CoveragePolicy): boolean {
  const areas = householdAreasOf(region);
  return areas.length === 0 ? /^\d{6}$/.test(code) : areas.some((area) => area.code === code);
}

/**
 * Judges a newborn application before any registry is asked: what can be seen from the form, the
 * applicant's own document and the clock alone. Whether the window (90 days) is over is not
 * judged here: that changes what is paid, not whether the form can be true.
 *
 * @param input as typed, with the number of photographs attached
 * @param applicant the verified parent; by their sex the mother or the father
 * @param policy of the region (its newborn rows)
 * @param now epoch milliseconds of the business clock
 * @returns the normalised form, or every refusal, each naming its field of the contract
 */
export function readNewbornForm(
  input: NewbornInput,
  applicant: NewbornApplicant,
  policy: CoveragePolicy,
  now: number,
): { ok: true; form: NewbornForm } | { ok: false; refusals: FieldRefusal[] } {
  const refusals: FieldRefusal[] = [];
  const refuse: Refuse = (field, message) => void refusals.push({ field, message });
  const reading: Reading = { input, applicant, policy, now, refuse };
  const certificate = readCertificate(reading);
  const babyName = readName(reading);
  const bornOn = readBirth(reading);
  if (applicant.sex === 'female') {
    refuseYoungMother(reading, applicant.birthDate, bornOn, 'bornOn');
  }
  const otherParent = readOtherParent(reading, bornOn);
  if (!isHouseholdArea(input.householdArea, policy)) {
    refuse('householdArea', '请选择准备上户口的地方');
  }
  const whole = certificate !== null && babyName !== null && bornOn !== null && otherParent;
  if (!whole || refusals.length > 0) return { ok: false, refusals };
  return {
    ok: true,
    form: {
      certificateNumber: certificate.number,
      province: certificate.province,
      babyName,
      sex: input.sex,
      bornOn,
      bornAtTime: input.bornAtTime,
      otherParent,
      householdArea: input.householdArea,
      payNextYear: input.payNextYear,
      acceptLateRule: input.acceptLateRule,
      hasPhoto: input.photoCount > 0,
    },
  };
}
