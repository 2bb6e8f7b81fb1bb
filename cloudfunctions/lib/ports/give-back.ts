/** R202: what we ask of the core platform when a contribution goes back, and how it is written. */
import { infcode } from '@yibao/shared/protocols/core-platform';
import { fenToYuanText } from '@yibao/shared/rules/money';
import { type RefundReason } from '@yibao/shared/rules/refund';
import { toWireTime } from './wire-time';

export interface GiveBackRequest {
  businessNo: string;
  platformNumber: string;
  coverageYear: number;
  /** Business number of the posting (R201), whether it has arrived or not. */
  postingNo: string;
  /** A part, after a subsidy that came later: the relation stays. */
  isPart: boolean;
  reason: RefundReason | 'SUBSIDISED_LATER';
  amountFen: number;
  checkedBy: 'facts' | 'clerk';
  requestedAt: number;
}

export type GiveBackResult =
  | { outcome: 'confirmed'; refundNo: string }
  /** The platform's code; asking again will not change it. */
  | { outcome: 'refused'; code: number };

/** refd_rea. */
const giveBackReasons = {
  DEATH: '1',
  DUPLICATE_PAYMENT: '2',
  JOINED_EMPLOYEE: '3',
  JOINED_ELSEWHERE: '4',
  SUBSIDISED_LATER: '5',
} as const satisfies Record<GiveBackRequest['reason'], string>;

/** What is no matter of trying again. */
const businessRefusals: readonly number[] = [
  infcode.personNotFound,
  infcode.notEnrolled,
  infcode.amountMismatch,
  infcode.badRequest,
];

/** Whether asking again would change nothing. */
export const isBusinessRefusal = (code: number): boolean => businessRefusals.includes(code);

export function wireGiveBack(request: GiveBackRequest) {
  return {
    biz_no: request.businessNo,
    psn_no: request.platformNumber,
    insu_year: String(request.coverageYear),
    orig_biz_no: request.postingNo,
    refd_type: request.isPart ? '2' : '1',
    refd_rea: giveBackReasons[request.reason],
    refd_amt: fenToYuanText(request.amountFen),
    chk_way: request.checkedBy === 'facts' ? '1' : '2',
    aply_time: toWireTime(request.requestedAt),
  };
}
