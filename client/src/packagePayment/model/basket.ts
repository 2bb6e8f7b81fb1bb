import type { Output } from '@yibao/shared/contracts';
import { personWords } from '../../services/words';

export type Enrollment = Output<'enrollment.get'>;

/** One order takes at most this many people (contract of payment.createOrder). */
export const MAX_PEOPLE_PER_ORDER = 8;

/** Who is paid for now, and for everybody else why not. */
export interface Basket {
  /** In this order, in the order they were chosen. */
  paying: Enrollment[];
  /** Taken out by the person; can be put back. */
  removed: Enrollment[];
  /** Payable, but the order is full: their turn comes with the next one. */
  nextTime: Enrollment[];
  /** In an order that was made earlier and still waits for payment. */
  inOpenOrder: Enrollment[];
  /** In an open order of somebody else in the family. */
  heldByOther: Enrollment[];
  paid: Enrollment[];
  /** Not registered yet, for whatever reason. */
  notReady: Enrollment[];
  totalFen: number;
}

type Shelf = 'payable' | 'paid' | 'notReady';

const SHELF_BY_STATUS = {
  registered: 'payable',
  covered: 'paid',
  checking: 'notReady',
  conflict_elsewhere: 'notReady',
  wait_sync: 'notReady',
  sync_overdue: 'notReady',
  manual_review: 'notReady',
  cancelled: 'notReady',
} as const satisfies Record<Enrollment['status'], Shelf>;

const owed = (enrollments: Enrollment[]): number =>
  enrollments.reduce((sum, { fee }) => sum + fee.payableFen, 0);

/** Whom a sentence is about, as the page names people. */
export const namesOf = (enrollments: Enrollment[]): string =>
  enrollments.map(({ person }) => personWords(person)).join('、');

/** Whether the order of an enrolment is paid already, although the cover is not recorded yet. */
const isPaid = ({ timeline }: Enrollment): boolean =>
  timeline.some(({ step, state }) => step === 'paid' && state === 'done');

/**
 * Sorts enrolments for the page that is read before paying.
 * @param enrollments as the server answered them; a repeated one counts once
 * @param removedIds enrolments the person took out of this order
 * @returns the basket; `totalFen` is what the people in `paying` owe together
 */
export function fillBasket(enrollments: Enrollment[], removedIds: string[]): Basket {
  const once = [...new Map(enrollments.map((e) => [e.enrollmentId, e])).values()];
  const payable = once.filter((e) => SHELF_BY_STATUS[e.status] === 'payable' && !isPaid(e));
  const free = payable.filter(({ orderId, heldByOther }) => orderId === null && !heldByOther);
  const wanted = free.filter(({ enrollmentId }) => !removedIds.includes(enrollmentId));
  const paying = wanted.slice(0, MAX_PEOPLE_PER_ORDER);
  return {
    paying,
    removed: free.filter(({ enrollmentId }) => removedIds.includes(enrollmentId)),
    nextTime: wanted.slice(MAX_PEOPLE_PER_ORDER),
    inOpenOrder: payable.filter(({ orderId }) => orderId !== null),
    heldByOther: payable.filter(({ heldByOther }) => heldByOther),
    paid: once.filter((e) => SHELF_BY_STATUS[e.status] === 'paid' || isPaid(e)),
    notReady: once.filter((e) => SHELF_BY_STATUS[e.status] === 'notReady' && !isPaid(e)),
    totalFen: owed(paying),
  };
}

/** Reads a list of ids from a page parameter: separated by commas, each once, empty ones dropped. */
export function readIds(value: string | undefined): string[] {
  return [...new Set((value ?? '').split(',').filter((id) => id !== ''))];
}
