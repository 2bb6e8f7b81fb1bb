import { Text, View } from '@tarojs/components';
import { aria } from '@/services/aria';
import { FieldFrame } from '../field';
import { Pressable } from '../pressable';
import './index.scss';

export interface Choice<T extends string> {
  value: T;
  label: string;
  note?: string;
}

interface ChoiceListProps<T extends string> {
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  choices: readonly Choice<T>[];
  value: T | undefined;
  onChange: (value: T) => void;
  /** Short answers stand in columns. */
  columns?: 1 | 2 | 3;
}

/** One answer out of several, as large targets. Each has the id `<id>-<value>`. */
export function ChoiceList<T extends string>({
  id,
  label,
  hint,
  error,
  choices,
  value,
  onChange,
  columns = 1,
}: ChoiceListProps<T>) {
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <View
        className={`choice-list choice-list--${columns}`}
        {...aria({ role: 'radiogroup', label })}
      >
        {choices.map((choice) => {
          const chosen = choice.value === value;
          return (
            <Pressable
              key={choice.value}
              id={`${id}-${choice.value}`}
              className={`choice ${chosen ? 'choice--chosen' : ''}`}
              role="radio"
              state={{ checked: chosen }}
              onPress={() => onChange(choice.value)}
            >
              <View className="choice__mark" />
              <View className="choice__words">
                <Text className="choice__label">{choice.label}</Text>
                {choice.note && <View className="choice__note">{choice.note}</View>}
              </View>
            </Pressable>
          );
        })}
      </View>
    </FieldFrame>
  );
}
