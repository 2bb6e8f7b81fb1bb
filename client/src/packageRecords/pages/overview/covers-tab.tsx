import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { Badge } from '@/components/badge';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { Icon } from '@/components/icon';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { Row } from '@/components/row';
import { RuleNote } from '@/components/rule-note';
import { dayWords, unbroken } from '@/services/format';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { coverFace, type CoverYear, largeAmountWords } from '../../model/records';
import { FreshnessLine } from '../../parts/freshness';
import { useRefresh } from '../../use-refresh';

function Facts({ cover }: { cover: CoverYear }) {
  const { period, waitingUntil, waitingReason, continuousYears, incentive } = cover;
  return (
    <View className="cover-year__facts">
      {period && (
        <View className="cover-year__fact">
          <Text>可以报销的时间</Text>
          <Text className="cover-year__note">待遇享受期</Text>
          <Text className="cover-year__value">{`从 ${dayWords(period.from)}`}</Text>
          <Text className="cover-year__value">{`到 ${dayWords(period.to)}`}</Text>
        </View>
      )}
      <Row label="缴费后还不能报销的时间" note="等待期">
        {waitingUntil === null ? '没有' : `到 ${dayWords(waitingUntil)}`}
      </Row>
      {waitingReason !== null && <Row label="为什么要等">{waitingReason}</Row>}
      <Row label="到这一年连续参保">{`${continuousYears} 年`}</Row>
      {incentive && (
        <Row label="大病保险一年最多报" note="原来的限额加上连续参保、没有报销的奖励">
          {largeAmountWords(incentive.capFen + incentive.totalFen)}
        </Row>
      )}
      {incentive && <View className="cover-year__note">{unbroken(incentive.sentence)}</View>}
      {cover.isReckoned && (
        <View className="cover-year__note">
          报销的起止日期是按缴费时间推算的，以医保部门的为准。
        </View>
      )}
      <RuleNote rules={[...cover.rules, ...(incentive?.rules ?? [])]} />
    </View>
  );
}

/** One year: the state and the sentence always, the rest on request. */
function OneYear({ cover, startsOpen }: { cover: CoverYear; startsOpen: boolean }) {
  const [open, setOpen] = useState(startsOpen);
  const { coverageYear, sentence } = cover;
  const { tone, word } = coverFace(cover);
  const hasMore = cover.state !== 'none' && cover.state !== 'pending';
  return (
    <View id={`cover-${coverageYear}`} className="cover-year">
      <Pressable
        id={`cover-more-${coverageYear}`}
        className="cover-year__head"
        disabled={!hasMore}
        state={{ expanded: open }}
        onPress={() => setOpen(!open)}
      >
        <View className="cover-year__words">
          <View className="cover-year__top">
            <Text className="cover-year__year">{`${coverageYear} 年度`}</Text>
            <Badge tone={tone} word={word} />
          </View>
          <View className="cover-year__sentence">{unbroken(sentence)}</View>
        </View>
        {hasMore && (
          <Icon
            name="chevron"
            className={open ? 'cover-year__arrow cover-year__arrow--open' : 'cover-year__arrow'}
          />
        )}
      </Pressable>
      {open && hasMore && <Facts cover={cover} />}
    </View>
  );
}

/** Cover by year, newest first. */
export function CoversTab({ personId, isSelf }: { personId: string; isSelf: boolean }) {
  const query = useQuery('records.covers', { personId });
  const refreshing = useRefresh(personId, query.data?.freshness, query.reload);
  return (
    <QueryView query={query}>
      {({ covers, sentence, freshness }) => (
        <>
          <FreshnessLine freshness={freshness} refreshing={refreshing} />
          {covers.length === 0 ? (
            <NoCovers isLooking={freshness.asOf === null && refreshing.pending} />
          ) : (
            <>
              <View id="covers-summary" className="tab-summary">
                {sentence}
              </View>
              <Card flush>
                {covers.map((cover, n) => (
                  <OneYear key={cover.coverageYear} cover={cover} startsOpen={n === 0} />
                ))}
              </Card>
            </>
          )}
          {isSelf && (
            <Pressable id="go-cover" className="tab-link" role="link" onPress={() => goTo('cover')}>
              <Text>在这里办的参保，办到哪一步了</Text>
              <Icon name="chevron" className="tab-link__arrow" />
            </Pressable>
          )}
        </>
      )}
    </QueryView>
  );
}

function NoCovers({ isLooking }: { isLooking: boolean }) {
  return isLooking ? (
    <EmptyState icon="clock" title="正在向医保系统查" text="第一次查要几秒钟，查到就会出现。" />
  ) : (
    <EmptyState
      icon="shield"
      title="还没有参保记录"
      text="参保缴费以后，这里会写明每一年从哪天起可以报销。"
    />
  );
}
