import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import type { Answers, Sex, Start } from './answers';

/** What people say. */
export const sexWords = { female: '女孩', male: '男孩' } as const satisfies Record<Sex, string>;

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/;
const NOON = 12;

/** '00:10' → 「凌晨 0:10」, '14:05' → 「下午 2:05」; '' for anything that is no time of day. */
export function clockWords(time: string): string {
  const [, hours, minutes] = CLOCK.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) return '';
  const hour = Number(hours);
  const half = hour < 6 ? '凌晨' : hour < NOON ? '上午' : '下午';
  return `${half} ${hour > NOON ? hour - NOON : hour}:${minutes}`;
}

/** Who the other parent is, masked, as it stands on the last page and beside 修改. */
export function otherParentWords(answers: Answers, start: Start): { value: string; note?: string } {
  if (answers.otherParent === 'spouse' && start.spouse) {
    return { value: start.spouse.nameMasked, note: '婚姻登记里的爱人' };
  }
  if (answers.otherParent === 'typed') {
    const { name, documentNumber } = answers.person;
    return { value: maskName(name), note: maskDocumentNumber(documentNumber) };
  }
  return { value: answers.otherParent === 'none' ? '证上只有我一位' : '还没有选' };
}

/** What the other parent is to the baby, seen from this one. */
export function otherRoleWord(role: Start['role'] | undefined): string {
  if (role === undefined) return '另一位家长';
  return role === 'mother' ? '爸爸' : '妈妈';
}
