import { type listPostingsOutput } from '@yibao/shared/protocols/core-platform';
import { yuanTextToFen } from '@yibao/shared/rules/money';
import type * as z from 'zod';
import { UpstreamError } from './http';
import { fromWireTime } from './wire-time';

/** One page of what the platform booked for us of a day's payments. */
export interface PostingPage {
  /** Of the whole day. */
  totalCount: number;
  totalFen: number;
  postings: {
    businessNo: string;
    collectionNo: string;
    amountFen: number;
    paidAt: number;
    arrived: boolean;
  }[];
}

/**
 * @param page the one that was asked for
 * @throws UpstreamError when the answer is another page
 */
export function toPostingPage(
  output: z.output<typeof listPostingsOutput>,
  page: number,
): PostingPage {
  if (output.page_num !== page) throw new UpstreamError('core-platform', 'another page');
  return {
    totalCount: output.total_cnt,
    totalFen: yuanTextToFen(output.total_amt),
    postings: output.clctinfo.map((record) => ({
      businessNo: record.biz_no,
      collectionNo: record.clct_no,
      amountFen: yuanTextToFen(record.clct_amt),
      paidAt: fromWireTime(record.clct_time),
      arrived: record.clct_flag === '1',
    })),
  };
}
