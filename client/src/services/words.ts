import type { Input, Output } from '@yibao/shared/contracts';

export type Relation = Input<'identity.addFamilyMember'>['relation'];
/** A document somebody can present themselves with. */
export type ClaimedDocumentType = Input<'identity.addFamilyMember'>['documentType'];
/** And how a baby without an ID number is known. */
export type DocumentType = Output<'identity.listFamily'>['self']['documentType'];
export type StandingState = Output<'enrollment.overview'>['standings'][number]['state'];

/** What people call their relatives; the sentence form stands in the contracts' own words. */
export const relationWords = {
  spouse: '爱人',
  father: '爸爸',
  mother: '妈妈',
  son: '儿子',
  daughter: '女儿',
  brother: '兄弟',
  sister: '姐妹',
  paternalGrandfather: '爷爷',
  paternalGrandmother: '奶奶',
  maternalGrandfather: '外公',
  maternalGrandmother: '外婆',
  grandson: '孙子、外孙',
  granddaughter: '孙女、外孙女',
  husbandsFather: '公公',
  husbandsMother: '婆婆',
  wifesFather: '岳父',
  wifesMother: '岳母',
} as const satisfies Record<Relation, string>;

/** A relation as people say it; 「本人」 for oneself. */
export function relationWord(relation: Relation | null): string {
  return relation === null ? '本人' : relationWords[relation];
}

export const documentTypeWords = {
  residentId: { label: '居民身份证', note: '18 位身份证号码' },
  hkMoTwResidence: { label: '港澳台居民居住证', note: '号码以 81、82 或 83 开头' },
  foreignPermanent: { label: '外国人永久居留身份证', note: '15 位或 18 位号码' },
  birthCertificate: { label: '出生医学证明', note: '1 个字母加 9 位数字' },
} as const satisfies Record<DocumentType, { label: string; note: string }>;

export type Tone = 'ok' | 'warn' | 'danger' | 'info' | 'wait';

/** The dot of a person: colour, icon and always a word. */
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
