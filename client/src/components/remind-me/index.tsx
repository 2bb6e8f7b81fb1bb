import { useState } from 'react';
import { View } from '@tarojs/components';
import { aria } from '@/services/aria';
import { allowMessages, canAskForMessages } from '@/services/messages';
import { AppButton } from '../app-button';
import { Icon } from '../icon';
import './index.scss';

interface RemindMeProps {
  id: string;
  /** At most three: WeChat asks for no more at once. */
  topics: readonly string[];
  /** On the button, e.g. 「快截止时提醒我」. */
  words: string;
  onAllowed?: () => void;
}

type Answer = 'open' | 'allowed' | 'declined';

const ANSWERS = {
  allowed: '好的，到时候在微信里提醒您',
  declined: '没有打开也没关系，「消息」里都能看到',
} as const;

/** Lets a person allow a WeChat message where it makes sense. Only WeChat can ask: nothing on H5. */
export function RemindMe({ id, topics, words, onAllowed }: RemindMeProps) {
  const [answer, setAnswer] = useState<Answer>('open');
  const [busy, setBusy] = useState(false);
  if (!canAskForMessages()) return null;
  const ask = async () => {
    setBusy(true);
    const allowed = await allowMessages(topics);
    setBusy(false);
    setAnswer(allowed > 0 ? 'allowed' : 'declined');
    if (allowed > 0) onAllowed?.();
  };
  return (
    <View className="remind-me">
      {answer !== 'allowed' && (
        <AppButton id={id} kind="text" icon="bell" busy={busy} onPress={() => void ask()}>
          {words}
        </AppButton>
      )}
      {answer !== 'open' && (
        <View className="remind-me__answer" {...aria({ live: 'polite' })}>
          <Icon name={answer === 'allowed' ? 'check' : 'info'} className="remind-me__icon" />
          <View>{ANSWERS[answer]}</View>
        </View>
      )}
    </View>
  );
}
