import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { Heading } from '@/components/heading';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { RuleNote } from '@/components/rule-note';
import { shanghaiDate, yearOf } from '@yibao/shared/rules/dates';
import { aria } from '@/services/aria';
import { useAppInfo } from '@/services/app-info';
import { amountWords, unbroken } from '@/services/format';
import { idParam, param } from '@/services/navigate';
import { useQuery } from '@/services/query';
import {
  barsOf,
  largeAmountWords,
  type SettlementYear,
  settlementKindWord,
} from '../../model/records';
import { useSignedWords } from '../../parts/settlement-row';
import './index.scss';

const parts = [
  { key: 'fund', word: '医保基金' },
  { key: 'account', word: '医保账户' },
  { key: 'cash', word: '自己掏的现金' },
] as const;

function Bars({ year }: { year: SettlementYear }) {
  const bars = barsOf(year.months);
  return (
    <>
      <View className="bars" {...aria({ role: 'img', label: year.sentence })}>
        {bars.map((bar) => (
          <View key={bar.month} className="bars__month">
            <View className="bars__column">
              {[...parts].reverse().map(({ key }) => (
                <View
                  key={key}
                  className={`bars__part bars__part--${key}`}
                  style={{ height: `${bar[key]}%` }}
                />
              ))}
            </View>
            <Text className="bars__name">{bar.month}</Text>
          </View>
        ))}
      </View>
      <View className="bars__axis">月份</View>
      <View className="legend">
        {parts.map(({ key, word }) => (
          <View key={key} className="legend__entry">
            <View className={`legend__mark bars__part--${key}`} />
            <Text>{word}</Text>
          </View>
        ))}
      </View>
    </>
  );
}

function Sums({ year }: { year: SettlementYear }) {
  const words = useSignedWords();
  const { totalFen, fundFen, accountFen, cashFen } = year.sums;
  const rows = [
    ['一共花了', totalFen],
    ['医保基金付的', fundFen],
    ['医保账户付的', accountFen],
    ['自己掏的现金', cashFen],
  ] as const;
  return (
    <Card>
      {rows.map(([label, fen]) => (
        <View key={label} className="year-row">
          <Text>{label}</Text>
          <Text className="year-row__amount">{words(fen)}</Text>
        </View>
      ))}
    </Card>
  );
}

function Months({ year }: { year: SettlementYear }) {
  const words = useSignedWords();
  const busy = year.months.filter(({ totalFen, fundFen }) => totalFen !== 0 || fundFen !== 0);
  if (busy.length === 0) return null;
  return (
    <Card title="每个月的数">
      {busy.map(({ month, totalFen, fundFen }) => (
        <View key={month} className="year-row">
          <Text>{`${month} 月`}</Text>
          <Text className="year-row__amount">{`${words(totalFen)}，报 ${words(fundFen)}`}</Text>
        </View>
      ))}
    </Card>
  );
}

const capWords = {
  basic: { title: '慢病和住院', term: '基本医保年度最高支付限额' },
  seriousIllness: { title: '大病保险', term: '大病保险年度最高支付限额' },
} as const;

function Caps({ caps }: { caps: SettlementYear['caps'] }) {
  if (caps.length === 0) return null;
  return (
    <Card title="这一年还能报多少">
      {caps.map(({ kind, capFen, raisedFen, usedFen, leftFen, rules }) => {
        const most = capFen + raisedFen;
        const used = Math.min(100, (usedFen / most) * 100);
        return (
          <View key={kind} id={`cap-${kind}`} className="cap">
            <View className="cap__title">{capWords[kind].title}</View>
            <View className="cap__left">{`还能报 ${largeAmountWords(leftFen)}`}</View>
            <View className="cap__line" {...aria({ hidden: true })}>
              <View className="cap__used" style={{ width: `${used}%` }} />
            </View>
            <View className="cap__note">
              {`一年最多 ${largeAmountWords(most)}，已经报了 ${amountWords(usedFen)}`}
              {raisedFen > 0 ? `（其中奖励 ${largeAmountWords(raisedFen)}）` : ''}
            </View>
            <View className="cap__note">{capWords[kind].term}</View>
            <RuleNote rules={rules} />
          </View>
        );
      })}
    </Card>
  );
}

function Kinds({ year }: { year: SettlementYear }) {
  const words = useSignedWords();
  return (
    <Card title="花在哪里">
      {year.byKind.map(({ kind, settlementCount, totalFen, fundFen }) => (
        <View key={kind} className="year-row">
          <Text>{`${settlementKindWord(kind)} ${settlementCount} 次`}</Text>
          <Text className="year-row__amount">{`${words(totalFen)}，报 ${words(fundFen)}`}</Text>
        </View>
      ))}
    </Card>
  );
}

function Picture({ year }: { year: SettlementYear }) {
  if (year.settlementCount === 0) {
    return (
      <>
        <EmptyState icon="document" title={year.sentence} />
        <Caps caps={year.caps} />
      </>
    );
  }
  return (
    <>
      <View id="year-sentence" className="year-sentence">
        <Heading level={1}>{year.sentence}</Heading>
      </View>
      <Card>
        <Bars year={year} />
      </Card>
      <Sums year={year} />
      <Caps caps={year.caps} />
      <Kinds year={year} />
      <Months year={year} />
    </>
  );
}

/** The year before and the year after, as far as there can be anything to see. */
function Steps({
  year,
  span,
  onChoose,
}: {
  year: number;
  span: SettlementYear | undefined;
  onChoose: (year: number) => void;
}) {
  const step = (id: string, to: number, exists: boolean | undefined) => (
    <View className="year-steps__step">
      {exists === true && (
        <AppButton id={id} kind="secondary" onPress={() => onChoose(to)}>
          {unbroken(`${to} 年`)}
        </AppButton>
      )}
    </View>
  );
  return (
    <View className="year-steps">
      {step('year-before', year - 1, span && year > span.firstYear)}
      <Text className="year-steps__now">{unbroken(`${year} 年`)}</Text>
      {step('year-after', year + 1, span && year < span.lastYear)}
    </View>
  );
}

/** The year of an address; undefined for anything else. */
const yearFrom = (text: string): number | undefined =>
  /^20\d\d$/.test(text) ? Number(text) : undefined;

/** A year in one picture, with the figures beside it. */
export default function YearPage() {
  const { params } = useRouter();
  const personId = idParam(params, 'personId');
  const info = useAppInfo();
  const thisYear = info && yearOf(shanghaiDate(info.now));
  const [chosen, setYear] = useState(yearFrom(param(params, 'year')));
  const coverageYear = chosen ?? thisYear;
  const query = useQuery(
    'records.settlementYear',
    coverageYear === undefined ? null : { personId, coverageYear },
  );
  return (
    <Page id="records-year">
      {coverageYear !== undefined && (
        <Steps year={coverageYear} span={query.data} onChoose={setYear} />
      )}
      <QueryView query={query} shape="status">
        {(year) => <Picture year={year} />}
      </QueryView>
    </Page>
  );
}
