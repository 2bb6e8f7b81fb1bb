/** Who looked, when, at what: in the words a person reads. */
import type { Output } from '@yibao/shared/contracts';
import { consentFieldInfo } from '@yibao/shared/rules/consent-fields';
import type { Tone } from '../../services/words';
import { hasVisits } from './scope';

export type Look = Output<'consent.looks'>['looks'][number];

/** So many fields stand in a line before the rest has to be asked for. */
const SHORT = 4;

/** 「看到了」 or 「没让看」. */
export function lookFace({ allowed }: Pick<Look, 'allowed'>): { tone: Tone; word: string } {
  return allowed ? { tone: 'info', word: '看到了' } : { tone: 'wait', word: '没让看' };
}

/** All fields by their names; `short` stops after a few and says how many there are. */
export function fieldsWords({ fields }: Pick<Look, 'fields'>, short: boolean): string {
  const labels = fields.map((field) => consentFieldInfo[field].label);
  if (!short || labels.length <= SHORT) return labels.join('、');
  return `${labels.slice(0, SHORT).join('、')}等 ${labels.length} 项`;
}

export function isLong({ fields }: Pick<Look, 'fields'>): boolean {
  return fields.length > SHORT;
}

type Act = Pick<Look, 'act' | 'actLabel' | 'allowed' | 'rowCount' | 'fields'>;

/** What was done or tried, and how many visits it showed, where visits were asked for. */
export function actWords({ act, actLabel, allowed, rowCount, fields }: Act): string {
  if (!allowed || !hasVisits({ fields })) return actLabel;
  if (rowCount > 0) return `${actLabel}，看到 ${rowCount} 条看病记录`;
  return act === 'open' ? `${actLabel}，没有找到看病记录` : actLabel;
}
