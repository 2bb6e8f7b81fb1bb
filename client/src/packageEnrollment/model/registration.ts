import type { Output } from '@yibao/shared/contracts';

export type Enrollment = Output<'enrollment.get'>;

/** How far the registration of one person got. */
export interface Progress {
  personId: string;
  state: 'waiting' | 'running' | 'done' | 'problem' | 'failed';
  /** Known once the server has a record of it. */
  enrollmentId: string | null;
  /** What the person reads; empty while nothing is to be said. */
  message: string;
}

/** Somebody to register; `enrollmentId` when that happened before. */
export interface ToRegister {
  personId: string;
  enrollmentId: string | null;
}

const PAYABLE_STATUSES: Enrollment['status'][] = ['registered'];

/** Where the registration of these people begins: whoever has an enrolment is done. */
export function beginProgress(people: ToRegister[]): Progress[] {
  return people.map(({ personId, enrollmentId }) => ({
    personId,
    state: enrollmentId === null ? 'waiting' : 'done',
    enrollmentId,
    message: '',
  }));
}

const TO_TRY: Progress['state'][] = ['waiting', 'failed'];

function finish(enrollment: Enrollment): Progress {
  const payable = PAYABLE_STATUSES.includes(enrollment.status);
  return {
    personId: enrollment.person.personId,
    state: payable ? 'done' : 'problem',
    enrollmentId: enrollment.enrollmentId,
    message: payable ? '' : enrollment.sentence,
  };
}

/**
 * Registers people one after another, so that each one's outcome stands on its own: a failure is
 * reported for that person and the next one is tried. Run again with its own result, it tries the
 * failed ones only.
 * @param from where everybody stands, see beginProgress
 * @param register one call of enrollment.register; repeating it is safe (requestId)
 * @param failureText the sentence to show for whatever `register` threw
 * @param report told the whole list after every change
 * @returns the final list, in the same order
 */
export async function registerOneByOne(
  from: Progress[],
  register: (personId: string) => Promise<Enrollment>,
  failureText: (thrown: unknown) => string,
  report: (progress: Progress[]) => void,
): Promise<Progress[]> {
  let all = from;
  const put = (personId: string, change: Partial<Progress>) => {
    all = all.map((one) => (one.personId === personId ? { ...one, ...change } : one));
    report(all);
  };
  report(all);
  for (const { personId, state } of from) {
    if (!TO_TRY.includes(state)) continue;
    put(personId, { state: 'running', message: '' });
    try {
      put(personId, { ...finish(await register(personId)), personId });
    } catch (thrown) {
      put(personId, { state: 'failed', message: failureText(thrown) });
    }
  }
  return all;
}

/** The enrolments that can be paid for now. */
export function payableIds(progress: Progress[]): string[] {
  return progress.flatMap(({ state, enrollmentId }) =>
    state === 'done' && enrollmentId !== null ? [enrollmentId] : [],
  );
}

/** Whether everybody got through, so that the page may go on by itself. */
export function allDone(progress: Progress[]): boolean {
  return progress.length > 0 && progress.every(({ state }) => state === 'done');
}

/** Whether there is somebody for whom another try makes sense. */
export function anyFailed(progress: Progress[]): boolean {
  return progress.some(({ state }) => state === 'failed');
}
