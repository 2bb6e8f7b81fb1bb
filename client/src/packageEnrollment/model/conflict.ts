import type { Output } from '@yibao/shared/contracts';
import { addDays, hourMs, minuteMs, shanghaiDate, startOfDay } from '@yibao/shared/rules/dates';
import type { Tone } from '../../services/words';

export type Enrollment = Output<'enrollment.get'>;

/** What the page about insurance in another city shows. */
export type ConflictScene =
  | 'instruct' // tell what to do, take the declaration
  | 'waiting' // declared; checked every 30 minutes
  | 'overdue' // 6 hours are over; the old place must upload again
  | 'cleared' // registered here, can be paid
  | 'review' // staff look at it
  | 'checking' // the core platform has not answered yet
  | 'paid'
  | 'cancelled';

const SCENES = {
  conflict_elsewhere: 'instruct',
  wait_sync: 'waiting',
  sync_overdue: 'overdue',
  registered: 'cleared',
  manual_review: 'review',
  checking: 'checking',
  covered: 'paid',
  cancelled: 'cancelled',
} as const satisfies Record<Enrollment['status'], ConflictScene>;

/** Chooses the scene from the state of the enrolment. */
export function conflictScene(status: Enrollment['status']): ConflictScene {
  return SCENES[status];
}

const FACES = {
  instruct: { tone: 'danger', word: '在外地还有医保' },
  waiting: { tone: 'wait', word: '正在等那边的信息' },
  overdue: { tone: 'danger', word: '超过 6 小时没收到' },
  cleared: { tone: 'ok', word: '已登记，可以缴费' },
  review: { tone: 'info', word: '工作人员正在核对' },
  checking: { tone: 'info', word: '正在登记' },
  paid: { tone: 'ok', word: '已缴费' },
  cancelled: { tone: 'wait', word: '已取消' },
} as const satisfies Record<ConflictScene, { tone: Tone; word: string }>;

/** The state of an enrolment in a word, to stand beside the server's sentence. */
export function enrollmentFace(status: Enrollment['status']): { tone: Tone; word: string } {
  return FACES[SCENES[status]];
}

/** Whether time alone may change the scene, so that the page should look again by itself. */
export function movesByItself(scene: ConflictScene): boolean {
  return scene === 'waiting' || scene === 'checking';
}

/** When the old place suspended the insurance, as people remember it. */
export type SuspensionDay = 'now' | 'today' | 'yesterday' | 'older';

/** Days before today. Older ones need no hour: 6 hours are over whatever it was. */
const DAYS_AGO = { now: 0, today: 0, yesterday: 1, older: 2 } as const satisfies Record<
  SuspensionDay,
  number
>;
const NOON = 12;
const FIRST_HOUR = 7;
const LAST_HOUR = 20;

/** Reads a day back from a draft. */
export function readSuspensionDay(value: string | undefined): SuspensionDay | undefined {
  return (['now', 'today', 'yesterday', 'older'] as const).find((day) => day === value);
}

/** Whether the hour matters for this day. */
export function asksHour(day: SuspensionDay | undefined): boolean {
  return day === 'today' || day === 'yesterday';
}

const hourOf = (now: number): number => Math.floor((now - startOfDay(shanghaiDate(now))) / hourMs);

/**
 * The hours to choose from, 0 to 23: those at which somebody answers the telephone, and never one
 * that lies ahead.
 * @param now epoch milliseconds, business time
 */
export function hourChoices(day: SuspensionDay | undefined, now: number): number[] {
  if (!asksHour(day)) return [];
  const last = day === 'today' ? Math.min(LAST_HOUR, hourOf(now)) : LAST_HOUR;
  const first = Math.min(FIRST_HOUR, last);
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

/** 9 → 「上午 9 点」 */
export function hourWords(hour: number): string {
  return `${hour < NOON ? '上午' : '下午'} ${hour > NOON ? hour - NOON : hour} 点`;
}

export type SuspensionTime =
  { ok: true; at: number } | { ok: false; field: 'day' | 'hour'; message: string };

/**
 * Turns the answers into a moment: the minute that has begun for 「刚刚」, the full hour otherwise.
 * @param now epoch milliseconds, business time
 * @returns epoch milliseconds, never later than `now`, or which question is still open
 */
export function suspensionTime(
  day: SuspensionDay | undefined,
  hour: number | undefined,
  now: number,
): SuspensionTime {
  if (day === undefined) return { ok: false, field: 'day', message: '请选择是什么时候办的暂停' };
  if (day === 'now') return { ok: true, at: now - (now % minuteMs) };
  if (asksHour(day) && (hour === undefined || !hourChoices(day, now).includes(hour))) {
    return { ok: false, field: 'hour', message: '请选择大约是几点办的' };
  }
  const date = addDays(shanghaiDate(now), -DAYS_AGO[day]);
  return { ok: true, at: startOfDay(date) + (day === 'older' ? NOON : (hour ?? NOON)) * hourMs };
}
