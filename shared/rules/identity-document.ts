import { isIsoDate } from './dates';
import type { ClaimableDocumentType, IsoDate, Sex } from './facts';
import { type Parsed, refuse, toHalfWidth } from './text';

export interface IdentityDocument {
  type: ClaimableDocumentType;
  /** Normalised: half-width, no spaces, capital letters. */
  number: string;
  /** Null where the number does not say it for certain (foreigners' 2017 form). */
  birthDate: IsoDate | null;
  sex: Sex | null;
  /** First six digits (GB/T 2260; 810000, 820000, 830000 for residents of Hong Kong, Macao,
   * Taiwan); null for foreigners. */
  regionCode: string | null;
}

export type IdentityDocumentRefusal =
  | 'empty'
  | 'fifteenDigits'
  | 'otherDocumentType'
  | 'length'
  | 'characters'
  | 'birthDate'
  | 'futureBirthDate'
  | 'checkDigit';

type ParsedDocument = Parsed<IdentityDocument, IdentityDocumentRefusal>;

/** What people call each document. */
export const documentTypeLabels = {
  residentId: '居民身份证',
  hkMoTwResidence: '港澳台居民居住证',
  foreignPermanent: '外国人永久居留身份证',
} satisfies Record<ClaimableDocumentType, string>;

const examples = {
  residentId: '340603202402290019',
  hkMoTwResidence: '810000198501150013',
  foreignPermanent: '934840198501010016',
} satisfies Record<ClaimableDocumentType, string>;

const maxRawLength = 64;
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigits = '10X98765432';

/**
 * Check digit of an 18-digit number (GB 11643, ISO 7064 MOD 11-2).
 *
 * @param first17 the first seventeen digits
 * @returns '0' to '9' or 'X'
 */
export function identityCheckDigit(first17: string): string {
  const sum = weights.reduce((total, weight, i) => total + weight * Number(first17.charAt(i)), 0);
  return checkDigits.charAt(sum % 11);
}

type Look = ClaimableDocumentType | 'firstGeneration' | 'travelPermit';

/** Which document a number looks like: the first pattern that fits. */
const looks: [RegExp, Look][] = [
  [/^8[123]0000\d{11}[\dX]$/, 'hkMoTwResidence'],
  [/^9\d{16}[\dX]$/, 'foreignPermanent'],
  [/^[1-8]\d{16}[\dX]$/, 'residentId'],
  [/^[A-Z]{3}\d{12}$/, 'foreignPermanent'],
  [/^\d{15}$/, 'firstGeneration'],
  [/^(?:[HM]\d{8}(?:\d{2})?|\d{8}(?:\d{2})?)$/, 'travelPermit'],
];

/**
 * Reads and judges the number of an identity document: GB 11643 with its check digit and a real
 * calendar date for residents, the same under 810000/820000/830000 for residents of Hong Kong,
 * Macao and Taiwan, both forms (2017, 2023) for foreign permanent residents.
 *
 * @param type the document the person says it is
 * @param raw as typed; full-width characters, spaces and a small x are put right
 * @param today when given, a birth date after it is refused
 * @returns the document, or a refusal in Chinese that never repeats the number
 */
export function parseIdentityDocument(
  type: ClaimableDocumentType,
  raw: string,
  today?: IsoDate,
): ParsedDocument {
  if (raw.length > maxRawLength) return refuseShape(type, '');
  const number = toHalfWidth(raw).replace(/\s/g, '').replace(/×/g, 'X').toUpperCase();
  if (number === '') {
    return refuse('empty', `请填写${documentTypeLabels[type]}号码，例如 ${examples[type]}`);
  }
  const look = looks.find(([pattern]) => pattern.test(number))?.[1];
  if (look !== type) return look ? refuseOther(type, look, number) : refuseShape(type, number);
  if (number.length === 15) {
    // 2017 form: two digits of the year only, the century is not certain.
    return { ok: true, value: { type, number, birthDate: null, sex: null, regionCode: null } };
  }
  return readEighteen(type, number, today);
}

/** All 18-digit forms carry the birth date in digits 7 to 14 and the same check digit. */
function readEighteen(
  type: ClaimableDocumentType,
  number: string,
  today: IsoDate | undefined,
): ParsedDocument {
  const birthDate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isIsoDate(birthDate) || birthDate >= '2100-01-01') {
    return refuse(
      'birthDate',
      `号码第 7 到 14 位是出生日期，日历上没有这一天，请对照证件再看一看，例如 ${examples[type]}`,
    );
  }
  if (number.charAt(17) !== identityCheckDigit(number)) {
    return refuse(
      'checkDigit',
      `号码里可能有一位填错了，请对照证件从头核对一遍，例如 ${examples[type]}`,
    );
  }
  if (today !== undefined && birthDate > today) {
    return refuse(
      'futureBirthDate',
      '号码第 7 到 14 位是出生日期，这一天还没有到，请对照证件再看一看',
    );
  }
  const foreign = type === 'foreignPermanent';
  const sex = Number(number.charAt(16)) % 2 === 1 ? 'male' : 'female';
  const regionCode = foreign ? null : number.slice(0, 6);
  return { ok: true, value: { type, number, birthDate, sex: foreign ? null : sex, regionCode } };
}

function refuseOther(type: ClaimableDocumentType, look: Look, number: string): ParsedDocument {
  if (look === 'firstGeneration') {
    if (type !== 'residentId') return refuseShape(type, number);
    return refuse(
      'fifteenDigits',
      `15 位的第一代身份证已停用，请填写第二代身份证上的 18 位号码，例如 ${examples.residentId}`,
    );
  }
  if (look === 'travelPermit') {
    if (type !== 'hkMoTwResidence') return refuseShape(type, number);
    return refuse(
      'otherDocumentType',
      `这像是通行证的号码，参保要用港澳台居民居住证，号码是 18 位，例如 ${examples[type]}`,
    );
  }
  return refuse(
    'otherDocumentType',
    `这像是${documentTypeLabels[look]}的号码，请把证件类型改选为“${documentTypeLabels[look]}”`,
  );
}

/** A number that looks like no document: too long, too short, or with characters it cannot have. */
function refuseShape(type: ClaimableDocumentType, number: string): ParsedDocument {
  const label = documentTypeLabels[type];
  if (number.length !== 18) {
    const counted = number === '' ? '填得太长了' : `现在是 ${number.length} 位`;
    const old = type === 'foreignPermanent' ? '(旧版是 3 个字母加 12 位数字)' : '';
    return refuse(
      'length',
      `${label}号码应是 18 位${old}，${counted}，请再数一数，例如 ${examples[type]}`,
    );
  }
  return refuse(
    'characters',
    `${label}号码只能是数字，第一位不是 0，最后一位可以是 X，例如 ${examples[type]}`,
  );
}
