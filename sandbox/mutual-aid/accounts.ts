import { type CloseRelative } from '@yibao/shared/rules/relation';
import { type Resident } from '../city/resident';
import { type DurableMap, type SandboxHost } from '../lib/host';

/** A relative whom an owner lets be paid for. */
export interface Binding {
  bindNo: string;
  /** Who asked: our business number, or the counter's. */
  bizNo: string;
  ownerNo: string;
  relativeNo: string;
  relation: CloseRelative;
  boundAt: number;
  unboundAt: number | null;
}

/** Including the owner, as the city's rule says. */
const membersMax = 7;

/** Employees' personal accounts and whom their owners pay for. All durable. */
export class Accounts {
  /** What was taken from or put on an account since the sandbox began, fen. */
  private readonly changes: DurableMap<number>;
  private readonly bindings: DurableMap<Binding>;

  constructor(private readonly host: SandboxHost) {
    this.changes = host.journal.store<number>('mutual-aid-changes');
    this.bindings = host.journal.store<Binding>('mutual-aid-bindings');
  }

  /** Everybody with an account. */
  owners(): readonly Resident[] {
    return this.host.residents.list().filter((each) => this.balanceFen(each) !== null);
  }

  /** The balance in fen, null for who has no account. */
  balanceFen({ personNo }: Resident): number | null {
    const atFirst = this.host.residents.personalAccountFen(personNo);
    return atFirst === null ? null : atFirst + (this.changes.get(personNo) ?? 0);
  }

  /** Adds (or takes, when negative); other systems do so too, e.g. a pharmacy. */
  change({ personNo }: Resident, fen: number): void {
    this.changes.set(personNo, (this.changes.get(personNo) ?? 0) + fen);
  }

  boundTo({ personNo }: Resident): Binding[] {
    return this.bindings
      .values()
      .filter(({ ownerNo, unboundAt }) => ownerNo === personNo && unboundAt === null);
  }

  isBound(owner: Resident, relative: Resident): boolean {
    return this.boundTo(owner).some(({ relativeNo }) => relativeNo === relative.personNo);
  }

  byBindNo(bindNo: string): Binding | undefined {
    return this.bindings.get(bindNo);
  }

  /** The same business number again is the same binding. @returns it, or why there is none */
  bind(asked: {
    bizNo: string;
    owner: Resident;
    relative: Resident;
    relation: CloseRelative;
  }): Binding | 'noAccount' | 'full' | 'alreadyBound' {
    const { bizNo, owner, relative, relation } = asked;
    const earlier = this.bindings.values().find((each) => each.bizNo === bizNo);
    if (earlier) return earlier;
    if (this.balanceFen(owner) === null) return 'noAccount';
    const bound = this.boundTo(owner);
    if (bound.some(({ relativeNo }) => relativeNo === relative.personNo)) return 'alreadyBound';
    if (bound.length + 1 >= membersMax) return 'full';
    const binding: Binding = {
      bindNo: `SANDBOX-GJ${String(this.bindings.size + 1).padStart(6, '0')}`,
      bizNo,
      ownerNo: owner.personNo,
      relativeNo: relative.personNo,
      relation,
      boundAt: this.host.clock.now(),
      unboundAt: null,
    };
    this.bindings.set(binding.bindNo, binding);
    return binding;
  }

  unbind(binding: Binding): void {
    if (binding.unboundAt !== null) return;
    this.bindings.set(binding.bindNo, { ...binding, unboundAt: this.host.clock.now() });
  }
}
