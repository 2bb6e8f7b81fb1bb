/**
 * 统一社会信用代码 (GB 32100-2015): 18 signs of an alphabet without I, O, S, V, Z. Signs 9 to 17 are
 * the organisation code (GB 11714-1997) with a check sign of its own; the last sign checks the
 * whole. Some early codes in lawful use fail a check, so a failed one is a doubt that somebody
 * clears with the licence in hand, not a refusal.
 */
import { type Parsed, refuse, toHalfWidth } from './text';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const codeWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];
export const creditCodeLength = 18;
const organisationFrom = 8;
const organisationSigns = organisationWeights.length;

export const creditCodeDoubts = {
  checkSign: '最后一位校验码对不上',
  organisationCode: '第 9 到 17 位（组织机构代码）的校验码对不上',
} as const;
export type CreditCodeDoubt = keyof typeof creditCodeDoubts;

export interface CreditCode {
  code: string;
  /** The first check that fails; null when both hold. */
  doubt: CreditCodeDoubt | null;
}
export type CreditCodeRefusal = 'empty' | 'length' | 'signs' | 'region';

const weigh = (values: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (values[index] ?? 0), 0);

/**
 * @param first17 the signs before the check sign
 * @returns the 18th sign
 */
export function creditCheckSign(first17: string): string {
  const values = Array.from(first17, (sign) => alphabet.indexOf(sign));
  return alphabet.charAt((31 - (weigh(values, codeWeights) % 31)) % 31);
}

/**
 * @param body the eight signs of an organisation code before its check sign
 * @returns the ninth: a digit, or X for ten
 */
export function organisationCheckSign(body: string): string {
  const values = Array.from(body, (sign) => Number.parseInt(sign, 36));
  const check = 11 - (weigh(values, organisationWeights) % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

function doubtOf(code: string): CreditCodeDoubt | null {
  if (creditCheckSign(code.slice(0, -1)) !== code.slice(-1)) return 'checkSign';
  const checkAt = organisationFrom + organisationSigns;
  const isRight = organisationCheckSign(code.slice(organisationFrom, checkAt)) === code[checkAt];
  return isRight ? null : 'organisationCode';
}

/**
 * A code as somebody typed it: small letters, spaces, dashes and full width are all right.
 *
 * @returns the code and whether it has to be compared with the licence, or why it can be none
 */
export function readCreditCode(typed: string): Parsed<CreditCode, CreditCodeRefusal> {
  const code = toHalfWidth(typed).toUpperCase().replace(/[\s-]/g, '');
  if (code === '') return refuse('empty', '请填写统一社会信用代码');
  if (code.length !== creditCodeLength) {
    return refuse('length', `统一社会信用代码应是 ${creditCodeLength} 位，请对照营业执照`);
  }
  if (Array.from(code).some((sign) => !alphabet.includes(sign))) {
    return refuse('signs', '统一社会信用代码只有数字和大写字母，没有 I、O、S、V、Z');
  }
  if (!/^.{2}\d{6}/.test(code)) {
    return refuse('region', '统一社会信用代码的第 3 到 8 位应是数字（登记机关的行政区划）');
  }
  return { ok: true, value: { code, doubt: doubtOf(code) } };
}
