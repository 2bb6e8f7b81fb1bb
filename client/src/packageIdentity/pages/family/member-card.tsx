import { Text, View } from '@tarojs/components';
import type { Output } from '@yibao/shared/contracts';
import { Avatar } from '@/components/avatar';
import { HoldToReveal } from '@/components/hold-to-reveal';
import { Pressable } from '@/components/pressable';
import { type Relation, documentTypeWords, relationWord } from '@/services/words';

interface MemberCardProps {
  person: Output<'identity.listFamily'>['self'];
  relation: Relation | null;
  /** A child one is the guardian of: that ends by itself at 18, not by a tap. */
  guardian?: boolean;
  /** Not for oneself and not for a child in one's care. */
  onRemove?: () => void;
}

/** One person: who it is to the caller, the masked name and document. */
export function MemberCard({ person, relation, guardian = false, onRemove }: MemberCardProps) {
  const { personId, name, nameMasked, documentType, documentMasked } = person;
  return (
    <View id={`person-${personId}`} className="member-card">
      <Avatar name={nameMasked.replace(/\*/g, '')} active={relation === null} />
      <View className="member-card__words">
        <View className="member-card__top">
          <Text className="member-card__relation">{relationWord(relation)}</Text>
          <HoldToReveal id={`name-${personId}`} masked={nameMasked} clear={name} />
        </View>
        <View className="member-card__document">{documentTypeWords[documentType].label}</View>
        <View className="member-card__document">{documentMasked}</View>
        {guardian && <View className="member-card__guardian">您是监护人</View>}
      </View>
      {onRemove && (
        <Pressable
          id={`remove-${personId}`}
          className="member-card__remove"
          label={`移除${relationWord(relation)}`}
          onPress={onRemove}
        >
          <Text>移除</Text>
        </Pressable>
      )}
    </View>
  );
}
