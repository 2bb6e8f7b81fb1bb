import { isDeepStrictEqual } from 'node:util';
import { postPaymentInput, postPaymentOutput } from '@yibao/shared/protocols/core-platform';
import { yuanTextToFen } from '@yibao/shared/rules/money';
import { personalCharge } from './charge';
import { accepted, type Outcome, refused } from './outcome';
import { type Platform, type Posting } from './platform';

type Payment = Omit<Posting, 'contributionNo' | 'bookedAt' | 'givenBackFen' | 'endedAt'>;

/** The flag tells whether it is in the books by now, so a repeat may answer '1' after a '0'. */
const answer = (posting: Posting, now: number): Outcome =>
  accepted(postPaymentOutput, {
    clct_no: posting.contributionNo,
    clct_flag: posting.bookedAt <= now ? '1' : '0',
  });

/** Why this payment cannot be posted, or null. */
function refusal(payment: Payment, platform: Platform): Outcome | null {
  const resident = platform.byPersonNo(payment.personNo);
  if (!resident) return refused('personNotFound');
  if (!platform.enrolments.of(payment.personNo, payment.year)) return refused('notEnrolled');
  if (platform.postings.of(payment.personNo, payment.year)) return refused('alreadyPosted');
  const charge = personalCharge(resident, payment.year, platform.now);
  if (charge?.payableFen !== payment.amountFen) return refused('amountMismatch');
  if (charge.subsidyFen !== payment.subsidyFen) return refused('amountMismatch');
  const free = payment.payWay === '00';
  return free === (payment.amountFen === 0) ? null : refused('amountMismatch');
}

/** Whether R202 has given the whole of it back, before it came or after. */
function isGivenBack(bizNo: string, platform: Platform): boolean {
  return platform.givenBack.values().some((each) => each.isWhole && each.postingNo === bizNo);
}

/**
 * R201: posts a payment of an enrolled person's year. The same business number again is the same
 * posting; the same number with other content, or a second payment of a year, is refused.
 */
export function postPayment(input: unknown, platform: Platform): Outcome {
  const parsed = postPaymentInput.safeParse(input);
  if (!parsed.success) return refused('badRequest');
  const wire = parsed.data;
  const payment: Payment = {
    bizNo: wire.biz_no,
    personNo: wire.psn_no,
    year: Number(wire.insu_year),
    amountFen: yuanTextToFen(wire.clct_amt),
    subsidyFen: yuanTextToFen(wire.subs_amt),
    payWay: wire.pay_way,
    transactionNo: wire.trans_no,
    paidTime: wire.clct_time,
  };
  if (isGivenBack(payment.bizNo, platform)) return refused('givenBack');
  const earlier = platform.postings.byBizNo(payment.bizNo);
  if (earlier) {
    const same = isDeepStrictEqual({ ...earlier, ...payment }, { ...earlier });
    return same ? answer(earlier, platform.now) : refused('badRequest');
  }
  const refusedWith = refusal(payment, platform);
  if (refusedWith) return refusedWith;
  const contributionNo = `SANDBOX-JF${wire.insu_year}${platform.postings.nextSerial}`;
  const bookedAt = platform.bookingTime();
  return answer(platform.postings.add({ ...payment, contributionNo, bookedAt }), platform.now);
}
