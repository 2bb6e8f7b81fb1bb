import { type Output } from '@yibao/shared/contracts';
import { policyFor } from '@yibao/shared/policy';
import {
  compareYear,
  type ContributionStanding,
} from '@yibao/shared/rules/contribution-comparison';
import { formatYuan } from '@yibao/shared/rules/money';
import { type PlatformContribution } from '../lib/database/schema';
import { isHere } from './covers';
import { type OwnPayment } from './facts';

type Payment = Output<'records.payments'>['payments'][number];

export interface PaymentFacts {
  personId: string;
  viewerPersonId: string;
  region: string;
  own: OwnPayment[];
  contributions: PlatformContribution[];
  asOf: number | null;
  now: number;
}

/** Used where a year has no policy: 《淮北日报》 says 48 hours. */
const usualPostingHours = 48;

function postingHoursOf(region: string, year: number): number {
  const policy = policyFor(region, year);
  return policy?.status === 'published' ? policy.posting.postingOverdueHours : usualPostingHours;
}

const ourSide = ({ item, order, givenBack }: OwnPayment) => ({
  businessNo: item.id,
  amountFen: item.amountFen,
  paidAt: order.paidAt ?? order.createdAt,
  isDueBack: !item.live,
  isGivenBack: givenBack,
  item,
  order,
});
type Ours = ReturnType<typeof ourSide>;

const theirSide = (row: PlatformContribution, region: string) => ({
  businessNo: row.businessNo,
  amountFen: row.amountFen,
  arrived: row.arrived,
  isHere: row.insurance === 'resident' && isHere(row, region),
  row,
});
type Theirs = ReturnType<typeof theirSide>;

function sentenceOf(
  standing: ContributionStanding,
  ours: Ours | null,
  theirs: Theirs | null,
): string {
  switch (standing) {
    case 'same':
      return '已入账，两边一致';
    case 'notArrived':
      return '已缴费，医保系统还没入账，一般 48 小时内到';
    case 'onlyHere':
      return '这里收到了钱，医保系统里还查不到，请拨打 12393 核对，凭编号可以查';
    case 'onlyThere':
      return '医保系统里有这一笔，不是在这里缴的';
    case 'amountDiffers':
      return `这里是 ${formatYuan(ours?.amountFen ?? 0)}，医保系统是 ${formatYuan(theirs?.amountFen ?? 0)}，请拨打 12393 核对`;
    case 'elsewhere':
      return theirs?.row.insurance === 'employee'
        ? '职工医保，由单位和本人缴的，是全年合计'
        : `在${theirs?.row.poolingAreaName ?? '外地'}缴的`;
    case 'dueBack':
      return '这笔钱没有用来参保，会退还给付款的人';
    case 'refunded':
      return `已退费，${formatYuan(ours?.amountFen ?? 0)}退给了付款的人`;
  }
}

function viewLine(
  coverageYear: number,
  line: { standing: ContributionStanding; ours: Ours | null; theirs: Theirs | null },
  { personId, viewerPersonId }: PaymentFacts,
): Payment {
  const { standing, ours, theirs } = line;
  const isPayer = ours?.order.payerPersonId === viewerPersonId;
  return {
    coverageYear,
    standing,
    sentence: sentenceOf(standing, ours, theirs),
    ours: ours && {
      amountFen: ours.amountFen,
      paidAt: ours.paidAt,
      posted: ours.item.postedAt !== null,
      paidBySelf: ours.order.payerPersonId === personId,
      reference: isPayer ? ours.order.outTradeNo : (ours.item.collectionNo ?? ''),
      orderId: isPayer ? ours.order.id : null,
    },
    theirs: theirs && {
      amountFen: theirs.amountFen,
      paidAt: theirs.row.paidAt,
      arrived: theirs.arrived,
      insurance: theirs.row.insurance,
      placeName: theirs.row.poolingAreaName,
      reference: theirs.row.collectionNo,
    },
  };
}

/** Every year's lines, newest year first. */
export function paymentsOf(facts: PaymentFacts): Payment[] {
  const { region, asOf, now } = facts;
  const { own } = facts;
  // the booking of what went back may still be in the mirror: it counts no more
  const gone = new Set(own.flatMap(({ item, givenBack }) => (givenBack ? [item.id] : [])));
  const contributions = facts.contributions.filter(({ businessNo }) => !gone.has(businessNo));
  const years = new Set([
    ...own.map(({ item }) => item.coverageYear),
    ...contributions.map((row) => row.coverageYear),
  ]);
  return [...years]
    .sort((a, b) => b - a)
    .flatMap((year) => {
      const ours = own.filter(({ item }) => item.coverageYear === year).map(ourSide);
      const theirs = contributions
        .filter((row) => row.coverageYear === year)
        .map((row) => theirSide(row, region));
      const postingHours = postingHoursOf(region, year);
      return compareYear(ours, theirs, { now, asOf, postingHours }).map((line) =>
        viewLine(year, line, facts),
      );
    });
}
