import { useEffect } from 'react';
import Taro from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import type { Output } from '@yibao/shared/contracts';
import { AppButton } from '@/components/app-button';
import { EmptyState } from '@/components/empty-state';
import { Heading } from '@/components/heading';
import { Icon } from '@/components/icon';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { useAppInfo } from '@/services/app-info';
import { momentWords, relativeMomentWords } from '@/services/format';
import { useMutation } from '@/services/mutation';
import { useQuery } from '@/services/query';
import { timeHeading } from './times';

type NoticeData = Output<'identity.listNotices'>['notices'][number];

/** The server takes this many at once. */
const MAX_READ = 50;

/** Where an older stretch begins, and the moment of the last message above it. */
export interface Older {
  cursor: string;
  lastAt: number;
}

interface NoticePageProps {
  /** null for the newest. */
  older: Older | null;
  /** Shows what is older still; undefined where that is shown already. */
  onOlder: ((next: Older) => void) | undefined;
}

/** One stretch of messages. Seeing them is reading them. */
export function NoticePage({ older, onOlder }: NoticePageProps) {
  const notices = useQuery('identity.listNotices', older ? { cursor: older.cursor } : {});
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
          {shown.length === 0 && older === null && (
            <EmptyState
              icon="bell"
              title="还没有消息"
              text="参保、缴费有了进展，会第一时间告诉您。"
            />
          )}
          {shown.map((notice, position) => (
            <View key={notice.noticeId}>
              <TimeHeading
                at={notice.at}
                before={shown[position - 1]?.at ?? older?.lastAt ?? null}
              />
              <NoticeCard notice={notice} />
            </View>
          ))}
          {nextCursor !== null && onOlder && (
            <AppButton
              id="older-notices"
              kind="text"
              onPress={() => onOlder({ cursor: nextCursor, lastAt: shown.at(-1)?.at ?? 0 })}
            >
              看更早的消息
            </AppButton>
          )}
        </>
      )}
    </QueryView>
  );
}

/** Where a new stretch of time begins; the older page goes on under the heading of the newer. */
function TimeHeading({ at, before }: { at: number; before: number | null }) {
  const now = useAppInfo()?.now;
  if (now === undefined) return null;
  const heading = timeHeading(at, now);
  if (before !== null && timeHeading(before, now) === heading) return null;
  return (
    <View className="notice-heading">
      <Heading level={2}>{heading}</Heading>
    </View>
  );
}

const GROUP_WORDS = {
  deadlines: '缴费期限',
  results: '办理结果',
  cover: '可以报销',
  consent: '信息授权',
  other: null,
} as const satisfies Record<NoticeData['group'], string | null>;

function NoticeCard({ notice }: { notice: NoticeData }) {
  const { noticeId, title, text, at, read, link, group, passed } = notice;
  const now = useAppInfo()?.now;
  const when = now === undefined ? momentWords(at) : relativeMomentWords(at, now);
  const words = (
    <View className="notice-card__words">
      <View className="notice-card__top">
        {!read && <Text className="notice-card__new">未读</Text>}
        <Text className="notice-card__title">{title}</Text>
      </View>
      <View className="notice-card__text">{text}</View>
      <View className="notice-card__when">
        {[when, GROUP_WORDS[group], passed ? '已经过去，不用再办' : null]
          .filter((each) => each !== null)
          .join(' · ')}
      </View>
    </View>
  );
  if (!link) {
    return <View className={`notice-card ${passed ? 'notice-card--passed' : ''}`}>{words}</View>;
  }
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
