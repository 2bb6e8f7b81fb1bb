import type { Output } from '@yibao/shared/contracts';
import { type RouteName, goTo } from '@/services/navigate';

export type Overview = Output<'enrollment.overview'>;
export type Standing = Overview['standings'][number];

type RouteQuery = Record<string, string | number>;

interface NextStep {
  /** On the button. */
  words: string;
  route: RouteName;
  query: (standing: Standing, coverageYear: number) => RouteQuery;
}

function withoutEmpty(query: RouteQuery): RouteQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

const nextSteps = {
  enroll: {
    words: '去参保',
    route: 'check',
    query: ({ person }, year) => ({ people: person.personId, year }),
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
  view: {
    words: '查看参保',
    route: 'cover',
    query: ({ enrollmentId }) => withoutEmpty({ enrollmentId: enrollmentId ?? '' }),
  },
  none: null,
} as const satisfies Record<Standing['nextStep'], NextStep | null>;

/** The one button of a person's card: its words and what it does; null when nothing is to be done. */
export function nextStepOf(
  standing: Standing,
  coverageYear: number,
): { words: string; go: () => void } | null {
  // A problem found before anything was registered is explained where people are checked.
  const unregistered = standing.nextStep === 'resolve' && standing.enrollmentId === null;
  const step: NextStep | null = unregistered
    ? { ...nextSteps.enroll, words: nextSteps.resolve.words }
    : nextSteps[standing.nextStep];
  if (!step) return null;
  return { words: step.words, go: () => goTo(step.route, step.query(standing, coverageYear)) };
}

/** Whose card is shown first: whoever needs something done, else oneself. */
export function firstShown(standings: readonly Standing[]): string {
  const needy = standings.find(({ nextStep }) => nextStep !== 'view' && nextStep !== 'none');
  return (needy ?? standings[0])?.person.personId ?? '';
}
