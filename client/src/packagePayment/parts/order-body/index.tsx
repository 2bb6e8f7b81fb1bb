import { Text, View } from '@tarojs/components';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { PersonName } from '@/components/person-name';
import { Row } from '@/components/row';
import { Timeline } from '@/components/timeline';
import { dayWords, momentWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { referenceWords } from '@/services/reference';
import { nextSteps, type Order, proofQuery } from '../../model/order-view';
import { wayOf } from '../../model/ways';
import './index.scss';

type Item = Order['items'][number];

function ItemRow({ item }: { item: Item }) {
  const { person, coverageYear, amountFen, cover, waitingUntil } = item;
  return (
    <View className="order-item">
      <View className="order-item__top">
        <View className="order-item__name">
          <PersonName person={person} />
        </View>
        <Amount fen={amountFen} />
      </View>
      <View className="order-item__note">{`${coverageYear} 年度居民医保`}</View>
      {cover !== null && (
        <View className="order-item__cover">{`${dayWords(cover.from)}起可以报销`}</View>
      )}
      {cover !== null && waitingUntil !== null && (
        <View className="order-item__note">
          {`到 ${dayWords(waitingUntil)} 是等待期（缴费后还不能报销的时间）`}
        </View>
      )}
    </View>
  );
}

/** Who is in the order, for how much and from when covered. */
export function OrderItems({ order }: { order: Order }) {
  return (
    <Card title={`缴费的人（${order.items.length} 人）`}>
      {order.items.map((item) => (
        <ItemRow key={item.enrollmentId} item={item} />
      ))}
    </Card>
  );
}

interface FactProps {
  id?: string;
  label: string;
  value: string;
}

/** A long value stands below its name, so that nothing is torn apart. */
function Fact({ id, label, value }: FactProps) {
  return (
    <View {...(id ? { id } : {})} className="order-fact">
      <View className="order-fact__label">{label}</View>
      <View className="order-fact__value">{value}</View>
    </View>
  );
}

/** The numbers to quote. */
export function OrderFacts({
  order: { reference, rail, paidAt, createdAt, totalFen },
}: {
  order: Order;
}) {
  const what = paidAt === null ? '订单编号' : '凭证编号';
  return (
    <Card>
      <Fact
        id="order-reference"
        label={`${what}（打电话问的时候报这个号）`}
        value={referenceWords(reference)}
      />
      {paidAt !== null && <Fact label="付款时间" value={momentWords(paidAt)} />}
      <Fact label="下单时间" value={momentWords(createdAt)} />
      {totalFen > 0 && <Fact id="order-way" label="付款方式" value={wayOf(rail).name} />}
      <Row label={paidAt === null ? '一共要付' : '一共付了'}>
        <Amount fen={totalFen} />
      </Row>
    </Card>
  );
}

/** A paper for whoever does not take the payer's word for it; only once it is in the books. */
export function ProofLink({ order }: { order: Order }) {
  const query = proofQuery(order);
  if (!query) return null;
  return (
    <View className="order-proof">
      <AppButton
        id="get-proof"
        kind="secondary"
        icon="document"
        onPress={() => goTo('certificateIssue', query)}
      >
        下载缴费凭证
      </AppButton>
    </View>
  );
}

/** The way so far. */
export function OrderTimeline({ order }: { order: Order }) {
  return (
    <Card title="办到哪一步了">
      <Timeline steps={order.timeline} />
    </Card>
  );
}

/** What happens now, without the person having to ask. */
export function NextSteps({ order }: { order: Order }) {
  const steps = nextSteps(order.status);
  if (steps.length === 0) return null;
  return (
    <>
      <Card title="接下来">
        {steps.map((step) => (
          <View key={step} className="next-step">
            <Text className="next-step__dot">·</Text>
            <View className="next-step__words">{step}</View>
          </View>
        ))}
      </Card>
      <AppButton id="my-orders" kind="text" onPress={() => goTo('orders')}>
        我付的订单
      </AppButton>
    </>
  );
}
