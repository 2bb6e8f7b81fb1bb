import { dailyFileOutput } from '@yibao/shared/protocols/daily-file';
import {
  accountOutput,
  bindOutput,
  freezeState,
  type MutualAidService,
  refundState,
  unbindOutput,
  type WireFreezeState,
  type WireRefundState,
} from '@yibao/shared/protocols/mutual-aid';
import { type RailRefusal } from '@yibao/shared/rules/rails';
import { type CloseRelative } from '@yibao/shared/rules/relation';
import { type Clock } from '../clock';
import { type Config } from '../config';
import { fromWire, type RegisteredPerson, toWire } from './data-sharing';
import { readDailyFile } from './daily-file';
import { UpstreamError } from './http';
import {
  askForRefund,
  backState,
  refusedState,
  type RefundOrder,
  type RefundState,
} from './signed-refund';
import { SignedService } from './signed-service';
import { type Statement } from './statement';
import { fromWireTime } from './wire-time';

const system = 'mutual-aid';
/** Money is at stake: longer than a registry may take, and what is lost is asked for afterwards. */
const timeoutMs = 4_000;

export interface BoundRelative {
  bindNo: string;
  person: RegisteredPerson;
  relation: CloseRelative;
  boundAt: number;
  frozenFen: number;
}

/** An employee's personal account (个人账户), as it is at this moment. */
export interface PersonalAccount {
  balanceFen: number;
  /** Part of the balance that cannot be spent. */
  frozenFen: number;
  members: BoundRelative[];
}

/** Which registry proved a relation. */
export type RelationProof = 'marriage' | 'birth' | 'household';

export type Bound =
  | { outcome: 'bound'; bindNo: string }
  | { outcome: 'refused'; reason: 'noAccount' | 'full' | 'alreadyBound' };

/** Money put aside to pay for relatives, and what became of it. */
export type FreezeState =
  | { status: 'frozen' | 'released'; freezeNo: string }
  | { status: 'committed'; freezeNo: string; frozenAt: number; deductOn: string }
  | {
      status: 'deducted';
      freezeNo: string;
      totalFen: number;
      frozenAt: number;
      deductNo: string;
      deductedAt: number;
    }
  | { status: 'refused'; reason: RailRefusal };

/** Employees' personal accounts that pay for relatives (个人账户家庭共济). */
export interface MutualAid {
  /** @returns null when the person has no personal account */
  account(owner: RegisteredPerson): Promise<PersonalAccount | null>;
  /** Idempotent by `businessNo`. */
  bind(binding: {
    businessNo: string;
    owner: RegisteredPerson;
    relative: RegisteredPerson;
    relation: CloseRelative;
    proof: RelationProof;
  }): Promise<Bound>;
  /** At once, unless money is frozen for the relative; unbinding twice is unbinding. */
  unbind(owner: RegisteredPerson, bindNo: string): Promise<'unbound' | 'frozen'>;
  /** Idempotent by `businessNo`: also a refused one stays refused. */
  freeze(freeze: {
    businessNo: string;
    owner: RegisteredPerson;
    lines: { person: RegisteredPerson; year: number; amountFen: number }[];
    totalFen: number;
  }): Promise<FreezeState>;
  deduct(businessNo: string, when: 'now' | 'monthEnd'): Promise<FreezeState>;
  /** A number never heard of is released too. @returns how it stands: it may be deducted already */
  release(businessNo: string): Promise<FreezeState>;
  /** @returns null for a number never heard of */
  freezeState(businessNo: string): Promise<FreezeState | null>;
  /** Back to the account it came from; idempotent by `refundNo`. A refused one may be asked again. */
  refund(refund: RefundOrder): Promise<RefundState>;
  /** @returns null for a number never heard of */
  refundState(refundNo: string): Promise<RefundState | null>;
  /** 日账 of a day ('YYYY-MM-DD'): every deduction for us. */
  dailyFile(day: string): Promise<Statement>;
}

/** The real client. */
export class MutualAidClient implements MutualAid {
  private readonly platform: SignedService<MutualAidService>;

  constructor(
    private readonly config: Config,
    clock: Clock,
  ) {
    this.platform = new SignedService(system, config.mutualAid, clock, timeoutMs);
  }

  async account(owner: RegisteredPerson): Promise<PersonalAccount | null> {
    const found = await this.platform.call('account', { owner: toWire(owner) }, accountOutput);
    return (
      found && {
        ...found,
        members: found.members.map((each) => ({
          ...each,
          person: fromWire(each.person),
          boundAt: fromWireTime(each.boundAt),
        })),
      }
    );
  }

  async bind(binding: Parameters<MutualAid['bind']>[0]): Promise<Bound> {
    const { businessNo, owner, relative, relation, proof } = binding;
    const people = { owner: toWire(owner), relative: toWire(relative) };
    const body = { bizNo: businessNo, ...people, relation, proof };
    const answer = await this.platform.call('bind', body, bindOutput);
    if (!answer) throw new UpstreamError(system, 'bind: persons unknown');
    if (answer.status === 'bound') return { outcome: 'bound', bindNo: answer.bindNo };
    if (answer.reason === '') throw new UpstreamError(system, 'bind: refused without a reason');
    return { outcome: 'refused', reason: answer.reason };
  }

  async unbind(owner: RegisteredPerson, bindNo: string): Promise<'unbound' | 'frozen'> {
    const body = { bindNo, owner: toWire(owner) };
    const answer = await this.platform.call('unbind', body, unbindOutput);
    if (!answer) throw new UpstreamError(system, 'unbind: no such binding');
    return answer.status === 'unbound' ? 'unbound' : 'frozen';
  }

  async freeze(freeze: Parameters<MutualAid['freeze']>[0]): Promise<FreezeState> {
    const { businessNo, owner, lines, totalFen } = freeze;
    const body = {
      bizNo: businessNo,
      owner: toWire(owner),
      lines: lines.map((line) => ({ ...line, person: toWire(line.person) })),
      totalFen,
    };
    return this.known('freeze', await this.platform.call('freeze', body, freezeState));
  }

  async deduct(businessNo: string, when: 'now' | 'monthEnd'): Promise<FreezeState> {
    const body = { bizNo: businessNo, when };
    return this.known('deduct', await this.platform.call('deduct', body, freezeState));
  }

  async release(businessNo: string): Promise<FreezeState> {
    const body = { bizNo: businessNo };
    return this.known('release', await this.platform.call('release', body, freezeState));
  }

  async freezeState(businessNo: string): Promise<FreezeState | null> {
    const found = await this.platform.call('freezeStatus', { bizNo: businessNo }, freezeState);
    return found && toState(found);
  }

  refund(asked: RefundOrder): Promise<RefundState> {
    const { paymentNo: bizNo, refundNo, amountFen } = asked;
    const body = { bizNo, refundNo, amountFen };
    return askForRefund(asked, () => this.platform.call('refund', body, refundState), toRefund);
  }

  async refundState(refundNo: string): Promise<RefundState | null> {
    const found = await this.platform.call('refundStatus', { refundNo }, refundState);
    return found && toRefund(found);
  }

  async dailyFile(day: string): Promise<Statement> {
    const answer = await this.platform.call('dailyFile', { day }, dailyFileOutput);
    if (!answer) throw new UpstreamError(system, 'dailyFile: not found');
    return readDailyFile(answer, day, this.config.mutualAid.appId);
  }

  private known(service: MutualAidService, found: WireFreezeState | null): FreezeState {
    if (!found) throw new UpstreamError(system, `${service}: no such freeze`);
    return toState(found);
  }
}

function toState(wire: WireFreezeState): FreezeState {
  const { status, freezeNo, totalFen, deductOn, deductNo } = wire;
  const incomplete = (): never => {
    throw new UpstreamError(system, `${status}: incomplete`);
  };
  if (status === 'frozen' || status === 'released') return { status, freezeNo };
  if (status === 'refused') {
    return { status, reason: wire.reason === '' ? incomplete() : wire.reason };
  }
  const frozenAt = wire.frozenAt === null ? incomplete() : fromWireTime(wire.frozenAt);
  if (status === 'committed') {
    return { status, freezeNo, frozenAt, deductOn: deductOn ?? incomplete() };
  }
  const deductedAt = wire.deductedAt === null ? incomplete() : fromWireTime(wire.deductedAt);
  if (deductNo === '') return incomplete();
  return { status, freezeNo, totalFen, frozenAt, deductNo, deductedAt };
}

function toRefund(wire: WireRefundState): RefundState {
  const { bizNo: paymentNo, refundNo, amountFen, status, reason, returnNo, returnedAt } = wire;
  const asked = { paymentNo, refundNo, amountFen };
  return status === 'refused'
    ? refusedState(system, asked, reason)
    : backState(system, asked, { number: returnNo, at: returnedAt });
}
