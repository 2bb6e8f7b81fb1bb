import { View } from '@tarojs/components';
import { aria } from '@/services/aria';
import './index.scss';

/** The shape of what comes: bars in a card, a list of rows, or a card with a button. */
export type SkeletonShape = 'status' | 'list' | 'form' | 'text';

const bars = {
  status: ['short', 'tall', 'tall-half', 'thin', 'button'],
  list: ['row', 'row', 'row'],
  form: ['short', 'field', 'short', 'field', 'button'],
  text: ['long', 'long', 'half'],
} as const satisfies Record<SkeletonShape, readonly string[]>;

/** Shown while a page waits; invisible for the first 300 ms, in which most answers come. */
export function Skeleton({ shape = 'status' }: { shape?: SkeletonShape }) {
  return (
    <View className="skeleton" {...aria({ role: 'status', label: '正在加载', live: 'polite' })}>
      {bars[shape].map((bar, index) => (
        <View key={index} className={`skeleton__bar skeleton__bar--${bar}`} />
      ))}
    </View>
  );
}
