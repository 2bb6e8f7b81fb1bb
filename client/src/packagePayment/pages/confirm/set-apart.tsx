import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Notice } from '@/components/notice';
import { goTo } from '@/services/navigate';
import { personWords } from '@/services/words';
import { type Basket, type Enrollment, MAX_PEOPLE_PER_ORDER, namesOf } from '../../model/basket';
import { HeldByOther } from './held-by-other';

/** Orders that were made before and still wait for payment, each once. */
function OpenOrders({ enrollments }: { enrollments: Enrollment[] }) {
  const orderIds = [...new Set(enrollments.map(({ orderId }) => orderId ?? ''))];
  return (
    <Notice id="open-order" tone="warn" title={`${namesOf(enrollments)} 有一笔订单还没付完`}>
      <View>先把那一笔付完或取消，不会重复扣钱。</View>
      {orderIds.map((orderId) => (
        <AppButton
          key={orderId}
          id={`open-order-${orderId}`}
          kind="secondary"
          onPress={() => goTo('order', { orderId })}
        >
          去看这笔订单
        </AppButton>
      ))}
    </Notice>
  );
}

/** Whoever was chosen and is not in this order, with the reason. */
export function SetApart({
  basket: { inOpenOrder, heldByOther, paid, notReady, nextTime },
  onChanged,
}: {
  basket: Basket;
  onChanged: () => void;
}) {
  return (
    <>
      {inOpenOrder.length > 0 && <OpenOrders enrollments={inOpenOrder} />}
      {heldByOther.length > 0 && <HeldByOther enrollments={heldByOther} onChanged={onChanged} />}
      {paid.length > 0 && (
        <Notice id="already-paid" tone="ok" title={`${namesOf(paid)} 已经缴过了`}>
          不用再缴，这一次不算在内
        </Notice>
      )}
      {notReady.length > 0 && (
        <Notice id="not-ready" tone="danger" title={`${namesOf(notReady)} 还没登记好`}>
          <View>这一次先不缴，其他人不受影响。</View>
          {notReady.map(({ enrollmentId, person }) => (
            <AppButton
              key={enrollmentId}
              id={`resolve-${person.personId}`}
              kind="secondary"
              onPress={() => goTo('conflict', { enrollmentId })}
            >
              {`看看${personWords(person)}怎么办`}
            </AppButton>
          ))}
        </Notice>
      )}
      {nextTime.length > 0 && (
        <Notice id="too-many" tone="info" title={`一次最多给 ${MAX_PEOPLE_PER_ORDER} 个人缴费`}>
          {`这次先缴前 ${MAX_PEOPLE_PER_ORDER} 位。缴好以后，再给 ${namesOf(nextTime)} 缴`}
        </Notice>
      )}
    </>
  );
}
