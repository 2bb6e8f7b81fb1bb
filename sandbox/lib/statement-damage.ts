import { type SandboxHost } from './host';

/** What can be wrong with a day's list, whoever sends it. */
export const statementDamages = [
  'notReady',
  'wrongHash',
  'cut',
  'cutPacked',
  'wrongTotals',
  'duplicateLine',
  'unknownOrder',
  'gbk',
  'otherMerchant',
  'otherDay',
  'foreignHost',
  'bomb',
] as const;
export type StatementDamage = (typeof statementDamages)[number];

export const statementSenders = ['wechatPay', 'mutualAid', 'taxHandOver', 'corePlatform'] as const;
export type StatementSender = (typeof statementSenders)[number];

export interface StatementDamages {
  of(sender: StatementSender): StatementDamage | null;
  set(sender: StatementSender, damage: StatementDamage | null): void;
}

/** The switches by which the lists of a sender come out damaged; they survive a restart. */
export function openStatementDamages({ journal }: SandboxHost): StatementDamages {
  const store = journal.store<{ damage: StatementDamage }>('statement-damages');
  return {
    of: (sender) => store.get(sender)?.damage ?? null,
    set: (sender, damage) => {
      if (damage === null) store.delete(sender);
      else store.set(sender, { damage });
    },
  };
}
