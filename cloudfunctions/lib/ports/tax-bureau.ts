import { dailyFileOutput } from '@yibao/shared/protocols/daily-file';
import {
  handOverState,
  payBackState,
  type TaxReference,
  type TaxService,
  type WireHandOverState,
  type WirePayBackState,
} from '@yibao/shared/protocols/tax-bureau';
import { signEnvelope, type Unsigned } from '@yibao/shared/protocols/signed-envelope';
import { type Clock } from '../clock';
import { type Config } from '../config';
import { certTypes } from './code-sets';
import { type Identity } from './core-platform';
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
import { fromWireTime, toWireTime } from './wire-time';

const system = 'tax-bureau';
const timeoutMs = 4_000;

/** An order announced to the tax bureau, and what became of it there. */
export type HandOverState =
  | { status: 'open' | 'expired' | 'cancelled' | 'closed'; handOverNo: string }
  | { status: 'paid'; handOverNo: string; paidFen: number; paidAt: number; receiptNo: string };

export interface HandOverReference {
  orderNo: string;
  handOverNo: string;
  /** Masked names. */
  payees: string;
  years: number[];
  totalFen: number;
  expiresAt: number;
}

/** The tax bureau's collection of premiums (税务社保缴费). */
export interface TaxBureau {
  /** Idempotent by `orderNo`. */
  open(handOver: {
    orderNo: string;
    lines: { person: Identity; year: number; amountFen: number }[];
    totalFen: number;
    expiresAt: number;
  }): Promise<HandOverState>;
  /** @returns null for a number never heard of */
  state(orderNo: string): Promise<HandOverState | null>;
  /** A number never heard of is closed too. @returns how it stands: it may be paid already */
  close(orderNo: string): Promise<HandOverState>;
  /** The bureau pays back whoever paid there; idempotent by `refundNo`. A refused one may be asked again. */
  payBack(refund: RefundOrder): Promise<RefundState>;
  /** @returns null for a number never heard of */
  payBackState(refundNo: string): Promise<RefundState | null>;
  /** 日账 of a day ('YYYY-MM-DD'): every payment of ours. */
  dailyFile(day: string): Promise<Statement>;
  /** What the person carries over, signed; text for an address. */
  reference(reference: HandOverReference): string;
}

/** The real client. */
export class TaxBureauClient implements TaxBureau {
  private readonly platform: SignedService<TaxService>;

  constructor(
    private readonly config: Config,
    clock: Clock,
  ) {
    this.platform = new SignedService(system, config.taxBureau, clock, timeoutMs);
  }

  async open({ lines, expiresAt, ...rest }: Parameters<TaxBureau['open']>[0]) {
    const body = {
      ...rest,
      lines: lines.map(({ person, ...line }) => ({
        ...line,
        person: {
          certType: certTypes[person.documentType],
          certNo: person.documentNumber,
          name: person.name,
        },
      })),
      expiresAt: toWireTime(expiresAt),
    };
    return this.known(await this.platform.call('openHandOver', body, handOverState));
  }

  async state(orderNo: string): Promise<HandOverState | null> {
    const found = await this.platform.call('handOverState', { orderNo }, handOverState);
    return found && toState(found);
  }

  async close(orderNo: string): Promise<HandOverState> {
    return this.known(await this.platform.call('closeHandOver', { orderNo }, handOverState));
  }

  payBack(asked: RefundOrder): Promise<RefundState> {
    const { paymentNo: orderNo, refundNo, amountFen } = asked;
    const body = { orderNo, refundNo, amountFen };
    return askForRefund(asked, () => this.platform.call('payBack', body, payBackState), toPayBack);
  }

  async payBackState(refundNo: string): Promise<RefundState | null> {
    const found = await this.platform.call('payBackState', { refundNo }, payBackState);
    return found && toPayBack(found);
  }

  async dailyFile(day: string): Promise<Statement> {
    const answer = await this.platform.call('dailyFile', { day }, dailyFileOutput);
    if (!answer) throw new UpstreamError(system, 'dailyFile: not found');
    return readDailyFile(answer, day, this.config.taxBureau.appId);
  }

  reference({ expiresAt, ...rest }: HandOverReference): string {
    const { appId, privateKey } = this.config.taxBureau;
    const unsigned: Unsigned<TaxReference> = {
      version: 1,
      appId,
      ...rest,
      expiresAt: toWireTime(expiresAt),
    };
    const signed = JSON.stringify(signEnvelope(unsigned, privateKey));
    return Buffer.from(signed, 'utf8').toString('base64url');
  }

  private known(found: WireHandOverState | null): HandOverState {
    if (!found) throw new UpstreamError(system, 'no such hand-over');
    return toState(found);
  }
}

function toState(wire: WireHandOverState): HandOverState {
  const { status, handOverNo, paidFen, receiptNo } = wire;
  if (status !== 'paid') return { status, handOverNo };
  if (wire.paidAt === null || receiptNo === '') throw new UpstreamError(system, 'paid: incomplete');
  return { status, handOverNo, paidFen, paidAt: fromWireTime(wire.paidAt), receiptNo };
}

function toPayBack(wire: WirePayBackState): RefundState {
  const { orderNo: paymentNo, refundNo, amountFen, status, reason, payBackNo, paidBackAt } = wire;
  const asked = { paymentNo, refundNo, amountFen };
  if (status === 'processing') return { ...asked, status };
  return status === 'refused'
    ? refusedState(system, asked, reason)
    : backState(system, asked, { number: payBackNo, at: paidBackAt });
}
