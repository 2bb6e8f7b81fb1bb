import { useRouter } from '@tarojs/taro';
import { AppButton } from '@/components/app-button';
import { ErrorNotice, ErrorState } from '@/components/error-state';
import { Page } from '@/components/page';
import { Skeleton } from '@/components/skeleton';
import { StatusCard } from '@/components/status-card';
import { goHome, idParam, param, replaceWith } from '@/services/navigate';
import { NeedsWeChat } from '../../parts/needs-wechat';
import { OrderActions } from '../../parts/order-actions';
import { readPayHint, type ResultScene, resultScene } from '../../model/polling';
import { type OrderWatch, useOrderWatch } from '../../use-order-watch';
import { type Payment, usePayment } from '../../use-payment';
import { SceneBody, SceneCard } from './scenes';
import './index.scss';

function Home({ kind = 'secondary' }: { kind?: 'primary' | 'secondary' | 'text' }) {
  return (
    <AppButton id="go-home" kind={kind} onPress={goHome}>
      返回首页
    </AppButton>
  );
}

interface FooterProps {
  scene: ResultScene;
  watch: OrderWatch;
  payment: Payment;
}

function Footer({ scene, watch, payment }: FooterProps) {
  const { order, take, lookAgain } = watch;
  if (scene === 'unpaid' && order) {
    return <OrderActions order={order} payment={payment} onCancelled={take} onStale={lookAgain} />;
  }
  if (scene === 'success') {
    return (
      <>
        <Home kind="primary" />
        <AppButton id="view-cover" kind="secondary" onPress={() => replaceWith('cover')}>
          查看我的参保
        </AppButton>
      </>
    );
  }
  if (scene === 'closed') {
    return (
      <>
        <AppButton id="pay-anew" onPress={() => replaceWith('choose')}>
          重新缴费
        </AppButton>
        <Home />
      </>
    );
  }
  return <Home />;
}

/** After the wallet: what the server knows, never what the phone believes. */
export default function Result() {
  const { params } = useRouter();
  const hint = readPayHint(param(params, 'pay'));
  const watch = useOrderWatch(idParam(params, 'orderId'), hint);
  const { order, error, looking, lookAgain } = watch;
  const payment = usePayment(lookAgain);
  const scene = resultScene(order?.status ?? null, hint, looking);
  return (
    <Page id="result" footer={<Footer scene={scene} watch={watch} payment={payment} />}>
      {scene === 'asking' && looking && (
        <>
          <StatusCard
            id="result-asking"
            tone="info"
            word="正在查询"
            sentence="正在查这笔缴费的结果"
            isPageTitle
          />
          <Skeleton shape="status" />
        </>
      )}
      {!order && error && !looking && <ErrorState error={error} onRetry={lookAgain} />}
      {order && <ErrorNotice error={error} />}
      {payment.needsWeChat && <NeedsWeChat order={payment.needsWeChat} />}
      {order && scene !== 'asking' && (
        <>
          <SceneCard scene={scene} order={order} />
          <SceneBody scene={scene} order={order} looking={looking} onRetry={lookAgain} />
        </>
      )}
    </Page>
  );
}
