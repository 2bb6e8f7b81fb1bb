import canonicalize from 'canonicalize';
import { giveBackInput, giveBackOutput } from '@yibao/shared/protocols/core-platform';
import { yuanTextToFen } from '@yibao/shared/rules/money';
import { accepted, type Outcome, refused } from './outcome';
import { type GivenBack, type Platform } from './platform';

const answer = ({ refundNo, relationEnded }: GivenBack): Outcome =>
  accepted(giveBackOutput, { refd_no: refundNo, rela_stas: relationEnded ? '4' : '1' });

/**
 * R202: a contribution goes back to its payer. The whole of it strikes the posting out, whether it
 * has come yet or not, and ends the year's relation unless another payment of the year stands; a
 * part, at most what is left, leaves both. The same business number again gets the same answer.
 */
export function giveBack(input: unknown, platform: Platform): Outcome {
  const parsed = giveBackInput.safeParse(input);
  if (!parsed.success) return refused('badRequest');
  const wire = parsed.data;
  const content = canonicalize(wire) ?? '';
  const earlier = platform.givenBack.get(wire.biz_no);
  if (earlier) return earlier.content === content ? answer(earlier) : refused('badRequest');
  const personNo = wire.psn_no;
  const year = Number(wire.insu_year);
  if (!platform.byPersonNo(personNo)) return refused('personNotFound');
  const enrolment = platform.enrolments.of(personNo, year);
  if (!enrolment) return refused('notEnrolled');

  const posting = platform.postings.byBizNo(wire.orig_biz_no);
  const isWhole = wire.refd_type === '1';
  if (posting && posting.personNo !== personNo) return refused('badRequest');
  if (!posting && !isWhole) return refused('notEnrolled');
  const amountFen = yuanTextToFen(wire.refd_amt);
  if (posting) {
    const left = posting.amountFen - (posting.givenBackFen ?? 0);
    const fits = isWhole ? amountFen === left : amountFen <= left;
    if (!fits || amountFen === 0 || posting.endedAt !== undefined) return refused('amountMismatch');
    const givenBackFen = (posting.givenBackFen ?? 0) + amountFen;
    const ended = isWhole ? { endedAt: platform.now } : {};
    platform.postings.change({ ...posting, givenBackFen, ...ended });
  }
  const relationEnded = isWhole && platform.postings.of(personNo, year) === undefined;
  if (relationEnded) platform.enrolments.change({ ...enrolment, endedAt: platform.now });
  const given: GivenBack = {
    bizNo: wire.biz_no,
    postingNo: wire.orig_biz_no,
    content,
    refundNo: `SANDBOX-TF${String(platform.givenBack.size + 1).padStart(8, '0')}`,
    isWhole,
    relationEnded,
    at: platform.now,
  };
  platform.givenBack.set(given.bizNo, given);
  return answer(given);
}
