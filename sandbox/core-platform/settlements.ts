import { settlementsInput, settlementsOutput } from '@yibao/shared/protocols/core-platform';
import { addDays, laterOf, yearEnd, yearOf, yearStart } from '@yibao/shared/rules/dates';
import { fenToSignedYuanText } from '@yibao/shared/rules/money';
import type * as z from 'zod';
import { type CoveredYear, type Visit, visitsOf } from '../city/visits';
import { isoDate, wireTime } from '../lib/time';
import { homeArea } from './home-area';
import { accepted, type Outcome, refused } from './outcome';
import { type Insured } from './people';
import { type Platform } from './platform';

type Settlement = z.input<typeof settlementsOutput>['setlinfo'][number];

/** The years in which the funds of this city paid for somebody, as far as they have begun. */
function coveredYears(platform: Platform, resident: Insured): CoveredYear[] {
  const thisYear = yearOf(isoDate(platform.now));
  const { birthDate, insuredYears, otherInsurance, personNo } = resident;
  const whole = (year: number, insurance: '310' | '390', since: string): CoveredYear => ({
    year,
    insurance,
    from: laterOf(laterOf(yearStart(year), birthDate), since),
    to: yearEnd(year),
  });
  const older = insuredYears.map((year) => whole(year, '390', yearStart(year)));
  const posted = platform.postings.allOf(personNo).map(({ year, paidTime }) => {
    const paidOn = paidTime.slice(0, 10);
    const bornThen = yearOf(birthDate) === year;
    return whole(year, '390', bornThen ? birthDate : addDays(paidOn, 1));
  });
  const { insurance, region, since } = otherInsurance ?? { insurance: '', region: '', since: '' };
  const isEmployedHere = insurance === 'employee' && region === homeArea.code;
  const employed = isEmployedHere
    ? Array.from({ length: thisYear - yearOf(since) + 1 }, (_, n) =>
        whole(yearOf(since) + n, '310', since),
      )
    : [];
  return [...older, ...employed, ...posted].filter(({ year }) => year <= thisYear);
}

function wireOf({ money, refund, institution, ...visit }: Visit): Settlement {
  const amount = (fen: number) => fenToSignedYuanText(refund ? -fen : fen);
  const { basicFen, seriousIllnessFen, medicalAidFen, accountFen, mutualAidFen, cashFen } = money;
  const basicType = visit.insurance === '310' ? '310100' : '390100';
  const funds: [string, number][] = [
    [basicType, basicFen],
    ['390200', seriousIllnessFen],
    ['610100', medicalAidFen],
  ];
  const atPharmacy = visit.medType === '41';
  return {
    setl_id: visit.settlementNo,
    setl_time: wireTime(visit.settledAt),
    begndate: atPharmacy ? '' : visit.begunOn,
    enddate: atPharmacy ? '' : visit.endedOn,
    fixmedins_code: institution.code,
    fixmedins_name: institution.name,
    hosp_lv: institution.level,
    insutype: visit.insurance,
    med_type: visit.medType,
    insu_admdvs: homeArea.code,
    refd_setl_flag: refund ? '1' : '0',
    medfee_sumamt: amount(money.totalFen),
    fulamt_ownpay_amt: amount(money.fullSelfPayFen),
    overlmt_selfpay: amount(money.overLimitFen),
    preselfpay_amt: amount(money.preSelfPayFen),
    inscp_scp_amt: amount(money.inScopeFen),
    act_pay_dedc: amount(money.deductibleFen),
    hifp_pay: amount(basicFen),
    hifmi_pay: amount(seriousIllnessFen),
    maf_pay: amount(medicalAidFen),
    fund_pay_sumamt: amount(basicFen + seriousIllnessFen + medicalAidFen),
    psn_part_amt: amount(accountFen + mutualAidFen + cashFen),
    acct_pay: amount(accountFen),
    acct_mulaid_pay: amount(mutualAidFen),
    psn_cash_pay: amount(cashFen),
    hosp_part_amt: '0.00',
    setldetail: funds
      .filter(([, fen]) => fen > 0)
      .map(([type, fen]) => ({ fund_pay_type: type, fund_payamt: amount(fen) })),
  };
}

/** 5203: what was settled for a person between two days, newest first, a page at a time. */
export function settlements(input: unknown, platform: Platform): Outcome {
  const parsed = settlementsInput.safeParse(input);
  if (!parsed.success) return refused('badRequest');
  const { psn_no, begntime, endtime, page_num, page_size } = parsed.data;
  const resident = platform.byPersonNo(psn_no);
  if (!resident) return refused('personNotFound');
  const patient = {
    personNo: resident.personNo,
    birthDate: resident.birthDate,
    hasMedicalAid: resident.hardship.length > 0,
  };
  const all = visitsOf(patient, coveredYears(platform, resident), platform.now)
    .map(wireOf)
    .filter(({ setl_time }) => begntime <= setl_time.slice(0, 10))
    .filter(({ setl_time }) => setl_time.slice(0, 10) <= endtime)
    .reverse();
  return accepted(settlementsOutput, {
    recordCounts: all.length,
    setlinfo: all.slice((page_num - 1) * page_size, page_num * page_size),
  });
}
