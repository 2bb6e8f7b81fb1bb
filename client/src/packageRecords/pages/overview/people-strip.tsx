import { ScrollView, Text, View } from '@tarojs/components';
import { Avatar } from '@/components/avatar';
import { Dot } from '@/components/badge';
import { Pressable } from '@/components/pressable';
import { aria } from '@/services/aria';
import { relationWord } from '@/services/words';
import { accessFace, type RecordPerson } from '../../model/records';

interface PeopleStripProps {
  people: readonly RecordPerson[];
  shownId: string;
  onShow: (personId: string) => void;
}

function nameOf({ access, relation, person }: RecordPerson): string {
  if (access === 'self') return '本人';
  return relation === null ? person.nameMasked : relationWord(relation);
}

/** Whose records: everybody of the family, those who have not agreed yet among them. */
export function PeopleStrip({ people, shownId, onShow }: PeopleStripProps) {
  return (
    <ScrollView className="people-strip" scrollX enhanced showScrollbar={false}>
      <View className="people-strip__line" {...aria({ role: 'tablist', label: '看谁的记录' })}>
        {people.map((each) => {
          const { personId, nameMasked } = each.person;
          const { tone, word } = accessFace(each);
          const shown = personId === shownId;
          return (
            <Pressable
              key={personId}
              id={`person-${personId}`}
              className={`person-tab ${shown ? 'person-tab--shown' : ''}`}
              role="tab"
              state={{ selected: shown }}
              onPress={() => onShow(personId)}
            >
              <Avatar name={nameMasked.replace(/\*/g, '') || nameOf(each)} active={shown} />
              <Text className="person-tab__name">{nameOf(each)}</Text>
              <Dot tone={tone} word={word} />
            </Pressable>
          );
        })}
      </View>
    </ScrollView>
  );
}
