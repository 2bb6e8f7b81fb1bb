import { useRouter } from '@tarojs/taro';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { ServiceRow } from '@/components/row';
import { StatusCard } from '@/components/status-card';
import { amountWords } from '@/services/format';
import { useMutation } from '@/services/mutation';
import { goHome, goTo, idParam, replaceWith } from '@/services/navigate';
import { useNewest } from '@/services/newest';
import { useQuery } from '@/services/query';
import { type Order, orderFace, payeesText } from '../../model/order-view';
import { NeedsWeChat } from '../../parts/needs-wechat';
import { OrderActions } from '../../parts/order-actions';
import {
  NextSteps,
  OrderFacts,
  OrderItems,
  OrderTimeline,
  ProofLink,
} from '../../parts/order-body';
import { OtherWay } from '../../parts/other-way';
import { usePayment } from '../../use-payment';
import './index.scss';

const MOVING: Order['status'][] = ['paid', 'posting_overdue'];

/** Asks the rail and the core platform now, for an order that is on its way. */
function Refresh({ orderId, onAnswer }: { orderId: string; onAnswer: (order: Order) => void }) {
  const refresh = useMutation('payment.refreshOrder');
  const look = async () => {
    const order = await refresh.run({ orderId });
    if (order) onAnswer(order);
  };
  return (
    <View className="order-refresh">
      <ErrorNotice error={refresh.error} />
      <AppButton
        id="refresh-order"
        kind="secondary"
        icon="refresh"
        busy={refresh.pending}
        busyText="正在查"
        onPress={() => void look()}
      >
        现在再查一次
      </AppButton>
    </View>
  );
}

const REFUNDABLE: Order['status'][] = ['paid', 'posted', 'posting_overdue'];

/** What is on its way back, and the quiet way to ask for it. */
function OrderRefunds({ order }: { order: Order }) {
  const { refunds, status, orderId, totalFen } = order;
  const mayAsk = REFUNDABLE.includes(status) && totalFen > 0;
  return (
    <>
      {refunds.length > 0 && (
        <Card flush>
          {refunds.map(({ refundId, amountFen, sentence }) => (
            <ServiceRow
              key={refundId}
              id={`refund-${refundId}`}
              icon="refresh"
              title={`退费 ${amountWords(amountFen)}`}
              subtitle={`${sentence}，点开看退费进度`}
              onPress={() => goTo('refund', { refundId })}
            />
          ))}
        </Card>
      )}
      {mayAsk && (
        <AppButton id="ask-refund" kind="text" onPress={() => goTo('refundApply', { orderId })}>
          申请退费
        </AppButton>
      )}
    </>
  );
}

function Details({ order, onAnswer }: { order: Order; onAnswer: (order: Order) => void }) {
  const { tone, word } = orderFace(order.status);
  return (
    <>
      <StatusCard
        id="order-status"
        tone={tone}
        word={word}
        about={payeesText(order)}
        sentence={order.sentence}
        isPageTitle
      />
      {MOVING.includes(order.status) && <Refresh orderId={order.orderId} onAnswer={onAnswer} />}
      <OrderItems order={order} />
      <OrderFacts order={order} />
      <ProofLink order={order} />
      <OrderTimeline order={order} />
      <OrderRefunds order={order} />
      <NextSteps order={order} />
    </>
  );
}

/** One order: proof when it is paid, the way on when it is not. */
export default function OrderPage() {
  const { params } = useRouter();
  const orderId = idParam(params, 'orderId');
  const query = useQuery('payment.getOrder', { orderId });
  const payment = usePayment(query.reload);
  const [order, take] = useNewest(query.data);

  const footer = order && (
    <>
      {orderFace(order.status).open && (
        <OrderActions order={order} payment={payment} onCancelled={take} onStale={query.reload} />
      )}
      {order.status === 'committed' && (
        <OtherWay order={order} onCancelled={take} onStale={query.reload} />
      )}
      {order.status === 'closed' && (
        <AppButton id="pay-anew" onPress={() => replaceWith('choose')}>
          重新缴费
        </AppButton>
      )}
      {!orderFace(order.status).open && (
        <AppButton id="go-home" kind="secondary" onPress={goHome}>
          返回首页
        </AppButton>
      )}
    </>
  );
  return (
    <Page id="order" footer={footer}>
      {payment.needsWeChat && <NeedsWeChat order={payment.needsWeChat} />}
      <QueryView query={{ ...query, data: order }} shape="status">
        {(shown) => <Details order={shown} onAnswer={take} />}
      </QueryView>
    </Page>
  );
}
