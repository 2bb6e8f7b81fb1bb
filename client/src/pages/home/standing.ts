import type { Output } from '@yibao/shared/contracts';
import { type RouteName, goTo } from '../../services/navigate';
import { isUpcoming, standingWords, type Tone, upcomingWord } from '../../services/words';

export type Overview = Output<'enrollment.overview'>;
export type Standing = Overview['standings'][number];

type RouteQuery = Record<string, string | number>;

interface NextStep {
  /** On the button. */
  words: string;
  route: RouteName;
  query: (standing: Standing) => RouteQuery;
}

function withoutEmpty(query: RouteQuery): RouteQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

const nextSteps = {
  enroll: {
    words: '去参保',
    route: 'check',
    query: ({ person, coverageYear }) => ({ people: person.personId, year: coverageYear }),
  },
  pay: {
    words: '去缴费',
    route: 'confirm',
    query: ({ enrollmentId }) => ({ enrollments: enrollmentId ?? '' }),
  },
  resume_payment: {
    words: '继续付款',
    route: 'order',
    query: ({ orderId }) => ({ orderId: orderId ?? '' }),
  },
  resolve: {
    words: '看看怎么办',
    route: 'conflict',
    query: ({ enrollmentId }) => ({ enrollmentId: enrollmentId ?? '' }),
  },
  recheck: {
    words: '重新核对',
    route: 'check',
    query: ({ person, coverageYear }) => ({ people: person.personId, year: coverageYear }),
  },
  view: {
    words: '查看参保',
    route: 'cover',
    query: ({ enrollmentId }) => withoutEmpty({ enrollmentId: enrollmentId ?? '' }),
  },
  refund: {
    words: '看退费进度',
    route: 'refund',
    query: ({ refundId }) => ({ refundId: refundId ?? '' }),
  },
  none: null,
} as const satisfies Record<Standing['nextStep'], NextStep | null>;

/** The one button of a person's card: its words and what it does; null when nothing is to be done. */
export function nextStepOf(standing: Standing): { words: string; go: () => void } | null {
  // A problem found before anything was registered is explained where people are checked.
  const unregistered = standing.nextStep === 'resolve' && standing.enrollmentId === null;
  const step: NextStep | null = unregistered
    ? { ...nextSteps.enroll, words: nextSteps.resolve.words }
    : nextSteps[standing.nextStep];
  if (!step) return null;
  return { words: step.words, go: () => goTo(step.route, step.query(standing)) };
}

/** Still to be done: 「未参保」 without its year would deny the cover of this one. */
const isComing = (state: Standing['state']): boolean => state === 'to_enroll' || state === 'to_pay';

/** A person's state as the strip and the card show it. */
export interface StandingFace {
  tone: Tone;
  /** Names the year where the page is not about this one. */
  word: string;
  /** The same where the year stands beside it already. */
  wordBesideYear: string;
}

/**
 * A person's state in a word, for the strip and for the card.
 * @param overviewYear the year the page is about
 * @param thisYear the year of the service's clock; undefined while it is not known
 */
export function standingFace(
  standing: Standing,
  overviewYear: number,
  thisYear: number | undefined,
): StandingFace {
  const { state, coverageYear, cover } = standing;
  const { tone, word } = standingWords[state];
  if (cover && isUpcoming(standing)) {
    return { tone, word: '已缴费', wordBesideYear: upcomingWord(cover.from) };
  }
  if (thisYear === undefined || overviewYear === thisYear || !isComing(state)) {
    return { tone, word, wordBesideYear: word };
  }
  return { tone, word: `${coverageYear} ${word}`, wordBesideYear: word };
}

/** To look at, not to do. */
export const isCalm = ({ nextStep, state }: Pick<Standing, 'nextStep' | 'state'>): boolean =>
  nextStep === 'view' || nextStep === 'recheck' || (nextStep === 'refund' && state !== 'problem');

/** Whose card is shown first: whoever needs something done, else oneself. */
export function firstShown(standings: readonly Standing[]): string {
  const needy = standings.find((each) => each.nextStep !== 'none' && !isCalm(each));
  return (needy ?? standings[0])?.person.personId ?? '';
}
