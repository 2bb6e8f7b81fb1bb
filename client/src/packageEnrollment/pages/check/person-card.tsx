import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { Amount } from '@/components/amount';
import { Badge } from '@/components/badge';
import { Heading } from '@/components/heading';
import { Row } from '@/components/row';
import { amountWords } from '@/services/format';
import type { Tone } from '@/services/words';
import { type Facts, periodLines, waitingSentence } from '../../model/check-groups';

interface PersonCardProps {
  name: string;
  tone: Tone;
  word: string;
  /** The answer: one plain sentence. */
  sentence: string;
  children?: ReactNode;
}

/** One person: who, the answer, and below it what it rests on or what to do. */
export function PersonCard({ name, tone, word, sentence, children }: PersonCardProps) {
  return (
    <View className="person-card">
      <View className="person-card__top">
        <Text className="person-card__name">{name}</Text>
        <Badge tone={tone} word={word} />
      </View>
      <Heading level={2}>{sentence}</Heading>
      {children}
    </View>
  );
}

function subsidyWords({
  standardFen,
  subsidyFen,
  subsidyReason,
}: NonNullable<Facts['fee']>): string {
  if (subsidyFen === 0) return '';
  const reason = subsidyReason === null ? '' : `(${subsidyReason})`;
  return `标准 ${amountWords(standardFen)}，政府补助 ${amountWords(subsidyFen)}${reason}`;
}

/** Fee, wait and period of a person who may go on. */
export function FactsList({ facts: { fee, waiting, cover, advice } }: { facts: Facts }) {
  return (
    <View className="person-card__facts">
      {fee && (
        <Row label="个人要缴" note={subsidyWords(fee)}>
          <Amount fen={fee.payableFen} always />
        </Row>
      )}
      {waiting && waiting.months === 0 && (
        <Row label="等待期" note="缴费后还不能报销的时间">
          没有
        </Row>
      )}
      {waiting && waiting.months > 0 && (
        <View className="fact">
          <View className="fact__label">
            等待期<Text className="fact__plain">（缴费后还不能报销的时间）</Text>
          </View>
          <View className="fact__value fact__value--warn">{waitingSentence(waiting)}</View>
          {waiting.reason && <View className="fact__note">{waiting.reason}</View>}
        </View>
      )}
      {cover && (
        <View className="fact">
          <View className="fact__label">
            待遇享受期<Text className="fact__plain">（可以报销的时间）</Text>
          </View>
          {periodLines(cover).map((line) => (
            <View key={line} className="fact__value">
              {line}
            </View>
          ))}
        </View>
      )}
      {advice.map((hint) => (
        <View key={hint} className="fact fact__note">
          {hint}
        </View>
      ))}
    </View>
  );
}
