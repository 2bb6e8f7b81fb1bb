import { useState } from 'react';
import { useReachBottom } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { settlementKinds } from '@yibao/shared/rules/settlement';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { Chips } from '@/components/chips';
import { EmptyState } from '@/components/empty-state';
import { Field } from '@/components/field';
import { Icon } from '@/components/icon';
import { OlderButton } from '@/components/older-button';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { type SettlementKind, settlementKindWord } from '../../model/records';
import { FreshnessLine } from '../../parts/freshness';
import { SettlementRow } from '../../parts/settlement-row';
import { useRefresh } from '../../use-refresh';
import { useMoreSettlements } from './use-more-settlements';

const kindChoices = [
  { value: 'all', word: '全部' },
  ...settlementKinds.map((kind) => ({ value: kind, word: settlementKindWord(kind) })),
];

interface Filter {
  year: string;
  kind: string;
  search: string;
}

const everything: Filter = { year: 'all', kind: 'all', search: '' };

const inputOf = (personId: string, { year, kind, search }: Filter) => ({
  personId,
  ...(year === 'all' ? {} : { coverageYear: Number(year) }),
  // the chips offer no other words
  ...(kind === 'all' ? {} : { kind: kind as SettlementKind }),
  ...(search === '' ? {} : { search }),
});

function SearchField({ onSearch }: { onSearch: (text: string) => void }) {
  const [text, setText] = useState('');
  return (
    <View className="search">
      <View className="search__field">
        <Field
          id="search"
          label="找医院或药店"
          value={text}
          maxLength={40}
          placeholder="例如：晨光"
          onChange={setText}
          onBlur={() => onSearch(text.trim())}
        />
      </View>
      <View className="search__button">
        <AppButton id="search-now" kind="secondary" onPress={() => onSearch(text.trim())}>
          查找
        </AppButton>
      </View>
    </View>
  );
}

/** Every visit, newest first, by year, kind and place. */
export function SettlementsTab({ personId }: { personId: string }) {
  const [filter, setFilter] = useState(everything);
  const [finding, setFinding] = useState(false);
  const change = (part: Partial<Filter>) => setFilter((before) => ({ ...before, ...part }));
  const query = useQuery('records.settlements', inputOf(personId, filter));
  const refreshing = useRefresh(personId, query.data?.freshness, query.reload);
  const more = useMoreSettlements(inputOf(personId, filter), query.data);
  useReachBottom(more.loadMore);
  const years = query.data?.years ?? [];
  const yearChoices = [
    { value: 'all', word: '全部年份' },
    ...years.map((year) => ({ value: String(year), word: `${year} 年` })),
  ];
  const isFiltered = JSON.stringify(filter) !== JSON.stringify(everything);
  const pictureYear = filter.year === 'all' ? years[0] : Number(filter.year);
  return (
    <>
      <Chips
        id="year"
        label="年份"
        choices={yearChoices}
        value={filter.year}
        onChange={(year) => change({ year })}
      />
      {pictureYear !== undefined && (
        <Pressable
          id="go-year"
          className="tab-link"
          role="link"
          onPress={() => goTo('recordsYear', { personId, year: pictureYear })}
        >
          <Text>{`看 ${pictureYear} 年的图：花了多少，报了多少`}</Text>
          <Icon name="chevron" className="tab-link__arrow" />
        </Pressable>
      )}
      <Pressable
        id="more-filters"
        className="tab-link"
        state={{ expanded: finding }}
        onPress={() => setFinding(!finding)}
      >
        <Text>按类别、医院或药店找</Text>
        <Icon
          name="chevron"
          className={
            finding
              ? 'tab-link__arrow tab-link__arrow--up'
              : 'tab-link__arrow tab-link__arrow--down'
          }
        />
      </Pressable>
      {finding && (
        <>
          <Chips
            id="kind"
            label="类别"
            choices={kindChoices}
            value={filter.kind}
            onChange={(kind) => change({ kind })}
          />
          <SearchField onSearch={(search) => change({ search })} />
        </>
      )}
      <QueryView query={query}>
        {({ freshness }) => (
          <>
            <FreshnessLine freshness={freshness} refreshing={refreshing} />
            {more.items.length === 0 ? (
              <EmptyState
                id="no-settlements"
                icon="document"
                title={
                  refreshing.pending
                    ? '正在向医保系统查'
                    : isFiltered
                      ? '没有符合的记录'
                      : '还没有看病报销的记录'
                }
                text={
                  isFiltered
                    ? '换个年份、类别，或换个名字再找。'
                    : '刷医保看病以后，第二天这里就有。'
                }
              />
            ) : (
              <Card flush>
                {more.items.map((line) => (
                  <SettlementRow
                    key={line.settlementNo}
                    line={line}
                    onPress={() =>
                      goTo('recordsSettlement', { personId, settlementNo: line.settlementNo })
                    }
                  />
                ))}
              </Card>
            )}
            <OlderButton id="more-settlements" pages={more} />
          </>
        )}
      </QueryView>
    </>
  );
}
