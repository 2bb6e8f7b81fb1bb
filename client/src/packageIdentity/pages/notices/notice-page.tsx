import { useEffect } from 'react';
import Taro from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import type { Output } from '@yibao/shared/contracts';
import { AppButton } from '@/components/app-button';
import { EmptyState } from '@/components/empty-state';
import { Icon } from '@/components/icon';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { useAppInfo } from '@/services/app-info';
import { momentWords, relativeMomentWords } from '@/services/format';
import { useMutation } from '@/services/mutation';
import { useQuery } from '@/services/query';

type NoticeData = Output<'identity.listNotices'>['notices'][number];

/** The server takes this many at once. */
const MAX_READ = 50;

interface NoticePageProps {
  /** Older than this moment; null for the newest. */
  cursor: number | null;
  /** Shows what is older still; undefined where that is shown already. */
  onOlder: ((cursor: number) => void) | undefined;
}

/** One stretch of messages. Seeing them is reading them. */
export function NoticePage({ cursor, onOlder }: NoticePageProps) {
  const notices = useQuery('identity.listNotices', cursor === null ? {} : { cursor });
  const { run: markRead } = useMutation('identity.readNotices');
  const list = notices.data?.notices;

  useEffect(() => {
    const unread = (list ?? []).filter(({ read }) => !read).map(({ noticeId }) => noticeId);
    if (unread.length > 0) void markRead({ noticeIds: unread.slice(0, MAX_READ) });
  }, [list, markRead]);

  return (
    <QueryView query={notices} shape="list">
      {({ notices: shown, nextCursor }) => (
        <>
          {shown.length === 0 && cursor === null && (
            <EmptyState
              icon="bell"
              title="还没有消息"
              text="参保、缴费有了进展，会第一时间告诉您。"
            />
          )}
          {shown.map((notice) => (
            <NoticeCard key={notice.noticeId} notice={notice} />
          ))}
          {nextCursor !== null && onOlder && (
            <AppButton id="older-notices" kind="text" onPress={() => onOlder(nextCursor)}>
              看更早的消息
            </AppButton>
          )}
        </>
      )}
    </QueryView>
  );
}

function NoticeCard({ notice }: { notice: NoticeData }) {
  const { noticeId, title, text, at, read, link } = notice;
  const now = useAppInfo()?.now;
  const when = now === undefined ? momentWords(at) : relativeMomentWords(at, now);
  const words = (
    <View className="notice-card__words">
      <View className="notice-card__top">
        {!read && <Text className="notice-card__new">未读</Text>}
        <Text className="notice-card__title">{title}</Text>
      </View>
      <View className="notice-card__text">{text}</View>
      <View className="notice-card__when">{when}</View>
    </View>
  );
  if (!link) return <View className="notice-card">{words}</View>;
  return (
    <Pressable
      id={`notice-${noticeId}`}
      className="notice-card"
      role="link"
      onPress={() => void Taro.navigateTo({ url: `/${link}` })}
    >
      {words}
      <Icon name="chevron" className="notice-card__arrow" />
    </Pressable>
  );
}
