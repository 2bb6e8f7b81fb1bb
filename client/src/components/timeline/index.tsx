import { Text, View } from '@tarojs/components';
import { dayWords, momentWords, shortDayWords } from '@/services/format';
import { aria } from '@/services/aria';
import { Icon, type IconName } from '../icon';
import './index.scss';

export interface TimelineStep {
  step: string;
  title: string;
  state: 'done' | 'current' | 'todo' | 'problem';
  /** Epoch milliseconds of a moment, or a day; both null when it is not known yet. */
  at: number | null;
  on: string | null;
  note: string;
}

const stateWords = {
  done: { word: '已完成', icon: 'check' },
  current: { word: '进行中', icon: 'clock' },
  todo: { word: '还没到', icon: null },
  problem: { word: '有问题', icon: 'alert' },
} as const satisfies Record<TimelineStep['state'], { word: string; icon: IconName | null }>;

function Mark({ state }: { state: TimelineStep['state'] }) {
  const { icon } = stateWords[state];
  return (
    <View className={`timeline-mark timeline-mark--${state}`}>
      {icon && <Icon name={icon} className="timeline-mark__icon" />}
    </View>
  );
}

function when(step: TimelineStep): string {
  if (step.at !== null) return momentWords(step.at);
  return step.on === null ? '' : dayWords(step.on);
}

/** The whole way from top to bottom, each step with its moment and a note. */
export function Timeline({ steps }: { steps: readonly TimelineStep[] }) {
  return (
    <View className="timeline" {...aria({ role: 'list' })}>
      {steps.map((step) => (
        <View
          key={step.step}
          className={`timeline__step timeline__step--${step.state}`}
          {...aria({ role: 'listitem' })}
        >
          <Mark state={step.state} />
          <View className="timeline__words">
            <View className="timeline__head">
              <Text className="timeline__title">{step.title}</Text>
              <Text className={`timeline__state timeline__state--${step.state}`}>
                {stateWords[step.state].word}
              </Text>
            </View>
            {when(step) && <View className="timeline__note">{when(step)}</View>}
            {step.note && <View className="timeline__note">{step.note}</View>}
          </View>
        </View>
      ))}
    </View>
  );
}

/** The same way as one thin line, for a card that says the rest in a sentence. */
export function ThinTimeline({ steps }: { steps: readonly TimelineStep[] }) {
  const spoken = steps.map((step) => `${step.title}${stateWords[step.state].word}`).join(',');
  return (
    <View className="thin-timeline" {...aria({ role: 'img', label: `进度：${spoken}` })}>
      {steps.map((step) => (
        <View key={step.step} className={`thin-timeline__step thin-timeline__step--${step.state}`}>
          <View className="thin-timeline__rail">
            <Mark state={step.state} />
          </View>
          <Text className="thin-timeline__title">{step.title}</Text>
          {step.on !== null && <Text className="thin-timeline__day">{shortDayWords(step.on)}</Text>}
        </View>
      ))}
    </View>
  );
}
