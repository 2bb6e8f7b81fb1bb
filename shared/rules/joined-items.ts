/** What other departments do for a newborn from the one form (联办事项). */
import type { Transition } from './transition';

export const joinedItemKinds = ['household', 'socialCard', 'vaccination', 'maternity'] as const;
export type JoinedItemKind = (typeof joinedItemKinds)[number];

export const joinedItemStatuses = [
  /** Has to wait for something of ours first (the ID number). */
  'waiting',
  /** In the outbox, not yet taken by the department. */
  'sending',
  'accepted',
  'done',
  'returned',
] as const;
export type JoinedItemStatus = (typeof joinedItemStatuses)[number];

export const joinedItemEvents = ['ready', 'accepted', 'done', 'returned', 'sent_again'] as const;
export type JoinedItemEvent = (typeof joinedItemEvents)[number];

/** A department may finish or return a case in its very first answer. */
export const joinedItemTransitions = [
  { from: 'waiting', event: 'ready', to: 'sending' },
  { from: 'sending', event: 'accepted', to: 'accepted' },
  { from: 'sending', event: 'done', to: 'done' },
  { from: 'sending', event: 'returned', to: 'returned' },
  { from: 'accepted', event: 'done', to: 'done' },
  { from: 'accepted', event: 'returned', to: 'returned' },
  { from: 'returned', event: 'sent_again', to: 'sending' },
] satisfies Transition<JoinedItemStatus, JoinedItemEvent>[];

export interface JoinedItemInfo {
  title: string;
  department: string;
  /** What it brings, in one sentence. */
  note: string;
  /** A social security card is made out to an ID number. */
  needsIdNumber: boolean;
}

export const joinedItemInfo = {
  household: {
    title: '上户口',
    department: '公安',
    note: '派出所办好后，宝宝就有身份证号码，医保会自动换成新号码。',
    needsIdNumber: false,
  },
  socialCard: {
    title: '社保卡',
    department: '人社',
    note: '上好户口、有了身份证号码后自动申领。',
    needsIdNumber: true,
  },
  vaccination: {
    title: '预防接种证',
    department: '疾控',
    note: '到社区卫生服务中心打疫苗时用。',
    needsIdNumber: false,
  },
  maternity: {
    title: '生育费用报销',
    department: '医保',
    note: '按规定报销妈妈住院分娩的费用。',
    needsIdNumber: false,
  },
} satisfies Record<JoinedItemKind, JoinedItemInfo>;
