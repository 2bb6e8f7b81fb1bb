import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { unbroken } from '@/services/format';
import { Icon, type IconName } from '../icon';
import { Pressable } from '../pressable';
import './index.scss';

interface RowProps {
  label: string;
  /** Under the label, smaller. */
  note?: string;
  /** To the right. */
  children?: ReactNode;
}

/** A fact: its name at the left, its value at the right. */
export function Row({ label, note, children }: RowProps) {
  return (
    <View className="row">
      <View className="row__words">
        <Text className="row__label">{label}</Text>
        {note && <View className="row__note">{note}</View>}
      </View>
      <View className="row__value">
        {typeof children === 'string' ? unbroken(children) : children}
      </View>
    </View>
  );
}

interface ServiceRowProps {
  id: string;
  icon: IconName;
  title: string;
  subtitle?: string | undefined;
  /** At the right, before the arrow: a badge or a number. */
  badge?: ReactNode;
  onPress: () => void;
}

/** A large row that opens a page. */
export function ServiceRow({ id, icon, title, subtitle, badge, onPress }: ServiceRowProps) {
  return (
    <Pressable id={id} className="service-row" role="link" onPress={onPress}>
      <View className="service-row__icon">
        <Icon name={icon} />
      </View>
      <View className="service-row__words">
        <Text className="service-row__title">{title}</Text>
        {subtitle && <View className="service-row__subtitle">{subtitle}</View>}
      </View>
      {badge}
      <Icon name="chevron" className="service-row__arrow" />
    </Pressable>
  );
}
