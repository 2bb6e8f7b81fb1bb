import { ScrollView, Text, View } from '@tarojs/components';
import { Avatar } from '@/components/avatar';
import { Dot } from '@/components/badge';
import { Icon } from '@/components/icon';
import { Pressable } from '@/components/pressable';
import { aria } from '@/services/aria';
import { goTo } from '@/services/navigate';
import { relationWord } from '@/services/words';
import type { Standing, StandingFace } from './standing';

interface FamilyStripProps {
  standings: readonly Standing[];
  faceOf: (standing: Standing) => StandingFace;
  /** The person whose card is shown. */
  shownId: string;
  onShow: (personId: string) => void;
}

/** Everybody in the family with their state; a tap shows that person's card. */
export function FamilyStrip({ standings, faceOf, shownId, onShow }: FamilyStripProps) {
  return (
    <ScrollView className="family-strip" scrollX enhanced showScrollbar={false}>
      <View className="family-strip__line">
        <View className="family-strip__tabs" {...aria({ role: 'tablist', label: '家庭成员' })}>
          {standings.map((standing) => (
            <Member
              key={standing.person.personId}
              standing={standing}
              face={faceOf(standing)}
              shown={standing.person.personId === shownId}
              onShow={onShow}
            />
          ))}
        </View>
        <Pressable
          id="add-member"
          className="family-member family-member--add"
          role="link"
          onPress={() => goTo('familyAdd')}
        >
          <View className="family-member__plus">
            <Icon name="plus" />
          </View>
          <Text className="family-member__name">加家人</Text>
        </Pressable>
      </View>
    </ScrollView>
  );
}

interface MemberProps {
  standing: Standing;
  face: StandingFace;
  shown: boolean;
  onShow: (personId: string) => void;
}

function Member({ standing, face, shown, onShow }: MemberProps) {
  const { person, relation } = standing;
  const { tone, word } = face;
  const name = relationWord(relation);
  return (
    <Pressable
      id={`member-${person.personId}`}
      className={`family-member ${shown ? 'family-member--shown' : ''}`}
      role="tab"
      state={{ selected: shown }}
      onPress={() => onShow(person.personId)}
    >
      <Avatar name={person.nameMasked.replace(/\*/g, '') || name} active={shown} />
      <Text className="family-member__name">{name}</Text>
      <Dot tone={tone} word={word} />
    </Pressable>
  );
}
