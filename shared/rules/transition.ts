/** One allowed step of a state machine. */
export interface Transition<Status extends string, Event extends string> {
  from: Status;
  event: Event;
  to: Status;
}

/** Who moves a status on: nobody, when it is final. */
export type StatusOwner = 'person' | 'platform' | 'sweep' | 'staff' | 'none';

/** What people and the timer need to know of a status. */
export interface StatusInfo {
  /** A word or two in Chinese. */
  label: string;
  /** A plain sentence: where it stands and what, if anything, to do. */
  sentence: string;
  owner: StatusOwner;
  /** After so long the sweep has to act; null when time alone changes nothing. */
  timeoutMinutes: number | null;
  /** The job that finds what got stuck here. */
  sweep: string | null;
}

/**
 * @param table every allowed step; what is not in it is refused
 * @returns the status after the event, or a refusal
 */
export function transition<Status extends string, Event extends string>(
  table: readonly Transition<Status, Event>[],
  from: Status,
  event: Event,
): { ok: true; to: Status } | { ok: false } {
  const step = table.find((entry) => entry.from === from && entry.event === event);
  return step ? { ok: true, to: step.to } : { ok: false };
}
