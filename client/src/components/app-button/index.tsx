import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { Icon, type IconName } from '../icon';
import { Pressable } from '../pressable';
import './index.scss';

interface AppButtonProps {
  id: string;
  children: ReactNode;
  onPress: () => void;
  /** One primary a page. */
  kind?: 'primary' | 'secondary' | 'text' | 'danger';
  /** Work is under way: shows a turning ring and ignores presses. */
  busy?: boolean;
  /** What is being done, e.g. 「正在提交」. */
  busyText?: string;
  disabled?: boolean;
  icon?: IconName;
  label?: string;
}

/** The one button of the app. */
export function AppButton({
  id,
  children,
  onPress,
  kind = 'primary',
  busy = false,
  busyText = '请稍候',
  disabled = false,
  icon,
  label,
}: AppButtonProps) {
  return (
    <Pressable
      id={id}
      className={`app-button app-button--${kind} ${disabled ? 'app-button--disabled' : ''}`}
      onPress={onPress}
      disabled={disabled || busy}
      label={label}
    >
      {busy && <View className="app-button__ring" />}
      {icon && !busy && <Icon name={icon} className="app-button__icon" />}
      <Text className="app-button__text">{busy ? busyText : children}</Text>
    </Pressable>
  );
}
