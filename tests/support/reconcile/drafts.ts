/** One invented order: what our database says of it, and what the other side's books say. */
import { addDays, startOfDay } from '@yibao/shared/rules/dates';
import { type RailName } from '@yibao/shared/rules/rails';
import { type SeededRandom } from '@yibao/sandbox/city/random';
import { type Resident } from '@yibao/sandbox/city/resident';

export const premiumFen = 40_000;
export const coverageYear = 2026;

export interface ItemDraft {
  id: string;
  personId: string;
  enrollmentId: string;
  live: boolean;
  posted: boolean;
  /** A resident of the sandbox's city where the platform has to know the person. */
  resident: Resident | null;
  /** What the platform's books have of it; null for nothing. */
  there: { amountFen: number; arrived: boolean } | null;
}

export interface OrderDraft {
  id: string;
  rail: RailName;
  outTradeNo: string;
  transactionId: string;
  status: 'posted' | 'paid' | 'prepaid' | 'closed' | 'refund_due' | 'refunded';
  totalFen: number;
  /** Epoch ms by our books; of an unpaid one when it would have been paid. */
  paidAt: number;
  items: ItemDraft[];
  /** What the rail's books have of it; null for no money. */
  there: { amountFen: number; transactionId: string; paidAt: number } | null;
  /** Whether our database has the order at all. */
  here: boolean;
  /** Money that bought nothing, on its way back or back. */
  refund?: RefundDraft;
}

export interface RefundDraft {
  id: string;
  outRefundNo: string;
  number: string;
  /** Epoch ms at which the rail took and did it. */
  at: number;
  /** Whether our books have it as done; null when they do not know it. */
  here: 'refunded' | 'refunding' | null;
  /** What WeChat Pay's books have of it. */
  there: { amountFen: number; end: 'SUCCESS' | 'ABNORMAL' } | null;
}

/** Ids that are the same for the same seed. */
export function seededUuid(random: SeededRandom): string {
  const part = (): string =>
    Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const hex = part() + part() + part() + part();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const serial = (random: SeededRandom, digits: number): string =>
  String(Math.floor(random.next() * 1e9)).padStart(digits, '0');

const secondMs = 1000;
/** Away from midnight, where the neighbouring day's list is asked for. */
const [firstSecond, lastSecond] = [3_600, 82_800];

/** A moment of the day, on a whole second. */
export function momentOf(random: SeededRandom, day: string): number {
  return startOfDay(day) + random.between(firstSecond, lastSecond) * secondMs;
}

export class DraftMaker {
  private count = 0;

  constructor(
    readonly random: SeededRandom,
    readonly day: string,
    private readonly residents: Resident[],
    /** The only rail of the day; all of them when left out. */
    private readonly onlyRail?: RailName,
  ) {}

  /** Somebody whom the platform knows and enrols; nobody twice. */
  private takeResident(): Resident {
    const resident = this.residents.pop();
    if (!resident) throw new Error('nobody left in the city');
    return resident;
  }

  /** Most pay by WeChat Pay. */
  private anyRail(): RailName {
    const [mutualAid, taxHandOver] = [0.15, 0.35];
    const drawn = this.random.next();
    if (drawn < mutualAid) return 'mutualAid';
    return drawn < taxHandOver ? 'taxHandOver' : 'wechatPay';
  }

  item(known: boolean): ItemDraft {
    return {
      id: seededUuid(this.random),
      personId: seededUuid(this.random),
      enrollmentId: seededUuid(this.random),
      live: true,
      posted: true,
      resident: known ? this.takeResident() : null,
      there: { amountFen: premiumFen, arrived: true },
    };
  }

  /** An order of days before that bought nothing, and was paid back on the day on both sides. */
  refunded(): OrderDraft & { refund: RefundDraft } {
    const order = this.order({ rail: 'wechatPay', people: 1 });
    order.status = 'refunded';
    order.paidAt = momentOf(this.random, addDays(this.day, -3));
    order.there!.paidAt = order.paidAt;
    for (const item of order.items) {
      item.live = false;
      item.posted = false;
      item.there = null;
    }
    const refund: RefundDraft = {
      id: seededUuid(this.random),
      outRefundNo: `TF${order.outTradeNo.slice(2)}`,
      number: `50000${order.transactionId.slice(5)}`,
      at: momentOf(this.random, this.day),
      here: 'refunded',
      there: { amountFen: order.totalFen, end: 'SUCCESS' },
    };
    return { ...order, refund };
  }

  /** An order that is as it should be on both sides: paid on the day, posted. */
  order(options: { rail?: RailName; people?: number; known?: boolean } = {}): OrderDraft {
    const { random, day } = this;
    const rail = options.rail ?? this.onlyRail ?? this.anyRail();
    const { people = random.next() < 0.6 ? 1 : 2, known = false } = options;
    const items = Array.from({ length: people }, () => this.item(known));
    const number = String(++this.count).padStart(6, '0');
    const compact = day.replaceAll('-', '');
    const transactionId = `42000${compact}${number}${serial(random, 9)}`;
    const paidAt = momentOf(random, day);
    const totalFen = people * premiumFen;
    return {
      id: seededUuid(random),
      rail,
      outTradeNo: `YB${compact.slice(2)}${number}${serial(random, 9).slice(0, 6)}`,
      transactionId,
      status: 'posted',
      totalFen,
      paidAt,
      items,
      there: { amountFen: totalFen, transactionId, paidAt },
      here: true,
    };
  }
}
