/** The number of an organisation's case: it stands on screens and papers, so nobody's number or name may. */
import { identityCheckDigit } from './identity-document';
import { toHalfWidth } from './text';

/** Nine digits in a row are a telephone, a certificate or an ID number, as in all free words. */
const longNumber = /\p{Nd}{9}/u;

/** Whether a resident's number is in it with marks between its digits. */
function hidesIdentityNumber(text: string): boolean {
  const joined = text.replace(/[_./-]/g, '').toUpperCase();
  return Array.from({ length: Math.max(0, joined.length - 17) }).some((_, at) => {
    const part = joined.slice(at, at + 18);
    return /^\d{17}[\dX]$/.test(part) && identityCheckDigit(part.slice(0, 17)) === part[17];
  });
}

/**
 * What is wrong with a case's number beyond its form.
 *
 * @param caseNo as typed, of letters, digits and the marks - _ . /
 * @returns a sentence for the clerk that repeats nothing of it; null when it may be used
 */
export function caseNumberProblem(caseNo: string): string | null {
  const text = toHalfWidth(caseNo);
  if (longNumber.test(text)) {
    return '案件编号里不能有连着 9 位以上的数字，以免写成证件号码或手机号；请用短横线分开，例如 LP-20251120-0001';
  }
  if (hidesIdentityNumber(text)) return '案件编号里请不要写证件号码';
  // a name has no figure in it, a number has
  return /\p{Nd}/u.test(text) ? null : '案件编号里至少要有一个数字；请不要写姓名';
}
