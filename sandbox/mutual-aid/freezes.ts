import { monthEndOf, shanghaiDate, startOfDay, hourMs } from '@yibao/shared/rules/dates';
import { type Resident } from '../city/resident';
import { type DurableMap, type SandboxHost } from '../lib/host';
import { type Accounts } from './accounts';

export type FreezeStatus = 'frozen' | 'committed' | 'deducted' | 'released' | 'refused';

/** Money of an account put aside to pay for relatives. */
export interface Freeze {
  bizNo: string;
  freezeNo: string;
  /** Null of a release that came before its freeze. */
  ownerNo: string | null;
  lines: { personNo: string; year: number; amountFen: number }[];
  totalFen: number;
  status: FreezeStatus;
  reason: '' | 'noAccount' | 'notBound' | 'balance';
  frozenAt: number | null;
  /** Day of the batch, once committed. */
  deductOn: string | null;
  deductNo: string;
  deductedAt: number | null;
}

/** The batch runs at ten in the evening of the month's last day. */
const batchHour = 22;

const isHeld = ({ status }: Freeze): boolean => status === 'frozen' || status === 'committed';

/** Freezes of all accounts, and the batch that deducts what was committed to it. All durable. */
export class Freezes {
  private readonly freezes: DurableMap<Freeze>;

  constructor(
    private readonly host: SandboxHost,
    private readonly accounts: Accounts,
  ) {
    this.freezes = host.journal.store<Freeze>('mutual-aid-freezes');
    for (const each of this.freezes.values()) this.arm(each);
  }

  list(): Freeze[] {
    return this.freezes.values();
  }

  get(bizNo: string): Freeze | undefined {
    return this.freezes.get(bizNo);
  }

  /** What is held of an account, fen; for one relative when named. */
  heldFen(owner: Resident, relativeNo?: string): number {
    return this.freezes
      .values()
      .filter((each) => each.ownerNo === owner.personNo && isHeld(each))
      .flatMap(({ lines }) => lines)
      .filter(({ personNo }) => relativeNo === undefined || personNo === relativeNo)
      .reduce((sum, { amountFen }) => sum + amountFen, 0);
  }

  /** The same business number again is the same freeze, whatever became of it. */
  freeze(bizNo: string, owner: Resident | undefined, lines: Freeze['lines']): Freeze {
    const earlier = this.freezes.get(bizNo);
    if (earlier) return earlier;
    const totalFen = lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
    const reason = this.refusal(owner, lines, totalFen);
    return this.save({
      bizNo,
      freezeNo: `SANDBOX-DJ${String(this.freezes.size + 1).padStart(6, '0')}`,
      ownerNo: owner?.personNo ?? null,
      lines,
      totalFen,
      status: reason === '' ? 'frozen' : 'refused',
      reason,
      frozenAt: reason === '' ? this.host.clock.now() : null,
      deductOn: null,
      deductNo: '',
      deductedAt: null,
    });
  }

  /** Takes the money now, or promises to with the month's batch. */
  deduct(freeze: Freeze, when: 'now' | 'monthEnd'): Freeze {
    if (freeze.status !== 'frozen') return freeze;
    if (when === 'now') return this.take(freeze);
    const deductOn = monthEndOf(shanghaiDate(this.host.clock.now()));
    return this.save({ ...freeze, status: 'committed', deductOn });
  }

  /** A number never heard of is kept as released: a freeze that comes late freezes nothing. */
  release(bizNo: string): Freeze {
    const freeze = this.freezes.get(bizNo);
    if (freeze) return isHeld(freeze) ? this.save({ ...freeze, status: 'released' }) : freeze;
    const nobody = { ownerNo: null, lines: [], totalFen: 0, reason: '' as const };
    const never = { freezeNo: '', frozenAt: null, deductOn: null, deductNo: '', deductedAt: null };
    return this.save({ bizNo, status: 'released', ...nobody, ...never });
  }

  private refusal(
    owner: Resident | undefined,
    lines: Freeze['lines'],
    totalFen: number,
  ): Freeze['reason'] {
    const balanceFen = owner ? this.accounts.balanceFen(owner) : null;
    if (!owner || balanceFen === null) return 'noAccount';
    const { residents } = this.host;
    const isBound = ({ personNo }: { personNo: string }): boolean => {
      const relative = residents.byPersonNo(personNo);
      return relative !== undefined && this.accounts.isBound(owner, relative);
    };
    if (!lines.every(isBound)) return 'notBound';
    return balanceFen - this.heldFen(owner) < totalFen ? 'balance' : '';
  }

  /** The account may have been emptied since, by whoever else may take from it. */
  private take(freeze: Freeze): Freeze {
    const owner =
      freeze.ownerNo === null ? undefined : this.host.residents.byPersonNo(freeze.ownerNo);
    const balanceFen = owner ? this.accounts.balanceFen(owner) : null;
    if (!owner || balanceFen === null || balanceFen < freeze.totalFen) {
      return this.save({ ...freeze, status: 'refused', reason: 'balance' });
    }
    this.accounts.change(owner, -freeze.totalFen);
    const deductNo = `SANDBOX-KK${freeze.freezeNo.slice(-6)}${String(this.freezes.size)}`;
    return this.save({
      ...freeze,
      status: 'deducted',
      deductNo,
      deductedAt: this.host.clock.now(),
    });
  }

  private save(freeze: Freeze): Freeze {
    this.freezes.set(freeze.bizNo, freeze);
    this.arm(freeze);
    return freeze;
  }

  private arm({ bizNo, status, deductOn }: Freeze): void {
    const key = `mutual-aid-batch ${bizNo}`;
    if (status !== 'committed' || deductOn === null) {
      this.host.unschedule(key);
      return;
    }
    this.host.schedule(startOfDay(deductOn) + batchHour * hourMs, key, () => {
      const due = this.freezes.get(bizNo);
      if (due?.status === 'committed') this.take(due);
    });
  }
}
