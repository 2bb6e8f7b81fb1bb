import { listPostingsInput, listPostingsOutput } from '@yibao/shared/protocols/core-platform';
import { fenToYuanText } from '@yibao/shared/rules/money';
import { accepted, type Outcome, refused } from './outcome';
import { type Platform, type Posting } from './platform';

/** Paid at a counter: another institution's posting. */
const counterPayWay = '99';

/**
 * R301: what was posted of the payments of a day, in the order of the business numbers, given back
 * since or not.
 */
export function listPostings(input: unknown, platform: Platform): Outcome {
  const parsed = listPostingsInput.safeParse(input);
  if (!parsed.success) return refused('badRequest');
  const { clct_date, page_num, page_size } = parsed.data;
  const ofDay = platform.postings
    .list()
    .filter(({ paidTime, payWay }) => paidTime.startsWith(clct_date) && payWay !== counterPayWay);
  ofDay.sort((a, b) => (a.bizNo < b.bizNo ? -1 : 1));
  const from = (page_num - 1) * page_size;
  return accepted(listPostingsOutput, {
    total_cnt: ofDay.length,
    total_amt: fenToYuanText(ofDay.reduce((fen, { amountFen }) => fen + amountFen, 0)),
    page_num,
    clctinfo: ofDay.slice(from, from + page_size).map((each) => line(each, platform.now)),
  });
}

const line = (posting: Posting, now: number) => ({
  biz_no: posting.bizNo,
  clct_no: posting.contributionNo,
  clct_amt: fenToYuanText(posting.amountFen),
  clct_time: posting.paidTime,
  clct_flag: posting.bookedAt <= now ? ('1' as const) : ('0' as const),
});
