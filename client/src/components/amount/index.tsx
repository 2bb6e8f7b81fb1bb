import { Text, View } from '@tarojs/components';
import { aria } from '@/services/aria';
import { yuan } from '@/services/format';
import { usePreferences } from '@/services/preferences';
import './index.scss';

interface AmountProps {
  /** Integer fen. */
  fen: number;
  size?: 'large' | 'normal';
  /** Shown even where the person chose to hide amounts, e.g. just before paying it. */
  always?: boolean;
}

/** An amount of money: a small ¥ and tabular figures; dots where the person hides amounts. */
export function Amount({ fen, size = 'normal', always = false }: AmountProps) {
  const { hideAmounts } = usePreferences();
  const hidden = hideAmounts && !always;
  const figure = hidden ? '••••' : yuan(fen);
  return (
    <View
      className={`amount amount--${size}`}
      {...aria({ role: 'text', label: hidden ? '金额已隐藏' : `${figure} 元` })}
    >
      <Text className="amount__sign">¥</Text>
      <Text className="amount__figure">{figure}</Text>
    </View>
  );
}
