import { Text, View } from '@tarojs/components';
import type { Tone } from '@/services/words';
import { Icon, type IconName } from '../icon';
import './index.scss';

export const toneIcons = {
  ok: 'check',
  warn: 'alert',
  danger: 'alert',
  info: 'info',
  wait: 'clock',
} as const satisfies Record<Tone, IconName>;

/** A state as icon and word on a weak ground. */
export function Badge({ tone, word }: { tone: Tone; word: string }) {
  return (
    <View className={`badge badge--${tone}`}>
      <Icon name={toneIcons[tone]} className="badge__icon" />
      <Text className="badge__word">{word}</Text>
    </View>
  );
}

/** The same without a ground, for narrow places such as the family strip. */
export function Dot({ tone, word }: { tone: Tone; word: string }) {
  return (
    <View className={`dot dot--${tone}`}>
      <Icon name={toneIcons[tone]} className="badge__icon" />
      <Text className="dot__word">{word}</Text>
    </View>
  );
}
