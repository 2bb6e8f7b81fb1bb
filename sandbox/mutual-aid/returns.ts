import { type DurableMap, type SandboxHost } from '../lib/host';
import { type Accounts } from './accounts';
import { type Freezes } from './freezes';

/** Money of a deduction that went back to its account. */
export interface Return {
  refundNo: string;
  bizNo: string;
  amountFen: number;
  returnNo: string;
  /** Business time, epoch ms. */
  returnedAt: number;
}

export type ReturnRefusal = 'noAccount' | 'notDeducted' | 'tooMuch';

/** What has gone back of which deduction. Durable; what was refused is not kept. */
export class Returns {
  private readonly returns: DurableMap<Return>;

  constructor(
    private readonly host: SandboxHost,
    private readonly accounts: Accounts,
    private readonly freezes: Freezes,
  ) {
    this.returns = host.journal.store<Return>('mutual-aid-returns');
  }

  list(): Return[] {
    return this.returns.values();
  }

  get(refundNo: string): Return | undefined {
    return this.returns.get(refundNo);
  }

  /** @returns the same return for the same number; null when that number was for other money */
  give(asked: Pick<Return, 'refundNo' | 'bizNo' | 'amountFen'>): Return | ReturnRefusal | null {
    const earlier = this.returns.get(asked.refundNo);
    if (earlier) {
      const isSame = earlier.bizNo === asked.bizNo && earlier.amountFen === asked.amountFen;
      return isSame ? earlier : null;
    }
    const freeze = this.freezes.get(asked.bizNo);
    if (freeze?.status !== 'deducted' || freeze.ownerNo === null) return 'notDeducted';
    if (this.givenFen(asked.bizNo) + asked.amountFen > freeze.totalFen) return 'tooMuch';
    const owner = this.host.residents.byPersonNo(freeze.ownerNo);
    if (!owner || this.accounts.balanceFen(owner) === null) return 'noAccount';
    this.accounts.change(owner, asked.amountFen);
    const returned = {
      ...asked,
      returnNo: `SANDBOX-TH${String(this.returns.size + 1).padStart(6, '0')}`,
      returnedAt: this.host.clock.now(),
    };
    this.returns.set(asked.refundNo, returned);
    return returned;
  }

  private givenFen(bizNo: string): number {
    return this.returns
      .values()
      .filter((each) => each.bizNo === bizNo)
      .reduce((sum, { amountFen }) => sum + amountFen, 0);
  }
}
