import { Text, View } from '@tarojs/components';
import { HOTLINE, useAppInfo } from '@/services/app-info';
import { aria } from '@/services/aria';
import { momentWords, relativeMomentWords } from '@/services/format';
import { Card } from '../card';
import './index.scss';

const steps = [
  '带上证件原件',
  '到就近的医保窗口，或镇街、村（社区）服务点',
  '把这里的 8 位数字给工作人员看',
];

/** How a counter code is used: three things to do, in order. */
export function HowItWorks() {
  return (
    <Card title="怎么用">
      {steps.map((words, index) => (
        <View key={words} className="how-step">
          <View className="how-step__number">{index + 1}</View>
          <Text className="how-step__words">{words}</Text>
        </View>
      ))}
      <View className="how-note">{`不知道去哪里？拨打 ${HOTLINE} 问一问。`}</View>
    </Card>
  );
}

interface CounterCodeProps {
  /** What it is called, above it. */
  label: string;
  /** Eight digits. */
  code: string;
  expiresAt: number | null;
}

/** The code, large enough to be read across a counter. */
export function CounterCode({ label, code, expiresAt }: CounterCodeProps) {
  const now = useAppInfo()?.now;
  const until =
    expiresAt === null || now === undefined
      ? expiresAt && momentWords(expiresAt)
      : relativeMomentWords(expiresAt, now);
  return (
    <View className="counter-code">
      <View className="counter-code__label">{label}</View>
      <View
        id="counter-code-digits"
        className="counter-code__digits"
        {...aria({ role: 'text', label: `核验码 ${Array.from(code).join(' ')}` })}
      >
        <Text className="counter-code__group">{code.slice(0, 4)}</Text>
        <Text className="counter-code__group">{code.slice(4)}</Text>
      </View>
      {until && <View className="counter-code__until">{`${until} 前有效`}</View>}
    </View>
  );
}
