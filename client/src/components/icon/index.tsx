import { View } from '@tarojs/components';
import { aria } from '@/services/aria';
import './index.scss';

export type IconName =
  | 'check'
  | 'clock'
  | 'alert'
  | 'cross'
  | 'info'
  | 'chevron'
  | 'back'
  | 'shield'
  | 'pay'
  | 'people'
  | 'bell'
  | 'gear'
  | 'plus'
  | 'face'
  | 'building'
  | 'flask'
  | 'wifi-off'
  | 'document'
  | 'eye'
  | 'phone'
  | 'refresh'
  | 'exit';

/** A line icon in the colour of the text around it. It never speaks alone: a word stands beside it. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return <View className={`icon icon--${name} ${className}`} {...aria({ hidden: true })} />;
}
