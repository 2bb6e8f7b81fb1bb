import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Notice } from '@/components/notice';
import { RemindMe } from '@/components/remind-me';
import { shortDayWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import type { Overview } from './standing';

/** shared/policy/<region>/reminders.json, closesBeforeDays. */
const REMINDED_DAYS_BEFORE = 7;

interface DeadlineBandProps {
  overview: Overview;
  /** What the card above says already. */
  said: string;
}

/** Days left in the window, who has not paid, and one payment for all of them. */
export function DeadlineBand({ overview, said }: DeadlineBandProps) {
  const { year, unpaidCount, coverageYear } = overview;
  if (year.status !== 'open') {
    if (unpaidCount === 0 || said === year.sentence) return null;
    return (
      <Notice id="deadline" tone={year.status === 'late' ? 'warn' : 'wait'} title={year.sentence} />
    );
  }
  if (unpaidCount === 0) return null;
  return (
    <View id="deadline" className="deadline">
      <View className="deadline__words">
        <View className="deadline__title">{daysLeftWords(year)}</View>
        <View className="deadline__text">
          {`${untilWords(year)}家里还有 ${unpaidCount} 人没缴`}
        </View>
      </View>
      {unpaidCount > 1 && (
        <AppButton
          id="pay-all"
          kind="secondary"
          onPress={() => goTo('choose', { year: coverageYear })}
        >
          一次缴清
        </AppButton>
      )}
      {/* with a week left the reminder has been told */}
      {year.daysLeft !== null && year.daysLeft > REMINDED_DAYS_BEFORE && (
        <RemindMe id="remind-deadline" topics={['windowCloses']} words="快截止时提醒我" />
      )}
    </View>
  );
}

function daysLeftWords({ daysLeft, sentence }: Overview['year']): string {
  if (daysLeft === null) return sentence;
  return daysLeft === 0 ? '今天是集中缴费期最后一天' : `集中缴费期还剩 ${daysLeft} 天`;
}

function untilWords({ collectionTo }: Overview['year']): string {
  return collectionTo === null ? '' : `到 ${shortDayWords(collectionTo)}止，`;
}
