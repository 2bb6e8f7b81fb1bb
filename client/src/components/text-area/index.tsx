import { Textarea, View } from '@tarojs/components';
import { FieldFrame } from '@/components/field';
import { inputIdOf } from '@/services/focus';
import './index.scss';

interface TextAreaProps {
  id: string;
  label: string;
  hint?: string;
  error?: string | undefined;
  value: string;
  onChange: (value: string) => void;
  maxLength: number;
  placeholder?: string;
}

/** What the inner element of Taro's H5 field gets; in the mini-program the field itself has it. */
function ariaOf({ id, label, error }: TextAreaProps): object {
  if (process.env.TARO_ENV !== 'h5') return { ariaLabel: label };
  const nativeProps = {
    id: inputIdOf(id),
    'aria-label': label,
    'aria-invalid': error ? 'true' : 'false',
    // A list of wrong fields puts the cursor here by it.
    tabindex: '0',
  };
  return { nativeProps };
}

/** One question with room for a few sentences, and how many characters are left. */
export function TextArea(props: TextAreaProps) {
  const { id, label, hint, error, value, onChange, maxLength, placeholder = '' } = props;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <Textarea
        id={process.env.TARO_ENV === 'h5' ? `${id}-box` : inputIdOf(id)}
        className="text-area"
        value={value}
        maxlength={maxLength}
        placeholder={placeholder}
        placeholderClass="field__placeholder"
        onInput={(event) => onChange(event.detail.value)}
        {...ariaOf(props)}
      />
      <View className="text-area__count">{`${value.length} / ${maxLength} 字`}</View>
    </FieldFrame>
  );
}
