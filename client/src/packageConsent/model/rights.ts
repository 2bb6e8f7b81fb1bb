/** What a person may ask for about their data (个人信息保护法 Art. 44 to 50), in plain words. */
import type { Output } from '@yibao/shared/contracts';
import type { Tone } from '../../services/words';

export type RightsRequest = Output<'consent.rights'>['requests'][number];
export type RightsKind = RightsRequest['kind'];

export const rightsWords = {
  copy: {
    label: '要一份我的信息',
    note: '医保局存着您的哪些信息，给您一份（查阅、复制）',
    question: '想要哪些？',
    example: '例如：我从 2020 年起所有的缴费和看病报销记录',
  },
  correction: {
    label: '改正写错的',
    note: '名字、金额、看病记录写错了，请医保局改（更正、补充）',
    question: '哪里写错了，应该是什么？',
    example: '例如：2025 年 3 月 2 日的住院我没有住过',
  },
  deletion: {
    label: '删掉不该留的',
    note: '不该收集、不该再留的，请医保局删（删除）',
    question: '想删掉什么，为什么？',
    example: '例如：某公司的授权早就结束了，请删掉它留的信息',
  },
  explanation: {
    label: '问清楚怎么用的',
    note: '为什么收集、给了谁、怎么算出来的（解释说明）',
    question: '想问什么？',
    example: '例如：为什么某公司能看到我的住院费用',
  },
} as const satisfies Record<
  RightsKind,
  { label: string; note: string; question: string; example: string }
>;

export const rightsKinds = ['copy', 'correction', 'deletion', 'explanation'] as const;

export function isRightsKind(text: string | undefined): text is RightsKind {
  return rightsKinds.some((kind) => kind === text);
}

const faces = {
  open: { tone: 'wait', word: '正在办' },
  done: { tone: 'ok', word: '办好了' },
  refused: { tone: 'warn', word: '没有办成' },
} as const satisfies Record<RightsRequest['status'], { tone: Tone; word: string }>;

export function rightsFace(status: RightsRequest['status']): { tone: Tone; word: string } {
  return faces[status];
}

/** The contract takes at most so many characters. */
export const MAX_RIGHTS_WORDS = 300;

/** What is missing before it can be sent; undefined where nothing is. */
export function rightsError(text: string): string | undefined {
  return text.trim().length < 2 ? '请写一句话，好让工作人员知道办什么' : undefined;
}
