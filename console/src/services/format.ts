import { dayMs, hourMs, shanghaiDate } from '@yibao/shared/rules/dates';
import type { IsoDate } from '@yibao/shared/rules/facts';
import { fenToSignedYuanText } from '@yibao/shared/rules/money';

const shanghaiOffsetMs = 8 * hourMs;
const dash = '—';

/** @param at epoch ms @returns "2025-11-20 14:05" in Shanghai, for tables */
export function dateTime(at: number | null): string {
  if (at === null) return dash;
  const minutes = Math.floor(((at + shanghaiOffsetMs) % dayMs) / 60_000);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${shanghaiDate(at)} ${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

export const dateOrDash = (date: IsoDate | null | undefined): string => date ?? dash;

/** @param fen below zero for what was taken back @returns "1,234.50" for a column of yuan */
export function yuan(fen: number | null | undefined): string {
  if (fen === null || fen === undefined) return dash;
  const [whole = '', cents = ''] = fenToSignedYuanText(fen).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/** @returns "12,345" */
export const count = (value: number): string => value.toLocaleString('zh-CN');

export const yesNo = (value: boolean | undefined): string =>
  value === undefined ? dash : value ? '是' : '否';
