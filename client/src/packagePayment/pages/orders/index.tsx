import { useReachBottom } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { EmptyState } from '@/components/empty-state';
import { OlderButton } from '@/components/older-button';
import { Page } from '@/components/page';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { call } from '@/services/call';
import { momentWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { type OlderPages, useOlderPages } from '@/services/older-pages';
import { useQuery } from '@/services/query';
import { type Order, orderFace, payeesText } from '../../model/order-view';
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

const idOf = ({ orderId }: Order): string => orderId;

async function fetchPage(cursor: string) {
  const { orders, nextCursor } = await call('payment.listOrders', { cursor });
  return { items: orders, nextCursor };
}

function List({ pages }: { pages: OlderPages<Order> }) {
  return (
    <>
      <View className="order-list">
        {pages.items.map((order) => (
          <OrderRow key={order.orderId} order={order} />
        ))}
      </View>
      <OlderButton id="more-orders" pages={pages} />
      {!pages.hasMore && <View className="order-list__end">没有更早的了</View>}
      <AppButton id="my-refunds" kind="text" onPress={() => goTo('refunds')}>
        看退费记录
      </AppButton>
    </>
  );
}

/** Everything I paid or began to pay, newest first. */
export default function Orders() {
  const query = useQuery('payment.listOrders', {});
  const { data } = query;
  const first = data && { items: data.orders, nextCursor: data.nextCursor };
  const pages = useOlderPages(first, fetchPage, idOf);
  useReachBottom(pages.loadMore);
  return (
    <Page id="orders" title="我付的订单" lead="您为自己和家人付的每一笔，都在这里">
      <QueryView query={query} shape="list">
        {() =>
          pages.items.length === 0 ? (
            <EmptyState
              icon="document"
              title="还没有付过的订单"
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
