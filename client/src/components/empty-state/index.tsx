import type { ReactNode } from 'react';
import { View } from '@tarojs/components';
import { Heading } from '../heading';
import { Icon, type IconName } from '../icon';
import './index.scss';

interface EmptyStateProps {
  id?: string;
  icon: IconName;
  title: string;
  text?: string;
  /** The way on: usually one button. */
  children?: ReactNode;
}

/** Nothing here yet: says why, and what to do about it. */
export function EmptyState({ id, icon, title, text, children }: EmptyStateProps) {
  return (
    <View {...(id ? { id } : {})} className="empty-state">
      <View className="empty-state__icon">
        <Icon name={icon} className="empty-state__drawing" />
      </View>
      <Heading level={2}>{title}</Heading>
      {text && <View className="empty-state__text">{text}</View>}
      {children && <View className="empty-state__action">{children}</View>}
    </View>
  );
}
