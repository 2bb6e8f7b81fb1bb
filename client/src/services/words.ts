import type { Input, Output } from '@yibao/shared/contracts';
import { relationWords } from '@yibao/shared/rules/relation';
import { shortDayWords } from './format';

export type Relation = Input<'identity.addFamilyMember'>['relation'];
/** A document somebody can present themselves with. */
export type ClaimedDocumentType = Input<'identity.addFamilyMember'>['documentType'];
/** And how a baby without an ID number is known. */
export type DocumentType = Output<'identity.listFamily'>['self']['documentType'];
export type StandingState = Output<'enrollment.overview'>['standings'][number]['state'];

export { relationWords };

/** A relation as people say it; 「本人」 for oneself. */
export function relationWord(relation: Relation | null): string {
  return relation === null ? '本人' : relationWords[relation];
}

/** Somebody as a screen names them. */
export interface Named {
  nameMasked: string;
  /** What they are to the person: null for oneself, undefined for who is not of the family now. */
  relation?: Relation | null | undefined;
}

/** So that two of like name are told apart: 「妈妈 柳*英」, 「本人 江*梅」. */
export function personWords({ relation, nameMasked }: Named): string {
  return relation === undefined ? nameMasked : `${relationWord(relation)} ${nameMasked}`;
}

/** Somebody within a sentence: 「请妈妈给我看」; 「对方」 where it is not known who they are to one. */
export function callWord(relation: Relation | null | undefined): string {
  return relation ? relationWords[relation] : '对方';
}

export const documentTypeWords = {
  residentId: { label: '居民身份证', note: '18 位身份证号码' },
  hkMoTwResidence: { label: '港澳台居民居住证', note: '号码以 81、82 或 83 开头' },
  foreignPermanent: { label: '外国人永久居留身份证', note: '15 位或 18 位号码' },
  birthCertificate: { label: '出生医学证明', note: '1 个字母加 9 位数字' },
} as const satisfies Record<DocumentType, { label: string; note: string }>;

export type Tone = 'ok' | 'warn' | 'danger' | 'info' | 'wait';

/** A state of a year in a word, the same on every screen (docs/glossary.md): colour, icon, word. */
export const standingWords = {
  covered: { tone: 'ok', word: '已参保' },
  waiting: { tone: 'wait', word: '等待期' },
  processing: { tone: 'info', word: '办理中' },
  to_pay: { tone: 'warn', word: '待缴费' },
  to_enroll: { tone: 'warn', word: '未参保' },
  otherwise: { tone: 'ok', word: '另有医保' },
  problem: { tone: 'danger', word: '要处理' },
  blocked: { tone: 'wait', word: '不能办' },
} as const satisfies Record<StandingState, { tone: Tone; word: string }>;

/** Paid, and covered from a day to come: 「已缴费，1 月 1 日起生效」. */
export function upcomingWord(coverFrom: string): string {
  return `已缴费，${shortDayWords(coverFrom)}起生效`;
}

type Standing = Output<'enrollment.overview'>['standings'][number];

/** Whether somebody has paid and the cover has not begun; the waiting period is told apart. */
export function isUpcoming({ state, cover, timeline }: Standing): boolean {
  const begun = timeline.some(({ step, state: at }) => step === 'effective' && at === 'done');
  return state === 'covered' && cover !== null && !begun;
}
