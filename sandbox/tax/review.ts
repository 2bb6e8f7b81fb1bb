/**
 * The tax bureau's review of refunds: POST /tax-review takes a signed request and always answers a
 * signed one (HTTP 200); what went wrong is in `code`. A case is decided some hours of business time
 * after it came; a tester can have the next one rejected.
 */
import canonicalize from 'canonicalize';
import { Hono } from 'hono';
import { signEnvelope, verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import {
  caseInput,
  reviewOutput,
  submitReviewInput,
  taxReviewCode,
  taxReviewRequest,
  type TaxReviewService,
} from '@yibao/shared/protocols/tax-review';
import type * as z from 'zod';
import { exchange } from '../lib/exchange';
import { type DurableMap, type SandboxHost } from '../lib/host';
import { isSigned, parseJson } from '../lib/json';
import { hourMs, minuteMs, wireTime } from '../lib/time';

/** One refund as the bureau got it; how it stands follows from these times and the clock. */
export interface ReviewCase {
  caseNo: string;
  /** The whole submission in canonical JSON: the same number with other content is refused. */
  content: string;
  reviewNo: string;
  orderNo: string;
  amountYuan: string;
  receivedAt: number;
  decidedAt: number;
  /** Why it is rejected when its time comes; null for approval. */
  rejection: string | null;
  withdrawnAt: number | null;
}

interface Settings {
  minutes: number;
  rejectNext: boolean;
}

const usual: Settings = { minutes: (4 * hourMs) / minuteMs, rejectNext: false };
const rejection = '退费原因与税务征收记录不符，请到办税服务厅说明';

/** The bureau's book of refund reviews; durable, nothing on a timer. */
export class TaxReviews {
  private readonly cases: DurableMap<ReviewCase>;
  private readonly settings: DurableMap<Settings>;

  constructor(private readonly host: SandboxHost) {
    this.cases = host.journal.store<ReviewCase>('tax-reviews');
    this.settings = host.journal.store<Settings>('tax-review-settings');
  }

  get current(): Settings {
    return this.settings.get('current') ?? usual;
  }

  /** How cases that come from now on are treated. */
  set(change: Partial<Settings>): void {
    this.settings.set('current', { ...this.current, ...change });
  }

  take(input: z.output<typeof submitReviewInput>): ReviewCase | null {
    const content = canonicalize(input) ?? '';
    const known = this.cases.get(input.caseNo);
    if (known) return known.content === content ? known : null;
    const { minutes, rejectNext } = this.current;
    const now = this.host.clock.now();
    const made: ReviewCase = {
      caseNo: input.caseNo,
      content,
      reviewNo: `SANDBOX-SS${String(this.cases.size + 1).padStart(8, '0')}`,
      orderNo: input.orderNo,
      amountYuan: input.amount,
      receivedAt: now,
      decidedAt: now + minutes * minuteMs,
      rejection: rejectNext ? rejection : null,
      withdrawnAt: null,
    };
    this.cases.set(made.caseNo, made);
    if (rejectNext) this.set({ rejectNext: false });
    return made;
  }

  find(caseNo: string): ReviewCase | null {
    return this.cases.get(caseNo) ?? null;
  }

  withdraw(found: ReviewCase): ReviewCase {
    const withdrawn = { ...found, withdrawnAt: found.withdrawnAt ?? this.host.clock.now() };
    this.cases.set(found.caseNo, withdrawn);
    return withdrawn;
  }

  stateOf(found: ReviewCase): z.output<typeof reviewOutput> {
    const { reviewNo, decidedAt, rejection: reason, withdrawnAt } = found;
    if (withdrawnAt !== null) return { status: 'withdrawn', reviewNo, reason: '' };
    if (this.host.clock.now() < decidedAt) return { status: 'accepted', reviewNo, reason: '' };
    return reason === null
      ? { status: 'approved', reviewNo, reason: '' }
      : { status: 'rejected', reviewNo, reason };
  }
}

interface Outcome {
  code: number;
  message: string;
  body: Record<string, unknown>;
}

const messages = {
  notFound: '没有查到这件退费',
  badRequest: '请求报文不符合接口规范',
  badSignature: '签名验证未通过',
  systemError: '系统繁忙',
} as const satisfies Record<Exclude<keyof typeof taxReviewCode, 'ok'>, string>;

const refused = (reason: keyof typeof messages): Outcome => ({
  code: taxReviewCode[reason],
  message: messages[reason],
  body: {},
});

function serveOne(service: TaxReviewService, body: unknown, reviews: TaxReviews): Outcome {
  const answered = (found: ReviewCase): Outcome => {
    const state = reviewOutput.parse(reviews.stateOf(found));
    return { code: taxReviewCode.ok, message: '', body: state };
  };
  if (service === 'submit') {
    const parsed = submitReviewInput.safeParse(body);
    const taken = parsed.success ? reviews.take(parsed.data) : null;
    return taken ? answered(taken) : refused('badRequest');
  }
  const parsed = caseInput.safeParse(body);
  if (!parsed.success) return refused('badRequest');
  const found = reviews.find(parsed.data.caseNo);
  if (!found) return refused('notFound');
  return answered(service === 'withdraw' ? reviews.withdraw(found) : found);
}

/** The signature is checked over what came in, unknown fields included, before it is believed. */
function serve(raw: unknown, host: SandboxHost, reviews: TaxReviews): Outcome {
  const { appId, client } = host.keys.taxReview;
  const request = taxReviewRequest.safeParse(raw);
  if (!request.success || !isSigned(raw)) return refused('badRequest');
  if (request.data.appId !== appId) return refused('badSignature');
  if (!verifyEnvelope(raw, client.publicKey)) return refused('badSignature');
  try {
    return serveOne(request.data.service, request.data.body, reviews);
  } catch {
    return refused('systemError');
  }
}

/** The two fields that even a refused request may have, for the log and the answer. */
const header = taxReviewRequest.pick({ service: true, requestId: true });

/** The bureau's door; faults strike by the name of the service. */
export function createTaxReview(host: SandboxHost, reviews: TaxReviews): Hono {
  const app = new Hono();
  app.post('/tax-review', async (c) => {
    const raw = parseJson(await c.req.text());
    const parsed = header.safeParse(raw);
    const { service, requestId } = parsed.success
      ? parsed.data
      : { service: 'unknown', requestId: '' };
    await host.latency.pass();
    return exchange(host, c, 'tax-review', service, () => {
      const outcome = serve(raw, host, reviews);
      const time = wireTime(host.clock.now());
      const unsigned = { ...outcome, requestId, time, signtype: 'SM2' as const };
      const response = c.json(signEnvelope(unsigned, host.keys.taxReview.gateway.privateKey));
      return Promise.resolve({ response, outcome: `code ${outcome.code}` });
    });
  });
  return app;
}
