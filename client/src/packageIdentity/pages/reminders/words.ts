import type { Output } from '@yibao/shared/contracts';

export type Settings = Output<'identity.reminderSettings'>;
export type Group = Settings['muted'][number];
export type Topic = Settings['kinds'][number]['topic'];

interface GroupWords {
  title: string;
  note: string;
  /** In the order in which they are shown and asked for. */
  topics: readonly { topic: Topic; label: string }[];
}

export const groups = {
  deadlines: {
    title: '缴费的期限',
    note: '开始缴费、快要截止还有人没缴时',
    topics: [
      { topic: 'windowCloses', label: '快要截止' },
      { topic: 'windowOpens', label: '开始缴费' },
      { topic: 'newbornCloses', label: '新生儿 90 天' },
    ],
  },
  results: {
    title: '办理的结果',
    note: '缴费、到账、外地停保、退费有结果时',
    topics: [
      { topic: 'payment', label: '缴费' },
      { topic: 'posted', label: '到账' },
      { topic: 'enrollment', label: '外地停保' },
      { topic: 'refund', label: '退费' },
    ],
  },
  cover: {
    title: '可以报销的日子',
    note: '等待期结束、医保生效的前一天',
    topics: [{ topic: 'coverBegins', label: '医保生效' }],
  },
  consent: {
    title: '信息授权',
    note: '有机构想看您的医保信息、来看过，或者授权快到期时',
    topics: [
      { topic: 'consentAsked', label: '有人想看' },
      { topic: 'consentUsed', label: '有人看过' },
      { topic: 'consentEnds', label: '快要到期' },
    ],
  },
} as const satisfies Record<Group, GroupWords>;

export const groupNames = Object.keys(groups) as Group[];

/** 「21:00」 as people say it: 「晚上 9 点」. */
export function hourSaid(clock: string): string {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  const half = hour < 12 ? '早上' : hour < 18 ? '下午' : '晚上';
  const rest = minute === 0 ? '' : ` ${minute} 分`;
  return `${half} ${hour > 12 ? hour - 12 : hour} 点${rest}`;
}

/** How many WeChat messages of a kind are left, in words. */
export function leftWords({ remaining, longTerm }: { remaining: number; longTerm: boolean }) {
  if (remaining === 0) return '还没打开';
  return longTerm ? '一直提醒' : `还能提醒 ${remaining} 次`;
}
