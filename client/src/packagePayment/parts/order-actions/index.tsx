import { useCallback, useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { ErrorNotice } from '@/components/error-state';
import { ConfirmDialog } from '@/components/sheet';
import { amountWords, momentWords } from '@/services/format';
import { useMutation } from '@/services/mutation';
import type { Order } from '../../model/order-view';
import { wayOf } from '../../model/ways';
import { OtherWay } from '../other-way';
import type { Payment } from '../../use-payment';
import './index.scss';

interface OrderActionsProps {
  order: Order;
  payment: Payment;
  onCancelled: (order: Order) => void;
  /** The server refused: the order is not what this page thinks it is. */
  onStale: () => void;
}

/** For an order that waits: pay it, or take it back after one more question. */
export function OrderActions({ order, payment, onCancelled, onStale }: OrderActionsProps) {
  const cancel = useMutation('payment.cancelOrder');
  const [asking, setAsking] = useState(false);
  const close = useCallback(() => setAsking(false), []);
  const { orderId } = order;
  const withdraw = async () => {
    const cancelled = await cancel.run({ orderId });
    setAsking(false);
    if (cancelled) onCancelled(cancelled);
    else onStale();
  };
  return (
    <>
      <ErrorNotice error={payment.error ?? cancel.error} />
      <View className="order-actions__until">{`请在 ${momentWords(order.expiresAt)} 前付款，过时会自动关闭，不扣钱`}</View>
      <AppButton
        id="resume-payment"
        busy={payment.busy}
        busyText={wayOf(order.rail).busy}
        onPress={() => void payment.resume(orderId)}
      >
        {order.rail === 'wechatPay'
          ? `继续支付 ${amountWords(order.totalFen)}`
          : `${wayOf(order.rail).action} ${amountWords(order.totalFen)}`}
      </AppButton>
      <OtherWay order={order} onCancelled={onCancelled} onStale={onStale} />
      <AppButton id="cancel-order" kind="text" onPress={() => setAsking(true)}>
        不付了，取消订单
      </AppButton>
      <ConfirmDialog
        id="cancel-order-dialog"
        open={asking}
        title="取消这笔订单？"
        text="取消后不会扣钱。参保登记还在，以后可以重新缴费。"
        confirmText="取消订单"
        cancelText="不取消，返回"
        danger
        busy={cancel.pending}
        onConfirm={() => void withdraw()}
        onClose={close}
      />
    </>
  );
}
