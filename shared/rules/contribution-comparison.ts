/** Our payments and the core platform's (90100), one line a person and year. */
import { hourMs } from './dates';

/** A payment made here, as far as comparing goes. */
export interface OurPayment {
  /** The number under which the platform was told of it. */
  businessNo: string;
  amountFen: number;
  paidAt: number;
  /** Not used for this year: paid twice, or too late; the money goes back. */
  isDueBack: boolean;
  /** Given back: the money is with its payer again. */
  isGivenBack: boolean;
}

/** What the platform says of a year. */
export interface TheirPayment {
  businessNo: string;
  amountFen: number;
  arrived: boolean;
  /** Paid for resident insurance in this city. */
  isHere: boolean;
}

export const contributionStandings = [
  /** Both say the same. */
  'same',
  /** Paid here; the platform has not booked it yet, and its time is not up. */
  'notArrived',
  /** Paid here, and the platform does not know of it although it should. */
  'onlyHere',
  /** Paid by another way than this service. */
  'onlyThere',
  'amountDiffers',
  /** Another city or an employer took it. */
  'elsewhere',
  /** Paid here and not used: goes back to the payer. */
  'dueBack',
  /** Paid here and given back. */
  'refunded',
] as const;
export type ContributionStanding = (typeof contributionStandings)[number];

/** As screens and files say it. */
export const contributionStandingLabels = {
  same: '已入账',
  notArrived: '还没入账',
  onlyHere: '医保系统查不到',
  onlyThere: '别处缴的',
  amountDiffers: '金额不一样',
  elsewhere: '别处缴的',
  dueBack: '会退还',
  refunded: '已退费',
} as const satisfies Record<ContributionStanding, string>;

/**
 * Compares one person's year. Every payment of both sides ends up in exactly one line: first those
 * with the same business number, then a payment of ours with one of the platform's here that names
 * no business number, then what is left on either side.
 *
 * @param context.asOf when the platform last said what it knows; null when it never did
 * @param context.postingHours within so many hours after paying it need not have arrived
 */
export function compareYear<O extends OurPayment, T extends TheirPayment>(
  ours: readonly O[],
  theirs: readonly T[],
  context: { now: number; asOf: number | null; postingHours: number },
): { standing: ContributionStanding; ours: O | null; theirs: T | null }[] {
  const unmatched = new Set(theirs);
  const take = (fits: (their: T) => boolean): T | null => {
    const found = [...unmatched].find(fits) ?? null;
    if (found) unmatched.delete(found);
    return found;
  };
  const live = ours.filter((our) => !our.isDueBack);
  const byNumber = new Map(
    live.map((our) => [our, take(({ businessNo }) => businessNo === our.businessNo)]),
  );
  const lines = live.map((our) => {
    const their =
      byNumber.get(our) ?? take(({ businessNo, isHere }) => isHere && businessNo === '');
    return { standing: standingOf(our, their, context), ours: our, theirs: their };
  });
  const back = ours
    .filter((our) => our.isDueBack)
    .map((our) => ({
      standing: our.isGivenBack ? ('refunded' as const) : ('dueBack' as const),
      ours: our,
      theirs: null,
    }));
  const rest = [...unmatched].map((their) => ({
    standing: their.isHere ? ('onlyThere' as const) : ('elsewhere' as const),
    ours: null,
    theirs: their,
  }));
  return [...lines, ...rest, ...back];
}

function standingOf(
  our: OurPayment,
  their: TheirPayment | null,
  { now, asOf, postingHours }: { now: number; asOf: number | null; postingHours: number },
): ContributionStanding {
  const dueAt = our.paidAt + postingHours * hourMs;
  if (!their) {
    // silence counts only if the platform was asked after the time it may take
    const shouldKnow = now >= dueAt && asOf !== null && asOf >= dueAt;
    return shouldKnow ? 'onlyHere' : 'notArrived';
  }
  if (their.amountFen !== our.amountFen) return 'amountDiffers';
  return their.arrived ? 'same' : 'notArrived';
}
