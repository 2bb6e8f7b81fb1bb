import { useState } from 'react';
import { useReachBottom } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import type { Output } from '@yibao/shared/contracts';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { EmptyState } from '@/components/empty-state';
import { ErrorNotice } from '@/components/error-state';
import { Page } from '@/components/page';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { call } from '@/services/call';
import { type ServiceError, toServiceError } from '@/services/errors';
import { momentWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { mergePages, type Order, orderFace, payeesText } from '../../model/order-view';
import './index.scss';

function OrderRow({ order }: { order: Order }) {
  const { orderId, status, totalFen, createdAt, paidAt } = order;
  const { tone, word } = orderFace(status);
  const when = momentWords(paidAt ?? createdAt);
  return (
    <Pressable
      id={`order-${orderId}`}
      className="order-row"
      role="link"
      onPress={() => goTo('order', { orderId })}
    >
      <View className="order-row__top">
        <Text className="order-row__who">{payeesText(order)}</Text>
        <Amount fen={totalFen} />
      </View>
      <View className="order-row__bottom">
        <Badge tone={tone} word={word} />
        <Text className="order-row__when">{when}</Text>
      </View>
    </Pressable>
  );
}

interface OlderPages {
  orders: Order[];
  hasMore: boolean;
  loading: boolean;
  error: ServiceError | undefined;
  loadMore: () => void;
}

type ListPage = Output<'payment.listOrders'>;

interface Older {
  /** The first page they follow; when it is fetched anew they are fetched anew too. */
  after: ListPage;
  orders: Order[];
  cursor: string | null;
}

/** The pages after the first, one at a time, on request. */
function useOlderPages(first: ListPage | undefined): OlderPages {
  const [kept, setKept] = useState<Older>();
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const older = kept && kept.after === first ? kept : undefined;
  const cursor = older ? older.cursor : (first?.nextCursor ?? null);

  const loadMore = async () => {
    if (loading || cursor === null || !first) return;
    setLoading(true);
    setError(undefined);
    try {
      const page = await call('payment.listOrders', { cursor });
      const orders = mergePages(older?.orders ?? [], page.orders);
      setKept({ after: first, orders, cursor: page.nextCursor });
    } catch (thrown) {
      setError(toServiceError(thrown));
    } finally {
      setLoading(false);
    }
  };
  return {
    orders: mergePages(first?.orders ?? [], older?.orders ?? []),
    hasMore: cursor !== null,
    loading,
    error,
    loadMore: () => void loadMore(),
  };
}

function List({ pages }: { pages: OlderPages }) {
  return (
    <>
      <View className="order-list">
        {pages.orders.map((order) => (
          <OrderRow key={order.orderId} order={order} />
        ))}
      </View>
      <ErrorNotice error={pages.error} />
      {pages.hasMore ? (
        <AppButton
          id="more-orders"
          kind="secondary"
          busy={pages.loading}
          busyText="正在取"
          onPress={pages.loadMore}
        >
          看更早的
        </AppButton>
      ) : (
        <View className="order-list__end">没有更早的了</View>
      )}
      <AppButton id="my-refunds" kind="text" onPress={() => goTo('refunds')}>
        看退费记录
      </AppButton>
    </>
  );
}

/** Everything I paid or began to pay, newest first. */
export default function Orders() {
  const query = useQuery('payment.listOrders', {});
  const pages = useOlderPages(query.data);
  useReachBottom(pages.loadMore);
  return (
    <Page id="orders" title="缴费记录" lead="您为自己和家人缴的，都在这里">
      <QueryView query={query} shape="list">
        {() =>
          pages.orders.length === 0 ? (
            <EmptyState
              icon="document"
              title="还没有缴费记录"
              text="缴过费以后，凭证和进度都在这里。"
            >
              <AppButton id="go-enroll" onPress={() => goTo('choose')}>
                去参保缴费
              </AppButton>
            </EmptyState>
          ) : (
            <List pages={pages} />
          )
        }
      </QueryView>
    </Page>
  );
}
