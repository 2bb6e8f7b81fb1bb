import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { Tone } from '@/services/words';
import { toneIcons } from '../badge';
import { Heading } from '../heading';
import { Icon } from '../icon';
import { ThinTimeline, type TimelineStep } from '../timeline';
import './index.scss';

interface StatusCardProps {
  id?: string;
  tone: Tone;
  /** State in a word, beside the icon: 「待缴费」. */
  word: string;
  /** What it is about: 「妈妈 · 2026 年度」. */
  about?: string;
  /** The answer: one plain sentence. */
  sentence: string;
  /** The sentence is the page's own title. */
  isPageTitle?: boolean;
  steps?: readonly TimelineStep[];
  children?: ReactNode;
}

/** The answer first: who and when, one sentence, the way so far, and below it the next step. */
export function StatusCard({
  id,
  tone,
  word,
  about,
  sentence,
  isPageTitle = false,
  steps = [],
  children,
}: StatusCardProps) {
  return (
    <View {...(id ? { id } : {})} className={`status-card status-card--${tone}`}>
      <View className="status-card__top">
        <View className="status-card__word">
          <Icon name={toneIcons[tone]} className="status-card__icon" />
          <Text>{word}</Text>
        </View>
        {about && <Text className="status-card__about">{about}</Text>}
      </View>
      <Heading level={isPageTitle ? 1 : 2} status>
        {sentence}
      </Heading>
      {steps.length > 0 && (
        <View className="status-card__steps">
          <ThinTimeline steps={steps} />
        </View>
      )}
      {children && <View className="status-card__rest">{children}</View>}
    </View>
  );
}
