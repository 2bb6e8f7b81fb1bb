import { Text, View } from '@tarojs/components';
import { Heading } from '@/components/heading';
import { Pressable } from '@/components/pressable';
import { useAppInfo } from '@/services/app-info';
import { setPreferences, usePreferences } from '@/services/preferences';

/** Whose service this is, and larger text within reach of whoever needs it most. */
export function Header() {
  const info = useAppInfo();
  const { elder } = usePreferences();
  return (
    <View className="home-header">
      <View className="home-header__words">
        <Heading level={1}>医保随身办</Heading>
        <View className="home-header__region">
          {`${info?.regionName ?? '淮北市'}城乡居民基本医疗保险`}
        </View>
      </View>
      <Pressable
        id="elder-toggle"
        className="home-header__elder"
        role="switch"
        label="大字版"
        state={{ checked: elder }}
        onPress={() => setPreferences({ elder: !elder })}
      >
        <Text>{elder ? '标准字' : '大字版'}</Text>
      </Pressable>
    </View>
  );
}
