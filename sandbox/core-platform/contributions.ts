import { contributionsInput, contributionsOutput } from '@yibao/shared/protocols/core-platform';
import { addDays, yearOf } from '@yibao/shared/rules/dates';
import { fenToYuanText } from '@yibao/shared/rules/money';
import type * as z from 'zod';
import { standardFen } from './charge';
import { isoDate } from '../lib/time';
import { accepted, type Outcome, refused } from './outcome';
import { homeArea } from './home-area';
import { type Insured } from './people';
import { type Platform, type Posting } from './platform';

type Contribution = z.input<typeof contributionsOutput>['clctinfo'][number];

const months = (year: number) => ({
  accrym_begn: `${String(year)}01`,
  accrym_end: `${String(year)}12`,
});

/**
 * When an older year was paid: in November of the year before; the year of birth three weeks after
 * it.
 */
function olderPaidOn(year: number, birthDate: string): string {
  return yearOf(birthDate) === year ? addDays(birthDate, 21) : `${String(year - 1)}-11-12`;
}

/** A year from before the sandbox began. */
function older(
  { personNo, birthDate }: Insured,
  year: number,
  area: { code: string; name: string },
): Contribution {
  return {
    clct_no: `SANDBOX-LS${String(year)}${personNo.slice(-6)}`,
    poolarea_no: area.code,
    poolarea_name: area.name,
    insutype: '390',
    clct_flag: '1',
    ...months(year),
    clct_time: `${olderPaidOn(year, birthDate)} 10:20:00`,
    clct_amt: fenToYuanText(standardFen(year)),
    biz_no: '',
  };
}

/** What another pooling area or an employer paid, one line a year up to the current one. */
function paidElsewhere(resident: Insured, thisYear: number): Contribution[] {
  const other = resident.otherInsurance;
  if (!other) return [];
  const since = Number(other.since.slice(0, 4));
  const area = { code: other.region, name: other.regionName };
  return Array.from({ length: thisYear - since + 1 }, (_, index) => {
    const line = older(resident, since + index, area);
    // Employers pay monthly; the year's total of an invented wage.
    return other.insurance === 'employee'
      ? { ...line, insutype: '310' as const, clct_amt: '4320.00' }
      : line;
  });
}

function posted(posting: Posting, now: number): Contribution {
  return {
    clct_no: posting.contributionNo,
    poolarea_no: homeArea.code,
    poolarea_name: homeArea.name,
    insutype: '390',
    clct_flag: posting.bookedAt <= now ? '1' : '0',
    ...months(posting.year),
    clct_time: posting.paidTime,
    clct_amt: fenToYuanText(posting.amountFen - (posting.givenBackFen ?? 0)),
    biz_no: posting.bizNo,
  };
}

/** 90100: every year the person paid or was paid for, here and elsewhere, oldest first. */
export function contributions(input: unknown, platform: Platform): Outcome {
  const parsed = contributionsInput.safeParse(input);
  if (!parsed.success) return refused('badRequest');
  const resident = platform.byPersonNo(parsed.data.psn_no);
  if (!resident) return refused('personNotFound');
  const thisYear = Number(isoDate(platform.now).slice(0, 4));
  const lines = [
    ...resident.insuredYears.map((year) => older(resident, year, homeArea)),
    ...paidElsewhere(resident, thisYear),
    ...platform.postings.allOf(resident.personNo).map((each) => posted(each, platform.now)),
  ];
  lines.sort((a, b) => a.accrym_begn.localeCompare(b.accrym_begn));
  return accepted(contributionsOutput, { clctinfo: lines });
}
