import type { ReactNode } from 'react';
import { View } from '@tarojs/components';
import type { Tone } from '@/services/words';
import { aria } from '@/services/aria';
import { toneIcons } from '../badge';
import { Icon } from '../icon';
import './index.scss';

interface NoticeProps {
  id?: string;
  tone: Tone;
  title?: string;
  children?: ReactNode;
  /** Read aloud as soon as it appears. */
  announce?: boolean;
}

/** A band that tells something one must not miss. */
export function Notice({ id, tone, title, children, announce = false }: NoticeProps) {
  return (
    <View
      {...(id ? { id } : {})}
      className={`notice notice--${tone}`}
      {...(announce ? aria({ role: 'alert', live: 'assertive' }) : {})}
    >
      <Icon name={toneIcons[tone]} className="notice__icon" />
      <View className="notice__words">
        {title && <View className="notice__title">{title}</View>}
        {children && <View className="notice__text">{children}</View>}
      </View>
    </View>
  );
}
