import { Text, View } from '@tarojs/components';
import type { Output } from '@yibao/shared/contracts';
import { Avatar } from '@/components/avatar';
import { HoldToReveal } from '@/components/hold-to-reveal';
import { Pressable } from '@/components/pressable';
import { type Relation, documentTypeWords, relationWord } from '@/services/words';

interface PersonCardProps {
  person: Output<'identity.listFamily'>['self'];
  relation: Relation | null;
  /** Not for oneself. */
  onRemove?: () => void;
}

/** One person: who it is to the caller, the masked name and document. */
export function PersonCard({ person, relation, onRemove }: PersonCardProps) {
  const { personId, name, nameMasked, documentType, documentMasked } = person;
  return (
    <View id={`person-${personId}`} className="person-card">
      <Avatar name={nameMasked.replace(/\*/g, '')} active={relation === null} />
      <View className="person-card__words">
        <View className="person-card__top">
          <Text className="person-card__relation">{relationWord(relation)}</Text>
          <HoldToReveal id={`name-${personId}`} masked={nameMasked} clear={name} />
        </View>
        <View className="person-card__document">{documentTypeWords[documentType].label}</View>
        <View className="person-card__document">{documentMasked}</View>
      </View>
      {onRemove && (
        <Pressable
          id={`remove-${personId}`}
          className="person-card__remove"
          label={`移除${relationWord(relation)}`}
          onPress={onRemove}
        >
          <Text>移除</Text>
        </Pressable>
      )}
    </View>
  );
}
