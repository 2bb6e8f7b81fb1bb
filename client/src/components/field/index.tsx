import type { ReactNode } from 'react';
import { Input, Text, View } from '@tarojs/components';
import { aria } from '@/services/aria';
import { inputIdOf } from '@/services/focus';
import { Icon } from '../icon';
import './index.scss';

interface FieldFrameProps {
  id: string;
  label: string;
  hint?: string | undefined;
  /** What is wrong and what to do, at the field. */
  error?: string | undefined;
  children: ReactNode;
}

/** Label, hint and error around any control. */
export function FieldFrame({ id, label, hint, error, children }: FieldFrameProps) {
  return (
    <View id={id} className={`field ${error ? 'field--wrong' : ''}`}>
      <Text className="field__label">{label}</Text>
      {hint && <View className="field__hint">{hint}</View>}
      {error && (
        <View className="field__error" {...aria({ live: 'polite' })}>
          <Icon name="alert" className="field__error-icon" />
          <Text className="field__error-text">{error}</Text>
        </View>
      )}
      {children}
    </View>
  );
}

interface FieldProps extends Omit<FieldFrameProps, 'children'> {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  /** Which keyboard: 'idcard' has the X, 'digit' figures only. */
  type?: 'text' | 'idcard' | 'number' | 'digit';
  maxLength?: number;
  placeholder?: string;
  /** Good news about what was typed, e.g. 「号码格式正确」. */
  praise?: string | undefined;
}

/** What the inner element of Taro's H5 input gets; in the mini-program the input itself has it. */
function inputAria(props: FieldProps): object {
  const label = props.hint ? `${props.label},${props.hint}` : props.label;
  if (process.env.TARO_ENV !== 'h5') return { ariaLabel: label };
  const nativeProps = {
    id: inputIdOf(props.id),
    'aria-label': label,
    'aria-invalid': props.error ? 'true' : 'false',
    autocomplete: 'off',
    autocapitalize: props.type === 'idcard' ? 'characters' : 'off',
    spellcheck: 'false',
  };
  return { nativeProps };
}

/** One question with a line to type on. */
export function Field(props: FieldProps) {
  const { id, label, hint, error, value, onChange, onBlur, type = 'text', praise } = props;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <Input
        id={process.env.TARO_ENV === 'h5' ? `${id}-box` : inputIdOf(id)}
        className="field__input"
        type={type}
        value={value}
        maxlength={props.maxLength ?? 60}
        placeholder={props.placeholder ?? ''}
        placeholderClass="field__placeholder"
        onInput={(event) => onChange(event.detail.value)}
        onBlur={() => onBlur?.()}
        {...inputAria(props)}
      />
      {praise && !error && (
        <View className="field__praise" {...aria({ live: 'polite' })}>
          <Icon name="check" className="field__error-icon" />
          <Text>{praise}</Text>
        </View>
      )}
    </FieldFrame>
  );
}
