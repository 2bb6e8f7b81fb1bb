/** What a clerk may choose as a password. The second factor stands beside it; guessing is counted. */

export const minPasswordLength = 12;
export const maxPasswordLength = 200;
const minDifferentSigns = 6;

/**
 * Length does it, and not the same few signs over and over; no rule about kinds of signs, which only
 * makes people write passwords down (NIST SP 800-63B).
 *
 * @param password as typed; normalised here as it is where it is hashed
 * @param login in small letters; '' where nobody has typed it yet
 * @returns what is wrong with it, for the person; null when nothing is
 */
export function passwordDoubt(password: string, login: string): string | null {
  const signs = Array.from(password.normalize('NFKC'));
  if (signs.length < minPasswordLength) return `密码至少要 ${String(minPasswordLength)} 个字符`;
  if (signs.length > maxPasswordLength) return `密码最多 ${String(maxPasswordLength)} 个字符`;
  if (new Set(signs).size < minDifferentSigns) return '密码里重复的字符太多，请换一个';
  if (login !== '' && signs.join('').toLowerCase().includes(login)) {
    return '密码里不能有登录名，请换一个';
  }
  if (isRun(signs)) return '密码不能是连续的数字或字母，请换一个';
  return null;
}

/** 123456789012, abcdefghijkl, and the same backwards. */
function isRun(signs: readonly string[]): boolean {
  const codes = signs.map((sign) => sign.toLowerCase().codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  // 9 is followed by 0
  const isStep = (step: number, by: number) => step === by || step === by * -9;
  return [1, -1].some((by) => steps.every((step) => isStep(step, by)));
}
