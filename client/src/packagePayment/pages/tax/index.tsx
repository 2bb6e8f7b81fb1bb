import { useEffect, useState } from 'react';
import Taro, { useRouter } from '@tarojs/taro';
import type { Output } from '@yibao/shared/contracts';
import { AppButton } from '@/components/app-button';
import { ErrorNotice, ErrorState } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { Skeleton } from '@/components/skeleton';
import { StatusCard } from '@/components/status-card';
import { amountWords } from '@/services/format';
import { leaveFor } from '@/services/leave';
import { useMutation } from '@/services/mutation';
import { goHome, idParam, replaceWith, routeTo } from '@/services/navigate';
import { orderFace, payeesText } from '../../model/order-view';
import { OtherWay } from '../../parts/other-way';
import { OrderItems } from '../../parts/order-body';
import { useOrderWatch } from '../../use-order-watch';

type Payment = Output<'payment.resumeOrder'>['payment'];
type TaxHandOver = Extract<Payment, { kind: 'taxHandOver' }>;

/** The way over, fetched before it is tapped: WeChat opens another mini-program only in the tap. */
function useWayOver(orderId: string, isOpen: boolean): TaxHandOver | undefined {
  const { run } = useMutation('payment.resumeOrder');
  const [way, setWay] = useState<TaxHandOver>();
  useEffect(() => {
    if (!isOpen) return undefined;
    let gone = false;
    const fetchWay = async () => {
      const resumed = await run({ orderId });
      if (!gone && resumed?.payment.kind === 'taxHandOver') setWay(resumed.payment);
    };
    void fetchWay();
    return () => {
      gone = true;
    };
  }, [isOpen, orderId, run]);
  return way;
}

function goOver(orderId: string, { miniProgram, cashierUrl, reference }: TaxHandOver): void {
  if (process.env.TARO_ENV === 'weapp') {
    // who changes their mind in WeChat's own question stays on this page
    Taro.navigateToMiniProgram({ ...miniProgram }).catch(() => undefined);
    return;
  }
  leaveFor(cashierUrl, { reference }, routeTo('tax', { orderId }));
}

/** Between us and the tax bureau's cashier: what is known, never what is hoped. */
export default function TaxPage() {
  const { params } = useRouter();
  const orderId = idParam(params, 'orderId');
  const watch = useOrderWatch(orderId, 'ok');
  const { order, error, looking, lookAgain, take } = watch;
  const isOpen = order !== undefined && orderFace(order.status).open;
  const way = useWayOver(orderId, isOpen);
  const status = order?.status;
  useEffect(() => {
    if (status !== undefined && !orderFace(status).open) {
      replaceWith('result', { orderId, pay: 'ok' });
    }
  }, [orderId, status]);
  const footer = order && isOpen && (
    <>
      {way && (
        <AppButton id="go-tax" onPress={() => goOver(orderId, way)}>
          {`打开税务缴费，付 ${amountWords(order.totalFen)}`}
        </AppButton>
      )}
      <AppButton
        id="look-again"
        kind="secondary"
        icon="refresh"
        busy={looking}
        busyText="正在查"
        onPress={lookAgain}
      >
        我已经付了，查一下
      </AppButton>
      <OtherWay order={order} onCancelled={take} onStale={lookAgain} />
    </>
  );
  return (
    <Page id="tax" footer={footer}>
      {!order && !error && <Skeleton shape="status" />}
      {!order && error && <ErrorState error={error} onRetry={lookAgain} />}
      {order && <ErrorNotice error={error} />}
      {order && isOpen && (
        <>
          <StatusCard
            id="tax-status"
            tone="info"
            word={looking ? '正在查' : '还没有查到付款'}
            about={payeesText(order)}
            sentence="到税务那边付款，付完回到这里"
            isPageTitle
          >
            {order.sentence}
          </StatusCard>
          <Notice tone="info" title="付过以后不用再付">
            离开这一页也没关系，查到付款会发消息告诉您。
          </Notice>
          <OrderItems order={order} />
        </>
      )}
      {order && !isOpen && (
        <AppButton id="go-home" kind="secondary" onPress={goHome}>
          返回首页
        </AppButton>
      )}
    </Page>
  );
}
