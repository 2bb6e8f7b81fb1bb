import { View } from '@tarojs/components';
import { Card } from '@/components/card';
import { SwitchRow } from '@/components/check-box';
import { RemindMe } from '@/components/remind-me';
import { Row } from '@/components/row';
import { canAskForMessages } from '@/services/messages';
import { type Group, groups, leftWords, type Settings } from './words';

interface GroupCardProps {
  group: Group;
  settings: Settings;
  onSwitch: (on: boolean) => void;
  onAllowed: () => void;
}

/** WeChat asks for at most three kinds at once. */
const MAX_ASKED = 3;

/** One group: on or off, how many WeChat messages of each kind are left, and asking for more. */
export function GroupCard({ group, settings, onSwitch, onAllowed }: GroupCardProps) {
  const { title, note, topics } = groups[group];
  const on = !settings.muted.includes(group);
  const kinds = topics.flatMap(({ topic, label }) => {
    const kind = settings.kinds.find((each) => each.topic === topic);
    // where nothing can be allowed, only what was allowed elsewhere is worth a line
    const isShown = kind && (canAskForMessages() || kind.remaining > 0);
    return isShown ? [{ ...kind, label }] : [];
  });
  const scarce = kinds
    .filter(({ longTerm, remaining }) => !longTerm || remaining === 0)
    .sort((a, b) => a.remaining - b.remaining)
    .slice(0, MAX_ASKED);
  const showsLeft = on && settings.wechat && kinds.length > 0;
  return (
    <Card flush>
      <SwitchRow id={`group-${group}`} title={title} note={note} on={on} onChange={onSwitch} />
      {showsLeft && (
        <View className="reminders-kinds">
          {kinds.map((kind) => (
            <Row key={kind.topic} label={kind.label}>
              {leftWords(kind)}
            </Row>
          ))}
          {scarce.length > 0 && (
            <RemindMe
              id={`again-${group}`}
              topics={scarce.map(({ topic }) => topic)}
              words={
                scarce.every(({ remaining }) => remaining === 0) ? '在微信里提醒我' : '再提醒我'
              }
              onAllowed={onAllowed}
            />
          )}
        </View>
      )}
    </Card>
  );
}
