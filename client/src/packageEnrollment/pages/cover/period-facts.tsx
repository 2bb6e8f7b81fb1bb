import { Text, View } from '@tarojs/components';
import { dayWords } from '@/services/format';
import { periodLines } from '../../model/check-groups';

interface PeriodFactsProps {
  cover: { from: string; to: string } | null;
  /** Last day without cover, null when there is no wait. */
  waitingUntil: string | null;
}

/** When one can and when one cannot claim, in plain words beside the official ones. */
export function PeriodFacts({ cover, waitingUntil }: PeriodFactsProps) {
  return (
    <>
      <View className="cover__fact">
        <View className="cover__label">
          待遇享受期<Text className="cover__plain">（可以报销的时间）</Text>
        </View>
        {(cover ? periodLines(cover) : ['缴费以后才能确定']).map((line) => (
          <View key={line} className="cover__value">
            {line}
          </View>
        ))}
      </View>
      <View className="cover__fact">
        <View className="cover__label">
          等待期<Text className="cover__plain">（缴费后还不能报销的时间）</Text>
        </View>
        <View className="cover__value">
          {waitingUntil === null ? '没有等待期' : `等到 ${dayWords(waitingUntil)}`}
        </View>
      </View>
    </>
  );
}
