/** What a consent lets be seen, and what it means to let less be seen. */
import type { ConsentField } from './consent-fields';
import { isIsoDate } from './dates';
import type { IsoDate } from './facts';
import type { SettlementKind } from './settlement';

export const consentPurposes = ['UNDERWRITING', 'CLAIM', 'SECOND_REIMBURSEMENT'] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];

export const consentPurposeInfo = {
  UNDERWRITING: { label: '投保核保', sentence: '买保险时，保险公司了解以前的看病情况' },
  CLAIM: { label: '商业保险理赔', sentence: '保险公司给您赔钱前，核对看病花了多少' },
  SECOND_REIMBURSEMENT: {
    label: '单位二次报销',
    sentence: '单位或工会给您再报一部分，核对医保报过多少',
  },
} as const satisfies Record<ConsentPurpose, { label: string; sentence: string }>;

/** Looking at a list, opening what could be printed, printing it, saving it as a file. */
export const consentModes = ['VIEW', 'PREVIEW', 'PRINT', 'EXPORT'] as const;
export type ConsentMode = (typeof consentModes)[number];

export const consentModeLabels = {
  VIEW: '在屏幕上查看',
  PREVIEW: '预览打印的样子',
  PRINT: '打印在纸上',
  EXPORT: '存成文件',
} as const satisfies Record<ConsentMode, string>;

export const frequencyUnits = ['DAY', 'WEEK', 'MONTH', 'TOTAL'] as const;
export type FrequencyUnit = (typeof frequencyUnits)[number];

export const frequencyUnitLabels = {
  DAY: '每天',
  WEEK: '每周',
  MONTH: '每月',
  TOTAL: '一共',
} as const satisfies Record<FrequencyUnit, string>;

/** So many looks a unit; TOTAL counts over the whole life of the consent. */
export interface Frequency {
  unit: FrequencyUnit;
  limit: number;
}

/** 「每天最多 5 次」 */
export const frequencyWords = ({ unit, limit }: Frequency): string =>
  `${frequencyUnitLabels[unit]}最多 ${limit} 次`;

export interface ConsentScope {
  fields: ConsentField[];
  kinds: SettlementKind[];
  /** Data of these days, both included. */
  dataFrom: IsoDate;
  dataTo: IsoDate;
  /** For how many days from the moment of the grant. */
  validDays: number;
  frequency: Frequency;
  modes: ConsentMode[];
  /** How long after the case is closed the organisation may keep what it saw. */
  retentionDays: number;
}

const isPart = <T>(part: readonly T[], whole: readonly T[]): boolean =>
  part.every((each) => whole.includes(each));

/** Fewer looks in the same unit, or so few at all that no unit can be exceeded. */
function isRarer(narrow: Frequency, wide: Frequency): boolean {
  if (narrow.limit > wide.limit) return false;
  return narrow.unit === wide.unit || narrow.unit === 'TOTAL';
}

export type WiderPart = keyof ConsentScope;

/**
 * Compares what a person grants with what was asked for: they may take away, never add.
 *
 * @returns the parts in which `narrow` goes beyond `wide`; empty when it lies within
 */
export function widerParts(narrow: ConsentScope, wide: ConsentScope): WiderPart[] {
  const within: Record<WiderPart, boolean> = {
    fields: isPart(narrow.fields, wide.fields),
    kinds: isPart(narrow.kinds, wide.kinds),
    dataFrom: narrow.dataFrom >= wide.dataFrom,
    dataTo: narrow.dataTo <= wide.dataTo,
    validDays: narrow.validDays <= wide.validDays,
    frequency: isRarer(narrow.frequency, wide.frequency),
    modes: isPart(narrow.modes, wide.modes),
    retentionDays: narrow.retentionDays <= wide.retentionDays,
  };
  const parts = Object.keys(within) as WiderPart[];
  return parts.filter((part) => !within[part]);
}

/**
 * The two days between which data is asked for or granted: real ones, in order.
 *
 * @returns the one that is wrong, and why, for whoever chose it; null when both stand
 */
export function wrongDay({ dataFrom, dataTo }: Pick<ConsentScope, 'dataFrom' | 'dataTo'>): {
  part: 'dataFrom' | 'dataTo';
  message: string;
} | null {
  if (!isIsoDate(dataFrom)) return { part: 'dataFrom', message: '开始日期在日历上没有这一天' };
  if (!isIsoDate(dataTo)) return { part: 'dataTo', message: '结束日期在日历上没有这一天' };
  return dataTo < dataFrom ? { part: 'dataTo', message: '结束日期不能早于开始日期' } : null;
}
