import { Text, View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { aria } from '@/services/aria';
import { goTo } from '@/services/navigate';
import type { Tone } from '@/services/words';
import type { Progress } from '../../model/registration';

const WORDS = {
  waiting: { tone: 'wait', word: '排队中' },
  running: { tone: 'info', word: '正在登记' },
  done: { tone: 'ok', word: '已登记' },
  problem: { tone: 'danger', word: '要先办一件事' },
  failed: { tone: 'danger', word: '这一位没办成' },
} as const satisfies Record<Progress['state'], { tone: Tone; word: string }>;

interface ProgressListProps {
  progress: Progress[];
  nameOf: (personId: string) => string;
}

/** How far everybody's registration is; each one stands on its own. */
export function ProgressList({ progress, nameOf }: ProgressListProps) {
  return (
    <View id="register-progress" className="progress" {...aria({ live: 'polite' })}>
      {progress.map(({ personId, state, message, enrollmentId }) => (
        <View key={personId} id={`progress-${personId}`} className="progress__person">
          <View className="progress__top">
            <Text className="progress__name">{nameOf(personId)}</Text>
            <Badge tone={WORDS[state].tone} word={WORDS[state].word} />
          </View>
          {message && <View className="progress__message">{message}</View>}
          {state === 'problem' && enrollmentId !== null && (
            <AppButton
              id={`resolve-${personId}`}
              kind="secondary"
              onPress={() => goTo('conflict', { enrollmentId })}
            >
              看看怎么办
            </AppButton>
          )}
        </View>
      ))}
    </View>
  );
}
