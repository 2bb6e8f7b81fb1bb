/** Whether what is written down about a person is as it was written: the answer in words. */
import type { Output } from '@yibao/shared/contracts';
import type { Tone } from '../../services/words';

export type Chain = Output<'audit.myChain'>['chains'][number];
type Damage = NonNullable<Chain['broken']>['what'];

const damages = {
  changed: '内容和写下时不一样',
  missing: '少了一条',
  inserted: '多了一条',
  outOfOrder: '前后次序不对',
  truncated: '后面的被删掉了',
  headMoved: '最后一条对不上',
  headMissing: '最后一条找不到了',
  chainMissing: '整串记录找不到了',
  contradicted: '有一项授权现在的状态和这一条对不上',
} as const satisfies Record<Damage, string>;

/** What is wrong with an entry; null where nothing is. */
export function damageWords({ broken }: Pick<Chain, 'broken'>): string | null {
  return broken === null ? null : `第 ${broken.seq} 条：${damages[broken.what]}`;
}

/** Whose chain it is, within a sentence. */
function whose(chains: readonly Chain[]): string {
  return chains.some(({ ward }) => ward !== null) ? '您和孩子' : '您';
}

/** The answer first: all of it as it was written, or not. */
export function chainHeadline(chains: readonly Chain[]): {
  tone: Tone;
  word: string;
  sentence: string;
} {
  const entries = chains.reduce((sum, chain) => sum + chain.entries, 0);
  if (chains.some(({ broken }) => broken !== null)) {
    return { tone: 'danger', word: '有问题', sentence: '有的记录和写下时不一样' };
  }
  if (entries === 0) return { tone: 'ok', word: '没问题', sentence: '还没有记录' };
  const sentence = `关于${whose(chains)}的 ${entries} 条记录，和写下时一样`;
  return { tone: 'ok', word: '没被改过', sentence };
}
