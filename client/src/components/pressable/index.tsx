import type { ReactNode } from 'react';
import { View } from '@tarojs/components';
import { type Aria, aria } from '@/services/aria';
import './index.scss';

interface PressableProps {
  id?: string | undefined;
  className?: string | undefined;
  children: ReactNode;
  onPress: () => void;
  disabled?: boolean | undefined;
  /** What it is for a screen reader; 'button' unless told. */
  role?: 'button' | 'link' | 'radio' | 'checkbox' | 'switch' | 'tab' | undefined;
  /** Replaces the text inside for a screen reader. */
  label?: string | undefined;
  state?: Pick<Aria, 'checked' | 'selected' | 'expanded'> | undefined;
}

/** Enter and space do in a browser what a finger does. */
function keyboard(onPress: () => void, disabled: boolean): object {
  if (process.env.TARO_ENV !== 'h5') return {};
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!disabled) onPress();
  };
  return { tabIndex: disabled ? -1 : 0, onKeyDown };
}

/** Anything that can be pressed, by finger, keyboard or screen reader, on both targets. */
export function Pressable({
  id = '',
  className = '',
  children,
  onPress,
  disabled = false,
  role = 'button',
  label,
  state = {},
}: PressableProps) {
  return (
    <View
      {...(id ? { id } : {})}
      className={`pressable ${disabled ? 'pressable--off' : ''} ${className}`}
      hoverClass={disabled ? 'none' : 'pressable--down'}
      hoverStartTime={20}
      hoverStayTime={80}
      onClick={disabled ? () => undefined : onPress}
      {...aria({ role, label, disabled: disabled || undefined, ...state })}
      {...keyboard(onPress, disabled)}
    >
      {children}
    </View>
  );
}
