import type * as z from 'zod';
import { type settlementsOutput } from '@yibao/shared/protocols/core-platform';
import { signedYuanTextToFen } from '@yibao/shared/rules/money';
import { settlementKindOf, type SettlementKind } from '@yibao/shared/rules/settlement';
import { UpstreamError } from './http';
import { fromWireTime } from './wire-time';

/** Amounts of one settlement, in fen; all of them zero or below for a refund. */
export interface SettlementAmounts {
  totalFen: number;
  fullSelfPayFen: number;
  overLimitFen: number;
  preSelfPayFen: number;
  inScopeFen: number;
  deductibleFen: number;
  /** 统筹 (hifp_pay), 大病 (hifmi_pay), 医疗救助 (maf_pay), and all funds together. */
  basicFundFen: number;
  seriousIllnessFen: number;
  medicalAidFen: number;
  fundFen: number;
  accountFen: number;
  mutualAidFen: number;
  cashFen: number;
  /** What the institution itself bore. */
  institutionFen: number;
}

/** One settlement as the platform tells of it (5203), without what one was ill with. */
export interface Settlement extends SettlementAmounts {
  settlementNo: string;
  settledAt: number;
  /** First and last day of the treatment; null at a pharmacy. */
  treatedFrom: string | null;
  treatedTo: string | null;
  institutionCode: string;
  institutionName: string;
  institutionLevel: string;
  insurance: 'resident' | 'employee';
  kind: SettlementKind;
  medType: string;
  isRefund: boolean;
}

type Wire = z.output<typeof settlementsOutput>['setlinfo'][number];

/** A column holds twenty million yuan; a bill above it is a fault, not a bill. */
const maxFen = 2_000_000_000;

function fen(text: string): number {
  const value = signedYuanTextToFen(text);
  if (Math.abs(value) > maxFen) throw new UpstreamError('core-platform', 'amount out of range');
  return value;
}

const dayOrNull = (text: string): string | null => (text === '' ? null : text);

export function toSettlement(record: Wire): Settlement {
  return {
    settlementNo: record.setl_id,
    settledAt: fromWireTime(record.setl_time),
    treatedFrom: dayOrNull(record.begndate),
    treatedTo: dayOrNull(record.enddate),
    institutionCode: record.fixmedins_code,
    institutionName: record.fixmedins_name,
    institutionLevel: record.hosp_lv,
    insurance: record.insutype === '310' ? 'employee' : 'resident',
    kind: settlementKindOf(record.med_type),
    medType: record.med_type,
    isRefund: record.refd_setl_flag === '1',
    totalFen: fen(record.medfee_sumamt),
    fullSelfPayFen: fen(record.fulamt_ownpay_amt),
    overLimitFen: fen(record.overlmt_selfpay),
    preSelfPayFen: fen(record.preselfpay_amt),
    inScopeFen: fen(record.inscp_scp_amt),
    deductibleFen: fen(record.act_pay_dedc),
    basicFundFen: fen(record.hifp_pay),
    seriousIllnessFen: fen(record.hifmi_pay),
    medicalAidFen: fen(record.maf_pay),
    fundFen: fen(record.fund_pay_sumamt),
    accountFen: fen(record.acct_pay),
    mutualAidFen: fen(record.acct_mulaid_pay),
    cashFen: fen(record.psn_cash_pay),
    institutionFen: fen(record.hosp_part_amt),
  };
}
