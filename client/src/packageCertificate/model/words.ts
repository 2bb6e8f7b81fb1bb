import type { Output } from '@yibao/shared/contracts';
import type { CertificateKind } from '@yibao/shared/rules/certificate-kinds';
import { momentWords } from '@/services/format';
import type { Tone } from '@/services/words';

export type Certificate = Output<'certificate.list'>['certificates'][number];
export type Choice = Output<'certificate.choices'>['choices'][number];
export type Subject = Output<'certificate.people'>['people'][number];

/** Plain words first, the official name beside them. */
export const kindWords = {
  cover: { label: '参保证明', note: '证明参加了医保：上学、入职、外地看病、办手续时用' },
  contribution: { label: '缴费凭证', note: '证明某一年的医保费已经缴了：报账、核对时用' },
} as const satisfies Record<CertificateKind, { label: string; note: string }>;

export const isKind = (text: string): text is CertificateKind =>
  text === 'cover' || text === 'contribution';

export const whoWords = {
  self: '本人',
  ward: '您是监护人',
  payee: '您替这位家人缴过费，只能开缴费凭证',
} as const satisfies Record<Subject['who'], string>;

/** A year in the address: '2026', or 'all'. */
export const allYears = 'all';
export const yearParam = (coverageYear: number | null): string =>
  coverageYear === null ? allYears : String(coverageYear);
export const yearWords = (coverageYear: number | null): string =>
  coverageYear === null ? '所有年度' : `${coverageYear} 年度`;

export function certificateFace({ status, fileUntil }: Certificate): { tone: Tone; word: string } {
  if (status === 'withdrawn') return { tone: 'wait', word: '已撤回' };
  return fileUntil === null ? { tone: 'ok', word: '有效' } : { tone: 'ok', word: '有效，可下载' };
}

/** Whose paper it is, in a list. */
export function whoseWords({ issuedTo, isAboutMe, person }: Certificate): string {
  if (issuedTo === 'me') return person.nameMasked;
  return isAboutMe ? '关于您，由家人开具' : `${person.nameMasked}，由家人开具`;
}

/** How often it was looked at; nobody learns who it was. */
export function verifiedWords({ times, lastAt }: Certificate['verified']): string {
  if (times === 0 || lastAt === null) return '还没有人验证过';
  return `被验证过 ${times} 次，最近一次 ${momentWords(lastAt)}`;
}
