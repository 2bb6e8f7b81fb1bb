/** A complaint in a person's words, begun with what is most often wrong. */
import type { Output } from '@yibao/shared/contracts';

export type Complaint = Output<'consent.complaints'>['complaints'][number];

export const complaintCauses = [
  { value: 'unknown', label: '我没有办这件事，不该看' },
  { value: 'often', label: '看得太多、太频繁' },
  { value: 'kept', label: '办完了还没有删掉' },
  { value: 'spread', label: '把我的信息给了别人' },
  { value: 'other', label: '别的' },
] as const;
export type ComplaintCause = (typeof complaintCauses)[number]['value'];

/** The contract takes at most so many characters, the cause included. */
const MAX_WORDS = 300;
/** So much is left for what the person adds. */
export const MAX_COMPLAINT = 280;

export function isCause(text: string | undefined): text is ComplaintCause {
  return complaintCauses.some(({ value }) => value === text);
}

/** What is wrong with a complaint before it is sent; undefined where nothing is. */
export function complaintError(cause: string | undefined, text: string): string | undefined {
  if (!isCause(cause)) return '请选一样';
  if (cause === 'other' && text.trim().length < 2) return '请写一写哪里不对';
  return undefined;
}

/** As it is sent: the cause, then what was added; alone where the cause says nothing. */
export function complaintWords(cause: ComplaintCause, text: string): string {
  const added = text.trim();
  const label = complaintCauses.find(({ value }) => value === cause)?.label ?? '';
  const words = cause === 'other' ? added : [label, added].filter((each) => each !== '').join('。');
  return words.slice(0, MAX_WORDS);
}
