import { type IsoDate, type Sex } from '@yibao/shared/rules/facts';
import { identityCheckDigit } from '@yibao/shared/rules/identity-document';

/** @param body fourteen characters of the 15-character permit; returns its last digit (7-3-1 weights) */
export function permitCheckDigit(body: string): string {
  const sum = Array.from(body).reduce((total, character, index) => {
    const value = parseInt(character, 36);
    return total + value * ([7, 3, 1][index % 3] ?? 0);
  }, 0);
  return String(sum % 10);
}

/**
 * Hands out certificate numbers that nobody holds: real prefixes, invented serials. Serials count
 * down from 989, a range that registration offices hardly reach, and never repeat.
 */
export function createCertificates() {
  const used = new Map<string, number>();
  const serial = (group: string, first: number, step: number): number => {
    const value = (used.get(group) ?? first + step) - step;
    if (value <= 0) throw new RangeError(`no serial left for ${group}`);
    used.set(group, value);
    return value;
  };
  const compact = (birthDate: IsoDate): string => birthDate.replaceAll('-', '');
  const eighteen = (prefix: string, birthDate: IsoDate, sex: Sex): string => {
    const group = `${prefix}${compact(birthDate)}`;
    const number = serial(`${group}${sex}`, sex === 'male' ? 989 : 988, 2);
    const body = `${group}${String(number).padStart(3, '0')}`;
    return body + identityCheckDigit(body);
  };

  return {
    /** @param prefix six digits: a county, or 810000/820000/830000 for 港澳台居民居住证 */
    eighteen,
    /** Foreign permanent resident, form of 2017: three letters and twelve digits. */
    permitLetters: (country: string, province: string, birthDate: IsoDate): string => {
      const group = `${country}${province}00${compact(birthDate).slice(2)}`;
      const body = `${group}${serial(group, 9, 1)}`;
      return body + permitCheckDigit(body);
    },
    /** Foreign permanent resident, form of 2023: 9, province, country in digits, as an ID number. */
    permitDigits: (country: string, province: string, birthDate: IsoDate, sex: Sex): string =>
      eighteen(`9${province}${country}`, birthDate, sex),
  };
}
export type Certificates = ReturnType<typeof createCertificates>;
