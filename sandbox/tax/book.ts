import { randomInt } from 'node:crypto';
import { dailyFileInput, dailyFileOutput } from '@yibao/shared/protocols/daily-file';
import {
  closeHandOverInput,
  handOverState,
  handOverStateInput,
  openHandOverInput,
  payBackInput,
  payBackState,
  payBackStateInput,
  type TaxService,
} from '@yibao/shared/protocols/tax-bureau';
import type * as z from 'zod';
import { answerDailyFile, type DailyLine } from '../lib/daily-file';
import { type DurableMap, type SandboxHost } from '../lib/host';
import { answered, type Outcome, refused } from '../lib/outcome';
import { openStatementDamages } from '../lib/statement-damage';
import { isoDate, parseMoment, wireTime } from '../lib/time';
import { type PayBack, PayBacks } from './pay-backs';

/** An order another system announced, and what became of it at the bureau's cashier. */
export interface HandOver {
  orderNo: string;
  handOverNo: string;
  /** The lines as announced, in canonical JSON; the same number with others is refused. */
  content: string;
  lines: { name: string; year: number; amountFen: number }[];
  totalFen: number;
  /** Business times, epoch ms. */
  expiresAt: number;
  closedAt: number | null;
  cancelledAt: number | null;
  payment: { receiptNo: string; paidFen: number; paidAt: number } | null;
}

export type HandOverStatus = z.output<typeof handOverState>['status'];

/** @param now business time, epoch ms */
export function statusOf(handOver: HandOver, now: number): HandOverStatus {
  if (handOver.payment) return 'paid';
  if (handOver.cancelledAt !== null) return 'cancelled';
  if (handOver.closedAt !== null) return 'closed';
  return now >= handOver.expiresAt ? 'expired' : 'open';
}

/** The bureau's book of hand-overs. Durable. */
export class TaxBook {
  private readonly handOvers: DurableMap<HandOver>;
  private readonly payBacks: PayBacks;

  constructor(private readonly host: SandboxHost) {
    this.handOvers = host.journal.store<HandOver>('tax-hand-overs');
    this.payBacks = new PayBacks(host);
  }

  list(): HandOver[] {
    return this.handOvers.values();
  }

  get(orderNo: string): HandOver | undefined {
    return this.handOvers.get(orderNo);
  }

  serve(service: TaxService, body: unknown): Outcome {
    const services = {
      openHandOver: () => this.with(openHandOverInput, body, (input) => this.open(input)),
      handOverState: () =>
        this.with(handOverStateInput, body, ({ orderNo }) => {
          const found = this.handOvers.get(orderNo);
          return found ? this.stateOf(found) : refused('notFound');
        }),
      closeHandOver: () =>
        this.with(closeHandOverInput, body, ({ orderNo }) => this.stateOf(this.close(orderNo))),
      payBack: () => this.with(payBackInput, body, (input) => this.payBack(input)),
      payBackState: () =>
        this.with(payBackStateInput, body, ({ refundNo }) => {
          const found = this.payBacks.get(refundNo);
          return found ? this.payBackOf(found) : refused('notFound');
        }),
      dailyFile: () => this.with(dailyFileInput, body, ({ day }) => this.dailyFile(day)),
    } satisfies Record<TaxService, () => Outcome>;
    return services[service]();
  }

  /** Money at the cashier; a closed hand-over takes some only when `force`d by a tester. */
  pay(handOver: HandOver, options: { paidFen?: number; force?: boolean } = {}): HandOver {
    const now = this.host.clock.now();
    const status = statusOf(handOver, now);
    if (status === 'paid' || (status !== 'open' && options.force !== true)) return handOver;
    const serial = String(randomInt(1e9)).padStart(9, '0');
    const receiptNo = `SANDBOX-SP${isoDate(now).replaceAll('-', '')}${serial}`;
    const paidFen = options.paidFen ?? handOver.totalFen;
    return this.save({ ...handOver, payment: { receiptNo, paidFen, paidAt: now } });
  }

  /** The person says at the cashier that they do not want to. */
  cancel(handOver: HandOver): HandOver {
    const now = this.host.clock.now();
    if (statusOf(handOver, now) !== 'open') return handOver;
    return this.save({ ...handOver, cancelledAt: now });
  }

  private open(input: z.output<typeof openHandOverInput>): Outcome {
    const sum = input.lines.reduce((total, { amountFen }) => total + amountFen, 0);
    if (sum !== input.totalFen) return refused('badRequest');
    const expiresAt = parseMoment(`${input.expiresAt.replace(' ', 'T')}+08:00`);
    if (expiresAt === null) return refused('badRequest');
    const content = JSON.stringify(input.lines);
    const earlier = this.handOvers.get(input.orderNo);
    if (earlier) {
      const isTombstone = earlier.content === '';
      return isTombstone || earlier.content === content
        ? this.stateOf(earlier)
        : refused('badRequest');
    }
    return this.stateOf(
      this.save({
        orderNo: input.orderNo,
        handOverNo: `SANDBOX-SW${String(this.handOvers.size + 1).padStart(6, '0')}`,
        content,
        lines: input.lines.map(({ person, year, amountFen }) => ({
          name: person.name,
          year,
          amountFen,
        })),
        totalFen: input.totalFen,
        expiresAt,
        closedAt: null,
        cancelledAt: null,
        payment: null,
      }),
    );
  }

  /** A number never heard of is kept as closed: an announcement that comes late opens nothing. */
  private close(orderNo: string): HandOver {
    const now = this.host.clock.now();
    const found = this.handOvers.get(orderNo);
    if (found) {
      const isOpen = statusOf(found, now) === 'open' || statusOf(found, now) === 'expired';
      return isOpen ? this.save({ ...found, closedAt: now }) : found;
    }
    const nothing = { handOverNo: '', content: '', lines: [], totalFen: 0 };
    const never = { expiresAt: now, cancelledAt: null, payment: null };
    return this.save({ orderNo, ...nothing, ...never, closedAt: now });
  }

  private payBack(input: z.output<typeof payBackInput>): Outcome {
    const handOver = this.handOvers.get(input.orderNo);
    if (!handOver) return refused('notFound');
    const begun = this.payBacks.begin(input, handOver.payment?.paidFen ?? null);
    if (begun === null) return refused('badRequest');
    if (typeof begun !== 'string') return this.payBackOf(begun);
    const nothing = { payBackNo: '', paidBackAt: null };
    return answered(payBackState, { ...input, status: 'refused', reason: begun, ...nothing });
  }

  private payBackOf({ endsAt, payBackNo, ...asked }: PayBack): Outcome {
    const isBack = this.host.clock.now() >= endsAt;
    return answered(payBackState, {
      ...asked,
      status: isBack ? 'paidBack' : 'processing',
      reason: '',
      payBackNo: isBack ? payBackNo : '',
      paidBackAt: isBack ? wireTime(endsAt) : null,
    });
  }

  /** 日账: everything paid and paid back on the day. */
  private dailyFile(day: string): Outcome {
    const { clock, keys } = this.host;
    const lines = this.handOvers.values().flatMap(({ orderNo, payment }): DailyLine[] => {
      if (!payment) return [];
      const { receiptNo: number, paidFen: amountFen, paidAt: at } = payment;
      return [{ reference: orderNo, number, kind: '缴费', amountFen, at, state: '成功' }];
    });
    for (const { refundNo, payBackNo: number, amountFen, endsAt: at } of this.payBacks.list()) {
      if (at > clock.now()) continue;
      lines.push({ reference: refundNo, number, kind: '退费', amountFen, at, state: '成功' });
    }
    const damage = openStatementDamages(this.host).of('taxHandOver');
    const how = { appId: keys.tax.appId, now: clock.now(), damage };
    return answered(dailyFileOutput, answerDailyFile(lines, day, how));
  }

  private save(handOver: HandOver): HandOver {
    this.handOvers.set(handOver.orderNo, handOver);
    return handOver;
  }

  private stateOf(handOver: HandOver): Outcome {
    const { orderNo, handOverNo, payment } = handOver;
    return answered(handOverState, {
      orderNo,
      handOverNo,
      status: statusOf(handOver, this.host.clock.now()),
      paidFen: payment?.paidFen ?? 0,
      paidAt: payment ? wireTime(payment.paidAt) : null,
      receiptNo: payment?.receiptNo ?? '',
    });
  }

  private with<S extends z.ZodType>(
    schema: S,
    body: unknown,
    answer: (input: z.output<S>) => Outcome,
  ): Outcome {
    const parsed = schema.safeParse(body);
    return parsed.success ? answer(parsed.data) : refused('badRequest');
  }
}
