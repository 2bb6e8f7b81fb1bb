import { ScrollView, Text, View } from '@tarojs/components';
import { aria } from '@/services/aria';
import { Pressable } from '../pressable';
import './index.scss';

interface ChipsProps {
  id: string;
  label: string;
  choices: readonly { value: string; word: string }[];
  value: string;
  onChange: (value: string) => void;
}

/** One answer of a few words, in a line that can be pushed sideways. Ids `<id>-<value>`. */
export function Chips({ id, label, choices, value, onChange }: ChipsProps) {
  return (
    <ScrollView className="chips" scrollX enhanced showScrollbar={false}>
      <View className="chips__line" {...aria({ role: 'radiogroup', label })}>
        {choices.map((choice) => (
          <Pressable
            key={choice.value}
            id={`${id}-${choice.value}`}
            className={`chip ${choice.value === value ? 'chip--chosen' : ''}`}
            role="radio"
            state={{ checked: choice.value === value }}
            onPress={() => onChange(choice.value)}
          >
            <Text>{choice.word}</Text>
          </Pressable>
        ))}
      </View>
    </ScrollView>
  );
}
