import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { signEnvelope, verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import {
  reviewOutput,
  type submitReviewInput,
  taxReviewCode,
  taxReviewReply,
  type TaxReviewService,
} from '@yibao/shared/protocols/tax-review';
import { fenToYuanText } from '@yibao/shared/rules/money';
import { type RailName } from '@yibao/shared/rules/rails';
import { type Clock } from '../clock';
import { type Config } from '../config';
import { callJson, UpstreamError } from './http';
import { toWireTime } from './wire-time';

const system = 'tax-review';
const timeoutMs = 4_000;

export interface ReviewCase {
  caseNo: string;
  orderNo: string;
  rail: RailName;
  transactionNo: string;
  paidAt: number;
  amountFen: number;
  reason: z.output<typeof submitReviewInput>['reason'];
  coverageYear: number;
  people: { platformNumber: string; amountFen: number }[];
}

export type ReviewState =
  | { state: 'accepted' | 'approved' | 'withdrawn'; reviewNo: string }
  | { state: 'rejected'; reviewNo: string; reason: string };

/** The tax bureau, which took the premiums, looks at every refund before anybody else. */
export interface TaxReview {
  /** Idempotent by `caseNo`; answers where the case stands. */
  submit(review: ReviewCase): Promise<ReviewState>;
  /** @returns null for a case the bureau never got */
  query(caseNo: string): Promise<ReviewState | null>;
  /** The person has taken the request back; a case nobody knows is none to withdraw. */
  withdraw(caseNo: string): Promise<void>;
}

/** The real client: signed requests over HTTP, replies verified before they are read. */
export class TaxReviewClient implements TaxReview {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  private async call(service: TaxReviewService, body: Record<string, unknown>) {
    const { url, appId, privateKey, publicKey } = this.config.taxReview;
    const requestId = randomUUID();
    const time = toWireTime(this.clock.now());
    const unsigned = { appId, service, requestId, time, signtype: 'SM2' as const, body };
    const request = signEnvelope(unsigned, privateKey);
    const raw = await callJson(system, url, { method: 'POST', body: request, timeoutMs });
    const reply = taxReviewReply.safeParse(raw);
    if (!reply.success) throw new UpstreamError(system, 'malformed envelope');
    const fits = reply.data.requestId === requestId && verifyEnvelope(reply.data, publicKey);
    if (!fits) throw new UpstreamError(system, 'bad signature');
    return reply.data;
  }

  async submit(review: ReviewCase): Promise<ReviewState> {
    const { paidAt, amountFen, people, ...rest } = review;
    const reply = await this.call('submit', {
      ...rest,
      paidTime: toWireTime(paidAt),
      amount: fenToYuanText(amountFen),
      people: people.map(({ platformNumber, amountFen: share }) => ({
        platformNumber,
        amount: fenToYuanText(share),
      })),
    });
    return stateOf(reply);
  }

  async query(caseNo: string): Promise<ReviewState | null> {
    const reply = await this.call('query', { caseNo });
    return reply.code === taxReviewCode.notFound ? null : stateOf(reply);
  }

  async withdraw(caseNo: string): Promise<void> {
    const reply = await this.call('withdraw', { caseNo });
    if (reply.code !== taxReviewCode.notFound) stateOf(reply);
  }
}

function stateOf({ code, body }: z.output<typeof taxReviewReply>): ReviewState {
  if (code !== taxReviewCode.ok) throw new UpstreamError(system, `code ${code}`);
  const parsed = reviewOutput.safeParse(body);
  if (!parsed.success) throw new UpstreamError(system, 'malformed body');
  const { status, reviewNo, reason } = parsed.data;
  return status === 'rejected' ? { state: status, reviewNo, reason } : { state: status, reviewNo };
}
