import type { Output } from '@yibao/shared/contracts';
import { type Tone, personWords } from '../../services/words';
import type { OrderStatus } from './polling';

export type Order = Output<'payment.getOrder'>;

interface OrderFace {
  word: string;
  tone: Tone;
  /** The person may still pay or cancel. */
  open: boolean;
}

const FACES = {
  created: { word: '待付款', tone: 'warn', open: true },
  prepaid: { word: '待付款', tone: 'warn', open: true },
  committed: { word: '已冻结，等月底扣款', tone: 'wait', open: false },
  paid: { word: '已付款，正在入账', tone: 'info', open: false },
  posted: { word: '缴费成功', tone: 'ok', open: false },
  posting_overdue: { word: '已付款，入账较慢', tone: 'warn', open: false },
  closed: { word: '已关闭，没有扣款', tone: 'wait', open: false },
  refund_due: { word: '退费中', tone: 'info', open: false },
  refunded: { word: '已退费', tone: 'wait', open: false },
} as const satisfies Record<OrderStatus, OrderFace>;

/** The state of an order in a word, its tone, and whether it can still be paid. */
export function orderFace(status: OrderStatus): OrderFace {
  return FACES[status];
}

const NEXT_STEPS = {
  created: [],
  prepaid: [],
  committed: [
    '钱已经冻结在您的医保个人账户里，到扣款那天自动扣，不用再做什么',
    '扣款成功前还没有缴费，还不能报销；成功后会发消息告诉您',
    '账户里的钱不够扣的话，不会扣款，也会告诉您，那时请换一种付款方式',
  ],
  paid: [
    '正在记入医保系统，一般几秒钟到几分钟',
    '记好后这里会写「入账」完成，不用守着',
    '不用再缴，同一个人同一年不会重复扣钱',
  ],
  posted: [
    '从上面写的那一天起，看病时出示身份证或医保电子凭证就能报销',
    '这一页随时能在「我付的订单」里找到',
  ],
  posting_overdue: [
    '钱已经收到，很安全，不用再缴',
    '入账比平时慢，工作人员正在处理',
    '办好后会发消息告诉您；着急可以拨打 12393，报上面的编号',
  ],
  closed: ['这笔订单没有扣钱', '还要参保的话，可以重新缴费'],
  refund_due: [
    '您的钱很安全，没有丢',
    '这笔钱没有用来参保，会自动退回付款的账户，不用您申请',
    '退费有结果会发消息告诉您；进度在「我付的订单」里看',
  ],
  refunded: ['钱已经退回付款的账户', '还要参保的话，可以重新缴费'],
} as const satisfies Record<OrderStatus, readonly string[]>;

/** What happens next, one sentence a line; empty while the person has to pay first. */
export function nextSteps(status: OrderStatus): readonly string[] {
  return NEXT_STEPS[status];
}

/** 「本人 王*兰、妈妈 赵*英」, at most three names and the number of people. */
export function payeesText({ items }: Order): string {
  const names = items.slice(0, 3).map(({ person }) => personWords(person));
  return items.length > 3 ? `${names.join('、')}等 ${items.length} 人` : names.join('、');
}

/**
 * Where the payer gets the proof of an order: the paper's last step for one person, the choice among
 * the people of the order for several; null while there is nothing to prove.
 */
export function proofQuery({ orderId, items }: Order): Record<string, string | number> | null {
  const [first, ...others] = items.filter((item) => item.posted);
  if (!first) return null;
  const query = { kind: 'contribution', orderId };
  if (others.length > 0) return query;
  return { ...query, personId: first.person.personId, year: first.coverageYear };
}
