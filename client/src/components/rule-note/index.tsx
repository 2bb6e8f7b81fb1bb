import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { Icon } from '../icon';
import { Pressable } from '../pressable';
import './index.scss';

export interface AppliedRule {
  id: string;
  title: string;
  document: string;
  confidence: 'official' | 'reported' | 'assumed';
}

const confidenceWords = {
  official: '官方文件',
  reported: '公开报道，以当地公布为准',
  assumed: '按惯例推定，以当地公布为准',
} as const satisfies Record<AppliedRule['confidence'], string>;

function Rule({ rule }: { rule: AppliedRule }) {
  const [open, setOpen] = useState(false);
  return (
    <View className="rule-note__rule">
      <Pressable
        id={`rule-${rule.id.replace(/[^A-Za-z0-9_-]/g, '-')}`}
        className="rule-note__line"
        state={{ expanded: open }}
        onPress={() => setOpen(!open)}
      >
        <Text className="rule-note__title">{`依据：${rule.title}`}</Text>
        <Icon
          name="chevron"
          className={`rule-note__arrow ${open ? 'rule-note__arrow--open' : ''}`}
        />
      </Pressable>
      {open && (
        <View className="rule-note__document">
          <View>{`文件：${rule.document}`}</View>
          <View>{`来源：${confidenceWords[rule.confidence]}`}</View>
        </View>
      )}
    </View>
  );
}

/** The policy rows an answer rests on; a tap opens the number of the document. */
export function RuleNote({ rules }: { rules: readonly AppliedRule[] }) {
  if (rules.length === 0) return null;
  return (
    <View className="rule-note">
      {rules.map((rule) => (
        <Rule key={rule.id} rule={rule} />
      ))}
    </View>
  );
}
