import { Picker, Text, View } from '@tarojs/components';
import { FieldFrame } from '@/components/field';
import { aria } from '@/services/aria';
import { inputIdOf } from '@/services/focus';
import './index.scss';

interface MomentFieldProps {
  id: string;
  label: string;
  hint?: string;
  error?: string | undefined;
  mode: 'date' | 'time';
  /** 'YYYY-MM-DD' or 'HH:mm'; '' while nothing is chosen. */
  value: string;
  onChange: (value: string) => void;
  /** Last day that can be chosen. */
  max?: string;
  /** What stands there while nothing is chosen. */
  placeholder: string;
  /** The value as people say it. */
  words: string;
}

/**
 * The browser's own field: it works with keyboard and screen reader, which Taro's drawn wheel does
 * not.
 */
function BrowserField({ id, label, error, mode, value, onChange, max, words }: MomentFieldProps) {
  return (
    <>
      <input
        id={inputIdOf(id)}
        className="field__input moment-field__native"
        type={mode}
        value={value}
        max={max}
        aria-label={label}
        aria-invalid={error ? 'true' : 'false'}
        onChange={(event) => onChange(event.target.value)}
      />
      {words && (
        <View className="moment-field__words" {...aria({ live: 'polite' })}>
          {words}
        </View>
      )}
    </>
  );
}

function WheelField(props: MomentFieldProps) {
  const { id, label, mode, value, onChange, max, placeholder, words } = props;
  const shown = (
    <View className="field__input moment-field__shown">
      {words ? <Text>{words}</Text> : <Text className="field__placeholder">{placeholder}</Text>}
    </View>
  );
  const common = { id: inputIdOf(id), ...aria({ label: `${label}，${words || placeholder}` }) };
  if (mode === 'time') {
    return (
      <Picker
        {...common}
        mode="time"
        value={value}
        onChange={(event) => onChange(event.detail.value)}
      >
        {shown}
      </Picker>
    );
  }
  return (
    <Picker
      {...common}
      mode="date"
      value={value}
      {...(max === undefined ? {} : { end: max })}
      onChange={(event) => onChange(event.detail.value)}
    >
      {shown}
    </Picker>
  );
}

/** One question whose answer is a day or a time of day. */
export function MomentField(props: MomentFieldProps) {
  const { id, label, hint, error } = props;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      {process.env.TARO_ENV === 'h5' ? <BrowserField {...props} /> : <WheelField {...props} />}
    </FieldFrame>
  );
}
