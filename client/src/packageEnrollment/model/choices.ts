import type { Output } from '@yibao/shared/contracts';
import { isUpcoming, standingWords, type Tone, upcomingWord } from '../../services/words';

export type Standing = Output<'enrollment.overview'>['standings'][number];
export type CoverageYear = Output<'enrollment.years'>['years'][number];

/** Where the person can go instead of being ticked. */
export type Detour = 'resolve' | 'resumePayment' | 'recheck' | 'view';

/** One person of the family on the page where people are chosen. */
export interface Choice {
  personId: string;
  standing: Standing;
  /** The state in a word, with its tone: never the colour alone. */
  label: string;
  tone: Tone;
  selectable: boolean;
  detour: Detour | null;
}

const SELECTABLE: readonly Standing['state'][] = ['to_pay', 'to_enroll'];

function faceOf(standing: Standing): { tone: Tone; word: string } {
  const { tone, word } = standingWords[standing.state];
  const { cover } = standing;
  return cover && isUpcoming(standing) ? { tone, word: upcomingWord(cover.from) } : { tone, word };
}

const DETOURS = {
  enroll: null,
  pay: null,
  resume_payment: 'resumePayment',
  resolve: 'resolve',
  recheck: 'recheck',
  view: null,
  refund: null,
  none: null,
} as const satisfies Record<Standing['nextStep'], Detour | null>;

/**
 * How a person is offered: ticked, shown, or sent elsewhere. A problem that only a check can
 * explain may be ticked (the check page sets it apart); one with an enrolment has a page of its own.
 */
export function toChoice(standing: Standing): Choice {
  const { tone, word } = faceOf(standing);
  const detour: Detour | null = DETOURS[standing.nextStep];
  const canEnroll = standing.nextStep === 'enroll' || standing.nextStep === 'pay';
  return {
    personId: standing.person.personId,
    standing,
    label: detour === 'resumePayment' ? '有一笔还没付完' : word,
    tone,
    selectable: (SELECTABLE.includes(standing.state) || canEnroll) && detour === null,
    detour,
  };
}

/** Everybody who still has to pay: what is ticked when the page opens. */
export function preselect(choices: Choice[]): string[] {
  return choices.filter(({ selectable }) => selectable).map(({ personId }) => personId);
}

/**
 * Who is not ticked when the page opens: nobody, or, when it was opened for one person, all others.
 * @param onlyPersonId null when the page was opened for the family
 */
export function initialSkips(choices: Choice[], onlyPersonId: string | null): string[] {
  const possible = preselect(choices);
  if (onlyPersonId === null || !possible.includes(onlyPersonId)) return [];
  return possible.filter((id) => id !== onlyPersonId);
}

/**
 * Who is ticked. The draft keeps who was unticked, so that somebody added to the family later is
 * ticked like everybody else.
 */
export function selectedIds(choices: Choice[], skipped: string[]): string[] {
  return preselect(choices).filter((id) => !skipped.includes(id));
}

/** Ticks or unticks one person. */
export function toggleSkip(skipped: string[], personId: string): string[] {
  return skipped.includes(personId)
    ? skipped.filter((id) => id !== personId)
    : [...skipped, personId];
}

/** Whether everybody has paid: then there is nothing to choose and nothing left to settle. */
export function everybodyPaid(choices: Choice[]): boolean {
  return choices.length > 0 && choices.every(({ standing: { cover } }) => cover !== null);
}

const PAYABLE_YEARS: CoverageYear['status'][] = ['open', 'late'];

/** Whether people can enrol and pay for a year today. */
export function canChooseYear({ status }: CoverageYear): boolean {
  return PAYABLE_YEARS.includes(status);
}

/**
 * The year the page opens with.
 * @param wanted from the link or the draft, null when neither names one
 * @returns null when no year can be paid today
 */
export function startYear(
  years: CoverageYear[],
  defaultYear: number,
  wanted: number | null,
): number | null {
  const open = years.filter(canChooseYear).map(({ coverageYear }) => coverageYear);
  return [wanted, defaultYear, ...open].find((y) => y !== null && open.includes(y)) ?? null;
}
