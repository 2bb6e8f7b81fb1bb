import { type DurableMap, type SandboxHost } from '../lib/host';
import { minuteMs } from '../lib/time';

/** Money the bureau pays back of one receipt. */
export interface PayBack {
  refundNo: string;
  orderNo: string;
  amountFen: number;
  payBackNo: string;
  /** When the money is back; business time, epoch ms. */
  endsAt: number;
}

/** So long the treasury takes here. */
const minutesOfTreasury = 20;

/** What the bureau pays back by itself. Durable; how one stands follows from the clock. */
export class PayBacks {
  private readonly payBacks: DurableMap<PayBack>;

  constructor(private readonly host: SandboxHost) {
    this.payBacks = host.journal.store<PayBack>('tax-pay-backs');
  }

  list(): PayBack[] {
    return this.payBacks.values();
  }

  get(refundNo: string): PayBack | undefined {
    return this.payBacks.get(refundNo);
  }

  /**
   * @param paidFen what was paid at the cashier; null when nothing was
   * @returns the same payment for the same number; null when that number was for other money
   */
  begin(
    asked: Pick<PayBack, 'refundNo' | 'orderNo' | 'amountFen'>,
    paidFen: number | null,
  ): PayBack | 'notPaid' | 'tooMuch' | null {
    const earlier = this.payBacks.get(asked.refundNo);
    if (earlier) {
      const isSame = earlier.orderNo === asked.orderNo && earlier.amountFen === asked.amountFen;
      return isSame ? earlier : null;
    }
    if (paidFen === null) return 'notPaid';
    if (this.givenFen(asked.orderNo) + asked.amountFen > paidFen) return 'tooMuch';
    const begun = {
      ...asked,
      payBackNo: `SANDBOX-TK${String(this.payBacks.size + 1).padStart(6, '0')}`,
      endsAt: this.host.clock.now() + minutesOfTreasury * minuteMs,
    };
    this.payBacks.set(asked.refundNo, begun);
    return begun;
  }

  private givenFen(orderNo: string): number {
    return this.payBacks
      .values()
      .filter((each) => each.orderNo === orderNo)
      .reduce((sum, { amountFen }) => sum + amountFen, 0);
  }
}
