import { Text, View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { StatusCard } from '@/components/status-card';
import { HOTLINE, useAppInfo } from '@/services/app-info';
import { aria } from '@/services/aria';
import { momentWords, relativeMomentWords } from '@/services/format';
import { goHome, replaceWith } from '@/services/navigate';

const steps = [
  '带上证件原件',
  '到就近的医保窗口，或镇街、村（社区）服务点',
  '把这里的 8 位数字给工作人员看',
];

/** Three things to do, in order. */
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

/** The code, large enough to be read across a counter. */
export function CodeWaiting({ code, expiresAt }: { code: string; expiresAt: number | null }) {
  const info = useAppInfo();
  const now = info?.now;
  const until =
    expiresAt === null || now === undefined
      ? expiresAt && momentWords(expiresAt)
      : relativeMomentWords(expiresAt, now);
  return (
    <>
      <View className="counter-code">
        <View className="counter-code__label">您的柜台核验码</View>
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
      <Notice tone="info" title="窗口确认后，这里会自动变成「已确认」">
        这个号码只给医保工作人员看，不要发给别人。
      </Notice>
      <HowItWorks />
      <AppButton
        id="change-identity"
        kind="text"
        onPress={() => replaceWith('verify', { step: 'who', way: 'counter' })}
      >
        证件信息填错了？重新填写
      </AppButton>
    </>
  );
}

/** The clerk has confirmed: this is a verified person now. */
export function CodeConfirmed() {
  return (
    <StatusCard
      id="counter-confirmed"
      tone="ok"
      word="已确认"
      sentence="窗口已经确认您是本人"
      isPageTitle
    >
      <AppButton id="counter-done" onPress={goHome}>
        去首页，看看要办什么
      </AppButton>
    </StatusCard>
  );
}
