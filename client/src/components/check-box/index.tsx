import type { ReactNode } from 'react';
import { View } from '@tarojs/components';
import { Icon } from '../icon';
import { Pressable } from '../pressable';
import './index.scss';

interface CheckBoxProps {
  id: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  /** For a screen reader, where the content is more than a sentence. */
  label?: string;
  disabled?: boolean;
}

/** Yes or no to one thing, e.g. whether a person is among those to pay for. */
export function CheckBox({ id, checked, onChange, children, label, disabled }: CheckBoxProps) {
  return (
    <Pressable
      id={id}
      className={`check-box ${checked ? 'check-box--checked' : ''}`}
      role="checkbox"
      state={{ checked }}
      label={label}
      disabled={disabled}
      onPress={() => onChange(!checked)}
    >
      <View className="check-box__mark">
        {checked && <Icon name="check" className="check-box__tick" />}
      </View>
      <View className="check-box__content">{children}</View>
    </Pressable>
  );
}

interface SwitchProps {
  id: string;
  title: string;
  note?: string | undefined;
  /** Under the title, e.g. a badge. */
  mark?: ReactNode;
  on: boolean;
  onChange: (on: boolean) => void;
}

/** A setting that takes effect at once. */
export function SwitchRow({ id, title, note, mark, on, onChange }: SwitchProps) {
  return (
    <Pressable
      id={id}
      className="switch-row"
      role="switch"
      label={note ? `${title}，${note}` : title}
      state={{ checked: on }}
      onPress={() => onChange(!on)}
    >
      <View className="switch-row__words">
        <View className="switch-row__title">{title}</View>
        {note && <View className="switch-row__note">{note}</View>}
        {mark}
      </View>
      <View className="switch-row__state">{on ? '开' : '关'}</View>
      <View className={`switch-row__track ${on ? 'switch-row__track--on' : ''}`}>
        <View className="switch-row__knob" />
      </View>
    </Pressable>
  );
}
