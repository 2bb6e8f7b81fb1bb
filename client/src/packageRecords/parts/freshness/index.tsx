import { Text, View } from '@tarojs/components';
import { Icon } from '@/components/icon';
import { Notice } from '@/components/notice';
import { Pressable } from '@/components/pressable';
import { useAppInfo } from '@/services/app-info';
import { aria } from '@/services/aria';
import { type Freshness, freshWords } from '../../model/records';
import type { Refreshing } from '../../use-refresh';
import './index.scss';

interface FreshnessLineProps {
  freshness: Freshness;
  refreshing: Refreshing;
}

/** How old the answer is, and a way to a newer one. */
export function FreshnessLine({ freshness, refreshing }: FreshnessLineProps) {
  const info = useAppInfo();
  if (!info) return null;
  const { pending, byHand } = refreshing;
  const isAway = freshness.failed && !pending;
  return (
    <>
      <View className="freshness">
        <Text className="freshness__words" {...aria({ live: 'polite' })}>
          {pending ? '正在向医保系统查新的' : freshWords(freshness, info.now)}
        </Text>
        <Pressable id="refresh" className="freshness__again" disabled={pending} onPress={byHand}>
          <Icon name="refresh" className="freshness__icon" />
          <Text>更新</Text>
        </Pressable>
      </View>
      {isAway && (
        <Notice id="platform-away" tone="warn" title="暂时连不上医保系统">
          {freshness.asOf === null
            ? '等一会儿再点「更新」，您的记录都在医保系统里，不会丢。'
            : '下面是上次查到的，新的记录等连上以后会出现。'}
        </Notice>
      )}
    </>
  );
}
