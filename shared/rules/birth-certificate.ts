import { type Parsed, refuse, toHalfWidth } from './text';

export interface BirthCertificateNumber {
  /** Normalised: half-width, no spaces, capital letter. */
  number: string;
  /** First two digits: the province that issued it (34 Anhui). */
  province: string;
}

export type BirthCertificateRefusal =
  'empty' | 'tooLong' | 'identityNumber' | 'letter' | 'length' | 'characters';

const maxRawLength = 64;
const example = '例如 T340012345';
const whereItStands = '编号印在出生医学证明上，是 1 个字母加 9 位数字';

/**
 * Reads the number of a birth certificate (出生医学证明): a letter of the print series and nine
 * digits, the first two of which look like the province. No check digit is known, so only the
 * registry can say whether a number is right.
 *
 * @param raw as typed; full-width characters, spaces and a small letter are put right
 * @returns the number, or a refusal in Chinese that never repeats what was typed
 */
export function parseBirthCertificateNumber(
  raw: string,
): Parsed<BirthCertificateNumber, BirthCertificateRefusal> {
  if (raw.length > maxRawLength) {
    return refuse('tooLong', `填得太长了，${whereItStands}，${example}`);
  }
  const number = toHalfWidth(raw).replace(/\s/g, '').toUpperCase();
  if (number === '') return refuse('empty', `请填写出生医学证明编号，${example}`);
  if (/^[A-Z]\d{9}$/.test(number)) {
    return { ok: true, value: { number, province: number.slice(1, 3) } };
  }
  if (/^\d{17}[\dX]$/.test(number)) {
    return refuse(
      'identityNumber',
      `这像是身份证号码，这里要填宝宝出生医学证明上的编号，1 个字母加 9 位数字，${example}`,
    );
  }
  if (/^\d{9}$/.test(number)) {
    return refuse('letter', `编号最前面还有 1 个字母，请对照证明补上，${example}`);
  }
  if (/^[A-Z]?\d+$/.test(number)) {
    return refuse('length', `${whereItStands}，现在是 ${number.length} 位，请再数一数，${example}`);
  }
  return refuse('characters', `${whereItStands}，没有别的符号，请对照证明再看一看，${example}`);
}
