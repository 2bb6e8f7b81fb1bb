import { Text, View } from '@tarojs/components';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { Amount } from '@/components/amount';
import { Badge } from '@/components/badge';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { Icon } from '@/components/icon';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { dayWords, unbroken } from '@/services/format';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { paymentFace, type PaymentLine } from '../../model/records';
import { FreshnessLine } from '../../parts/freshness';
import { useRefresh } from '../../use-refresh';

type Side = NonNullable<PaymentLine['ours'] | PaymentLine['theirs']>;

function OneSide({ name, side }: { name: string; side: Side | null }) {
  return (
    <View className="payment-side">
      <Text className="payment-side__name">{name}</Text>
      {side ? (
        <>
          <Amount fen={side.amountFen} />
          <Text className="payment-side__day">{unbroken(dayWords(shanghaiDate(side.paidAt)))}</Text>
        </>
      ) : (
        <Text className="payment-side__none">没有</Text>
      )}
    </View>
  );
}

function OnePayment({ line }: { line: PaymentLine }) {
  const { coverageYear, sentence, ours, theirs } = line;
  const { tone, word } = paymentFace(line);
  const reference = ours?.reference ? ours.reference : (theirs?.reference ?? '');
  return (
    <View className="payment-line">
      <View className="cover-year__top">
        <Text className="cover-year__year">{`${coverageYear} 年度`}</Text>
        <Badge tone={tone} word={word} />
      </View>
      <View className="payment-line__sides">
        <OneSide name="在这里缴的" side={ours} />
        <OneSide name="医保系统里的" side={theirs} />
      </View>
      <View className="cover-year__note">{unbroken(sentence)}</View>
      {reference !== '' && <View className="payment-line__reference">{`编号 ${reference}`}</View>}
    </View>
  );
}

/** Ours and the core platform's payments side by side, newest year first. */
export function PaymentsTab({ personId, isSelf }: { personId: string; isSelf: boolean }) {
  const query = useQuery('records.payments', { personId, pageSize: 50 });
  const refreshing = useRefresh(personId, query.data?.freshness, query.reload);
  return (
    <QueryView query={query}>
      {({ payments, freshness }) => (
        <>
          <FreshnessLine freshness={freshness} refreshing={refreshing} />
          {payments.length === 0 ? (
            <EmptyState
              icon="document"
              title={refreshing.pending ? '正在向医保系统查' : '还没有缴费记录'}
              text="缴过费以后，这里和医保系统里的会并排列出来。"
            />
          ) : (
            <Card flush>
              {payments.map((line, n) => (
                <OnePayment key={`${line.coverageYear}-${n}`} line={line} />
              ))}
            </Card>
          )}
          {isSelf && (
            <Pressable
              id="go-orders"
              className="tab-link"
              role="link"
              onPress={() => goTo('orders')}
            >
              <Text>我付的订单</Text>
              <Icon name="chevron" className="tab-link__arrow" />
            </Pressable>
          )}
        </>
      )}
    </QueryView>
  );
}
