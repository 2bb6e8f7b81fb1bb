import type { Output } from '@yibao/shared/contracts';
import type { TimelineStep } from '../../components/timeline';
import type { Tone } from '../../services/words';

export type Application = Output<'newborn.get'>;
export type NewbornStatus = Application['status'];
type Year = Application['years'][number];
type Check = Application['checks'][number];

const TONES = {
  queued: 'info',
  need_more: 'warn',
  approved: 'ok',
  joined: 'ok',
  refused: 'danger',
  withdrawn: 'wait',
} as const satisfies Record<NewbornStatus, Tone>;

/** The tone of a status; its word comes from the server. */
export function statusTone(status: NewbornStatus): Tone {
  return TONES[status];
}

/** Whether somebody is still at work, so that it is worth asking again. */
export function isWaiting(status: NewbornStatus): boolean {
  return status === 'queued';
}

const CHECK_FACES = {
  passed: { tone: 'ok', word: '对上了' },
  mismatch: { tone: 'danger', word: '对不上' },
  unavailable: { tone: 'wait', word: '还没查到' },
  review: { tone: 'info', word: '人工核对' },
} as const satisfies Record<Check['result'], { tone: Tone; word: string }>;

/** The answer of a check in a word, with its tone. */
export function checkFace(result: Check['result']): { tone: Tone; word: string } {
  return CHECK_FACES[result];
}

/** 「8 项都对上了」, 「8 项里 6 项对上了」: the folded list of checks in a sentence. */
export function checksSentence(checks: readonly Check[]): string {
  const passed = checks.filter(({ result }) => result === 'passed').length;
  return passed === checks.length
    ? `${checks.length} 项都对上了`
    : `${checks.length} 项里 ${passed} 项对上了`;
}

/** Whether there is still an amount to speak of: nobody is asked to pay for a year that ran out. */
export function showsAmount(year: Year): boolean {
  return !isOver(year);
}

/** What a year says that the application's own sentence does not say already. */
export function moreOfYear(
  { sentence }: Pick<Year, 'sentence'>,
  application: Pick<Application, 'sentence'>,
): string {
  return application.sentence.includes(sentence) ? '' : sentence;
}

/** Advice that is not a mend of a check: those stand beside the check. */
export function moreAdvice({ advice, checks }: Pick<Application, 'advice' | 'checks'>): string[] {
  const mends = checks.map(({ mend }) => mend);
  return advice.filter((words) => !mends.includes(words));
}

/** What is to be put right before it is sent anew. */
export function mismatches(checks: readonly Check[]): Check[] {
  return checks.filter(({ result }) => result === 'mismatch');
}

/** Registered and never paid, and paying now would bring no day of cover. */
function isOver({ enrollmentStatus, paid, cover }: Year): boolean {
  return enrollmentStatus === 'registered' && !paid && cover === null;
}

/** Whether a year ran out unpaid and no later one covers the baby. */
function missedLast(years: readonly Year[]): boolean {
  const missed = years.map(isOver).lastIndexOf(true);
  return missed >= 0 && !years.some(({ paid }, position) => paid && position > missed);
}

/** The one thing to do next. */
export type NextAction =
  | { kind: 'resume'; orderId: string }
  | { kind: 'pay'; enrollmentIds: string[]; totalFen: number }
  | { kind: 'viewCover'; enrollmentId: string }
  | { kind: 'enrol' } // the newborn's own time to pay is over
  | { kind: 'addEvidence' }
  | { kind: 'mend' }
  | { kind: 'askStaff' } // refused, and no answer of the form would change it
  | { kind: 'applyAgain' }
  | { kind: 'wait' };

function actionForYears(years: readonly Year[]): NextAction {
  // A paid year names its order too: there is nothing to go on with.
  const open = years.find(({ orderId, paid }) => orderId !== null && !paid);
  if (open?.orderId) return { kind: 'resume', orderId: open.orderId };
  const payable = years.filter((year) => year.payable && year.enrollmentId !== null);
  if (payable.length > 0) {
    return {
      kind: 'pay',
      enrollmentIds: payable.flatMap(({ enrollmentId }) => enrollmentId ?? []),
      totalFen: payable.reduce((sum, { fee }) => sum + fee.payableFen, 0),
    };
  }
  if (missedLast(years)) return { kind: 'enrol' };
  const covered = years.find(({ paid }) => paid);
  return covered?.enrollmentId
    ? { kind: 'viewCover', enrollmentId: covered.enrollmentId }
    : years.length === 0
      ? { kind: 'applyAgain' }
      : { kind: 'wait' };
}

/** What disagrees here was not answered in the form. */
const BEYOND_THE_FORM: readonly Check['check'][] = ['area', 'certificate', 'notInsured'];

/** Whether only staff can go on with a refusal. */
function isForStaff({ checks, canAddEvidence }: Asked): boolean {
  const wrong = mismatches(checks);
  return (
    canAddEvidence &&
    wrong.length > 0 &&
    wrong.every(({ check }) => BEYOND_THE_FORM.includes(check))
  );
}

type Asked = Pick<Application, 'status' | 'years' | 'checks' | 'canAddEvidence'>;

/** What the button at the thumb does: money first where everything else is done. */
export function nextAction(application: Asked): NextAction {
  const { status, years } = application;
  switch (status) {
    case 'approved':
    case 'joined':
      return actionForYears(years);
    case 'need_more':
      return { kind: 'addEvidence' };
    case 'refused':
      return { kind: isForStaff(application) ? 'askStaff' : 'mend' };
    case 'withdrawn':
      return { kind: 'applyAgain' };
    case 'queued':
      return { kind: 'wait' };
  }
}

/** The years that are registered or could be: what the card of amounts lists. */
export function yearWord(year: Year): { tone: Tone; word: string } {
  if (year.paid) return { tone: 'ok', word: '已缴费' };
  if (year.orderId !== null) return { tone: 'warn', word: '有一笔还没付完' };
  if (year.payable) return { tone: 'warn', word: '待缴费' };
  if (isOver(year)) return { tone: 'wait', word: '已过期限' };
  return year.enrollmentId === null
    ? { tone: 'wait', word: '没有登记' }
    : { tone: 'info', word: '办理中' };
}

type Step = Application['timeline'][number];
type ShownStep = Step & { state: TimelineStep['state'] };

const isShown = (step: Step): step is ShownStep => step.state !== 'notChosen';

/** Why a department gave something back stands on the card above, once. */
function noteOf({ department, note, canSendAgain }: Step): string {
  if (canSendAgain) return `${department}退回了，原因在上面`;
  return note === '' ? department : `${department}：${note}`;
}

/** The steps as the timeline draws them: what was not chosen is left out. */
export function timelineSteps(timeline: readonly Step[]): TimelineStep[] {
  return timeline.filter(isShown).map((each) => {
    const { step, title, state, at } = each;
    return { step, title, state, at, on: null, note: noteOf(each) };
  });
}

/** What was not chosen to be done as well, by its name. */
export function notChosen(timeline: readonly Step[]): string[] {
  return timeline.filter((step) => !isShown(step)).map(({ title }) => title);
}

/** What a department gave back and the guardian may send again. */
export function returnedSteps(timeline: readonly Step[]): Step[] {
  return timeline.filter(({ canSendAgain }) => canSendAgain);
}
