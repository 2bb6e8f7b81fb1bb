import { Text, View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { CheckBox } from '@/components/check-box';
import { Icon } from '@/components/icon';
import { Notice } from '@/components/notice';
import { Pressable } from '@/components/pressable';
import { goTo } from '@/services/navigate';
import { relationWord } from '@/services/words';
import { type Choice, everybodyPaid } from '../../model/choices';

interface MemberProps {
  choice: Choice;
  checked: boolean;
  onTurn: (personId: string) => void;
}

function Who({ choice }: { choice: Choice }) {
  const { standing, label, tone } = choice;
  return (
    <View className="member__words">
      <View className="member__head">
        <Text className="member__name">
          {`${relationWord(standing.relation)} ${standing.person.nameMasked}`}
        </Text>
        <Badge tone={tone} word={label} />
      </View>
      <View className="member__sentence">{standing.sentence}</View>
    </View>
  );
}

/** Where a person goes who cannot simply be ticked. */
function DetourLink({ choice: { personId, detour, standing } }: { choice: Choice }) {
  const { enrollmentId, orderId } = standing;
  if (detour === 'resolve' && enrollmentId !== null) {
    return (
      <AppButton
        id={`resolve-${personId}`}
        kind="secondary"
        onPress={() => goTo('conflict', { enrollmentId })}
      >
        {standing.state === 'problem' ? '看看怎么办' : '看看进度'}
      </AppButton>
    );
  }
  if (detour === 'resumePayment' && orderId !== null) {
    return (
      <AppButton
        id={`resume-${personId}`}
        kind="secondary"
        onPress={() => goTo('order', { orderId })}
      >
        去看这笔订单
      </AppButton>
    );
  }
  if (detour === 'recheck') {
    return (
      <AppButton
        id={`recheck-${personId}`}
        kind="secondary"
        onPress={() => goTo('check', { year: standing.coverageYear, people: personId })}
      >
        重新核对
      </AppButton>
    );
  }
  return null;
}

function Member({ choice, checked, onTurn }: MemberProps) {
  const { personId, selectable } = choice;
  if (selectable) {
    return (
      <View className="member">
        <CheckBox id={`member-${personId}`} checked={checked} onChange={() => onTurn(personId)}>
          <Who choice={choice} />
        </CheckBox>
      </View>
    );
  }
  return (
    <View id={`member-${personId}`} className="member member--fixed">
      <Who choice={choice} />
      <DetourLink choice={choice} />
    </View>
  );
}

interface FamilyProps {
  year: number;
  choices: Choice[];
  selected: string[];
  onTurn: (personId: string) => void;
}

function nobodyLeftWords(year: number, choices: Choice[]): string {
  return everybodyPaid(choices) ? `${year} 年都缴好了` : `${year} 年没有要缴费的人了`;
}

/** Everybody of the family: ticked, paid already, or with something to settle first. */
export function Family({ year, choices, selected, onTurn }: FamilyProps) {
  const nobodyLeft = !choices.some(({ selectable }) => selectable);
  return (
    <>
      {nobodyLeft && (
        <Notice id="nobody-left" tone="ok" title={nobodyLeftWords(year, choices)}>
          还有家人没参保？点下面「添加家人」
        </Notice>
      )}
      <View className="family">
        {choices.map((choice) => (
          <Member
            key={choice.personId}
            choice={choice}
            checked={selected.includes(choice.personId)}
            onTurn={onTurn}
          />
        ))}
        <Pressable
          id="add-family"
          className="add-family"
          role="link"
          onPress={() => goTo('familyAdd')}
        >
          <Icon name="plus" className="add-family__icon" />
          <Text className="add-family__text">添加家人</Text>
          <Icon name="chevron" className="add-family__arrow" />
        </Pressable>
      </View>
      {nobodyLeft && (
        <AppButton id="view-cover" kind="secondary" onPress={() => goTo('cover')}>
          查看我的参保
        </AppButton>
      )}
    </>
  );
}
