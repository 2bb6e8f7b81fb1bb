import { type Parsed, refuse, toHalfWidth } from './text';

export type PhoneRefusal = 'empty' | 'notMainland' | 'length' | 'characters';

/**
 * Reads a mainland mobile number: spaces, hyphens, full-width digits and a leading +86 are
 * taken away.
 *
 * @param raw as typed
 * @returns the eleven digits, or a refusal in Chinese
 */
export function parseMobileNumber(raw: string): Parsed<string, PhoneRefusal> {
  if (raw.length > 40) return refuse('length', '手机号应是 11 位数字，例如 13800000000');
  const typed = toHalfWidth(raw).replace(/[\s-]/g, '');
  const digits = typed.replace(/^(?:\+|00)?86(?=1)/, '');
  if (digits === '') return refuse('empty', '请填写手机号，例如 13800000000');
  if (digits.startsWith('+')) {
    return refuse('notMainland', '请填写内地手机号，11 位数字，1 开头，例如 13800000000');
  }
  if (!/^\d+$/.test(digits)) {
    return refuse('characters', '手机号只能填数字，例如 13800000000');
  }
  if (digits.length !== 11) {
    return refuse(
      'length',
      `手机号应是 11 位数字，现在是 ${digits.length} 位，请再数一数，例如 13800000000`,
    );
  }
  if (!/^1[3-9]/.test(digits)) {
    return refuse('notMainland', '手机号应以 13 到 19 开头，请检查前两位，例如 13800000000');
  }
  return { ok: true, value: digits };
}
