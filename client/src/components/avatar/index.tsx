import { Text, View } from '@tarojs/components';
import { aria } from '@/services/aria';
import './index.scss';

/** A round with the last character of a name, as people call each other. Decoration only. */
export function Avatar({ name, active = false }: { name: string; active?: boolean }) {
  return (
    <View className={`avatar ${active ? 'avatar--active' : ''}`} {...aria({ hidden: true })}>
      <Text className="avatar__letter">{Array.from(name).at(-1) ?? '人'}</Text>
    </View>
  );
}
