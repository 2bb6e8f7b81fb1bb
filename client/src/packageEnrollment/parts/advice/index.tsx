import { Text, View } from '@tarojs/components';
import './index.scss';

/** What to do, one numbered step a line. */
export function Advice({ steps }: { steps: readonly string[] }) {
  if (steps.length === 0) return null;
  return (
    <View className="advice">
      {steps.map((step, n) => (
        <View key={step} className="advice__step">
          <Text className="advice__number">{n + 1}</Text>
          <View className="advice__words">{step}</View>
        </View>
      ))}
    </View>
  );
}
