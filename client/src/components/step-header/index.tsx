import { Text, View } from '@tarojs/components';
import { aria } from '@/services/aria';
import { Heading } from '../heading';
import './index.scss';

interface StepHeaderProps {
  step: number;
  of: number;
  /** The page's one question. */
  title: string;
  hint?: string;
}

/** Where one is in a flow, and its question. */
export function StepHeader({ step, of, title, hint }: StepHeaderProps) {
  const bars = Array.from({ length: of }, (_bar, index) => index < step);
  return (
    <View className="step-header">
      <View className="step-header__bars" {...aria({ hidden: true })}>
        {bars.map((reached, index) => (
          <View
            key={index}
            className={`step-header__bar ${reached ? 'step-header__bar--reached' : ''}`}
          />
        ))}
      </View>
      <Text className="step-header__count">{`第 ${step} 步，共 ${of} 步`}</Text>
      <Heading level={1}>{title}</Heading>
      {hint && <View className="step-header__hint">{hint}</View>}
    </View>
  );
}
