import { useCallback, useState } from 'react';
import { AppButton } from '@/components/app-button';
import { ErrorNotice } from '@/components/error-state';
import { ConfirmDialog } from '@/components/sheet';
import { useMutation } from '@/services/mutation';
import { replaceWith } from '@/services/navigate';
import type { Order } from '../../model/order-view';
import { wayOf } from '../../model/ways';

interface OtherWayProps {
  order: Order;
  /** It ended otherwise than wished: it had been paid. */
  onCancelled: (order: Order) => void;
  onStale: () => void;
}

/** Changing one's mind: this order is closed where it is open, then people choose anew. */
export function OtherWay({ order, onCancelled, onStale }: OtherWayProps) {
  const cancel = useMutation('payment.cancelOrder');
  const [asking, setAsking] = useState(false);
  const close = useCallback(() => setAsking(false), []);
  const { orderId, items, rail } = order;
  const change = async () => {
    const cancelled = await cancel.run({ orderId });
    setAsking(false);
    if (!cancelled) onStale();
    else if (cancelled.status !== 'closed') onCancelled(cancelled);
    else {
      const enrollments = items.map(({ enrollmentId }) => enrollmentId).join(',');
      replaceWith('confirm', { enrollments });
    }
  };
  return (
    <>
      <ErrorNotice error={cancel.error} />
      <AppButton id="other-way" kind="text" onPress={() => setAsking(true)}>
        换一种方式付
      </AppButton>
      <ConfirmDialog
        id="other-way-dialog"
        open={asking}
        title="换一种方式付？"
        text={`先取消这一笔${wayOf(rail).label}，再重新选。如果刚才已经付了，会算数，不会再让您付。`}
        confirmText="取消这一笔，重新选"
        busy={cancel.pending}
        onConfirm={() => void change()}
        onClose={close}
      />
    </>
  );
}
