import { View } from '@tarojs/components';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Notice } from '@/components/notice';
import { RemindMe } from '@/components/remind-me';
import { StatusCard } from '@/components/status-card';
import { aria } from '@/services/aria';
import type { Tone } from '@/services/words';
import { type Order, payeesText } from '../../model/order-view';
import type { ResultScene } from '../../model/polling';
import {
  NextSteps,
  OrderFacts,
  OrderItems,
  OrderTimeline,
  ProofLink,
} from '../../parts/order-body';

type AnsweredScene = Exclude<ResultScene, 'asking'>;

interface Face {
  tone: Tone;
  word: string;
  title: string;
  /** Below the title; null where the server's own sentence says it best. */
  text: string | null;
}

const FACES = {
  confirming: {
    tone: 'info',
    word: '正在核对',
    title: '正在核对付款结果',
    text: '一般几秒钟就好，请稍等',
  },
  watching: {
    tone: 'wait',
    word: '还在核对',
    title: '还没有收到付款的结果',
    text: '不用着急，我们会接着查',
  },
  committed: { tone: 'wait', word: '已冻结', title: '已冻结，月底统一扣款', text: null },
  success: { tone: 'ok', word: '已付款', title: '缴费成功', text: null },
  unpaid: {
    tone: 'warn',
    word: '待付款',
    title: '还没有支付',
    text: '没有扣钱。要参保，请点「继续支付」',
  },
  closed: { tone: 'wait', word: '已关闭', title: '订单已关闭，没有扣钱', text: null },
  refund: { tone: 'danger', word: '退费中', title: '这笔钱会退还给您', text: null },
} as const satisfies Record<AnsweredScene, Face>;

/** The scene in one card: state, title, amount, and who it is for. */
export function SceneCard({ scene, order }: { scene: AnsweredScene; order: Order }) {
  const { tone, word, title, text } = FACES[scene];
  const free = order.totalFen === 0;
  return (
    <View {...aria({ live: 'polite' })}>
      <StatusCard
        id={`result-${scene}`}
        tone={tone}
        word={scene === 'success' && free ? '已办好' : word}
        about={payeesText(order)}
        sentence={scene === 'success' && free ? '参保办好了，不用付钱' : title}
        isPageTitle
      >
        {scene === 'success' && !free && <Amount fen={order.totalFen} size="large" />}
        <View className="result__sentence">{text ?? order.sentence}</View>
      </StatusCard>
    </View>
  );
}

/** While nothing is certain yet. */
function Watching({ onRetry, looking }: { onRetry: () => void; looking: boolean }) {
  return (
    <>
      <Notice tone="info" title="可以放心离开这一页">
        <View>核对好了会发消息告诉您。</View>
        <View>付过的钱不会丢，也不会重复扣；现在请不要再付一次。</View>
      </Notice>
      {!looking && (
        <View className="result__action">
          <AppButton id="look-again" kind="secondary" icon="refresh" onPress={onRetry}>
            再看一次
          </AppButton>
        </View>
      )}
    </>
  );
}

interface SceneBodyProps {
  scene: AnsweredScene;
  order: Order;
  looking: boolean;
  onRetry: () => void;
}

/** What stands below the card. Proof for what is done, the next step for everything else. */
export function SceneBody({ scene, order, looking, onRetry }: SceneBodyProps) {
  const isOver = scene === 'success' || scene === 'refund' || scene === 'committed';
  return (
    <>
      {(scene === 'confirming' || scene === 'watching') && (
        <Watching onRetry={onRetry} looking={looking} />
      )}
      {scene === 'success' && (
        <RemindMe
          id="remind-cover"
          topics={order.status === 'posted' ? ['coverBegins'] : ['posted', 'coverBegins']}
          words={order.status === 'posted' ? '可以报销时提醒我' : '到账、可以报销时提醒我'}
        />
      )}
      <OrderItems order={order} />
      {isOver && <OrderFacts order={order} />}
      {scene === 'success' && <ProofLink order={order} />}
      {isOver && <OrderTimeline order={order} />}
      <NextSteps order={order} />
    </>
  );
}
