import type { Output } from '@yibao/shared/contracts';
import { dayWords } from '../../services/format';
import type { Tone } from '../../services/words';
import { conflictScene, type ConflictScene, type Enrollment, enrollmentFace } from './conflict';

export type Check = Output<'enrollment.check'>;
type PersonView = Output<'identity.listFamily'>['self'];

/** What the check of one person came to; an error is kept beside the others' answers. */
export interface CheckedPerson {
  person: PersonView;
  check: Check | null;
  /** The registration there is already; it knows more than the check. */
  enrollment: Enrollment | null;
  /** Why there is no answer; null when there is one. */
  failure: string | null;
}

/** What a person who may go on reads. */
export type Facts = Pick<Check, 'sentence' | 'advice' | 'fee' | 'waiting' | 'cover'>;

/** The facts as of the latest answer. */
export function factsOf({ check, enrollment }: CheckedPerson): Facts | null {
  return enrollment ?? check;
}

/** Everybody who was checked, in three piles. */
export interface CheckGroups {
  /** May go on to payment now. */
  ready: CheckedPerson[];
  /** Has to do something first, or could not be checked. */
  problem: CheckedPerson[];
  /** Paid already. */
  done: CheckedPerson[];
  /** What the people in `ready` owe together. */
  totalFen: number;
}

type Pile = 'ready' | 'problem' | 'done';

const PILES = {
  eligible: 'ready',
  already_enrolled: 'ready',
  already_covered: 'done',
  insured_elsewhere: 'problem',
  ineligible: 'problem',
  unpublished: 'problem',
} as const satisfies Record<Check['outcome'], Pile>;

const PILES_BY_SCENE: Partial<Record<ConflictScene, Pile>> = { cleared: 'ready', paid: 'done' };

function pileOf({ check, enrollment }: CheckedPerson): Pile {
  if (check === null) return 'problem';
  if (enrollment === null || check.outcome === 'already_covered') return PILES[check.outcome];
  if (enrollment.orderId !== null) return 'problem';
  return PILES_BY_SCENE[conflictScene(enrollment.status)] ?? 'problem';
}

/** Sets the people with a problem apart, so that the rest can go on without them. */
export function groupChecks(people: CheckedPerson[]): CheckGroups {
  const ready = people.filter((person) => pileOf(person) === 'ready');
  return {
    ready,
    problem: people.filter((person) => pileOf(person) === 'problem'),
    done: people.filter((person) => pileOf(person) === 'done'),
    totalFen: ready.reduce((sum, person) => sum + (factsOf(person)?.fee?.payableFen ?? 0), 0),
  };
}

/** Whether everybody who was chosen has paid: choosing again would only lead back here. */
export function allPaid({ ready, problem, done }: CheckGroups): boolean {
  return ready.length === 0 && problem.length === 0 && done.length > 0;
}

/** The page's answer first: how many may go on, and whether anybody may not. */
export function groupsSentence(groups: CheckGroups): string {
  const { ready, problem, done } = groups;
  if (allPaid(groups)) {
    return done.length > 1 ? `${done.length} 人都缴好了` : '都缴好了，不用再缴';
  }
  if (ready.length === 0) return '现在还不能缴费，先看看要办什么';
  const rest = problem.length > 0 ? `，${problem.length} 人还不能缴` : '';
  return `${ready.length} 人可以缴费${rest}`;
}

/** What stands in the way of a person of the `problem` pile, in a word. */
const OBSTACLES = {
  insured_elsewhere: { word: '要先办一件事', tone: 'danger' },
  ineligible: { word: '不能参保', tone: 'wait' },
  unpublished: { word: '标准待公布', tone: 'wait' },
} as const satisfies Partial<Record<Check['outcome'], { word: string; tone: Tone }>>;

const isObstacle = (outcome: Check['outcome']): outcome is keyof typeof OBSTACLES =>
  outcome in OBSTACLES;

/** The badge of a person who cannot go on. */
export function obstacleOf({ check, enrollment }: CheckedPerson): { word: string; tone: Tone } {
  if (enrollment?.orderId) return { word: '有一笔还没付完', tone: 'warn' };
  if (enrollment) return enrollmentFace(enrollment.status);
  if (check === null || !isObstacle(check.outcome)) return { word: '没有核对成', tone: 'danger' };
  return OBSTACLES[check.outcome];
}

/** How a person of the `problem` pile gets on. */
export type Remedy =
  | { kind: 'retry' } // the check itself failed
  | { kind: 'openOrder'; orderId: string } // an order waits for payment
  | { kind: 'openConflict'; enrollmentId: string }
  | { kind: 'startConflict'; coverageYear: number } // insured elsewhere, nothing registered yet
  | { kind: 'none' };

/** What can be offered beside the advice. */
export function remedyOf({ check, enrollment }: CheckedPerson): Remedy {
  if (check === null) return { kind: 'retry' };
  if (enrollment?.orderId) return { kind: 'openOrder', orderId: enrollment.orderId };
  const enrollmentId = enrollment?.enrollmentId ?? check.enrollmentId;
  if (enrollmentId !== null) return { kind: 'openConflict', enrollmentId };
  return check.outcome === 'insured_elsewhere'
    ? { kind: 'startConflict', coverageYear: check.coverageYear }
    : { kind: 'none' };
}

/** The waiting period in plain words; `until` is the last day without cover. */
export function waitingSentence({ months, until }: Enrollment['waiting']): string {
  if (months === 0) return '没有等待期';
  const end = until === null ? '' : `，等到 ${dayWords(until)}`;
  return `缴费后要等 ${months} 个月${end}。这段时间看病不能报销`;
}

/** A period as two lines, so that no date is torn apart: 「从 2026 年 1 月 1 日」, 「到 …」. */
export function periodLines(cover: { from: string; to: string }): [string, string] {
  return [`从 ${dayWords(cover.from)}`, `到 ${dayWords(cover.to)}`];
}
