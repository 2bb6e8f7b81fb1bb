/** The life of one enrolment (参保登记): one person, one coverage year. */
import type { StatusInfo, Transition } from './transition';

export const enrollmentStatuses = [
  'checking',
  'registered',
  'conflict_elsewhere',
  'wait_sync',
  'sync_overdue',
  'manual_review',
  'covered',
  'cancelled',
] as const;
export type EnrollmentStatus = (typeof enrollmentStatuses)[number];

export const enrollmentEvents = [
  'core_accepted',
  'core_elsewhere',
  'core_refused',
  /** Retries are used up; a single failed call is no event. */
  'core_unreachable',
  'suspension_declared',
  'still_elsewhere',
  'sync_deadline_passed',
  'recheck_requested',
  'paid',
  /** The money has gone back, and the cover ended with it. */
  'refunded',
  'cancel',
] as const;
export type EnrollmentEvent = (typeof enrollmentEvents)[number];

/**
 * The core platform's answer can arrive after we stopped waiting for it; sync_overdue and
 * manual_review therefore still take it. `checking` cannot be cancelled: a request is on its way
 * and its answer decides.
 */
export const enrollmentTransitions = [
  { from: 'checking', event: 'core_accepted', to: 'registered' },
  { from: 'checking', event: 'core_elsewhere', to: 'conflict_elsewhere' },
  { from: 'checking', event: 'core_refused', to: 'cancelled' },
  { from: 'checking', event: 'core_unreachable', to: 'manual_review' },

  { from: 'conflict_elsewhere', event: 'suspension_declared', to: 'wait_sync' },
  { from: 'conflict_elsewhere', event: 'cancel', to: 'cancelled' },

  { from: 'wait_sync', event: 'core_accepted', to: 'registered' },
  { from: 'wait_sync', event: 'core_refused', to: 'cancelled' },
  { from: 'wait_sync', event: 'still_elsewhere', to: 'wait_sync' },
  { from: 'wait_sync', event: 'sync_deadline_passed', to: 'sync_overdue' },
  { from: 'wait_sync', event: 'cancel', to: 'cancelled' },

  { from: 'sync_overdue', event: 'core_accepted', to: 'registered' },
  { from: 'sync_overdue', event: 'core_refused', to: 'cancelled' },
  { from: 'sync_overdue', event: 'recheck_requested', to: 'wait_sync' },
  { from: 'sync_overdue', event: 'cancel', to: 'cancelled' },

  { from: 'manual_review', event: 'core_accepted', to: 'registered' },
  { from: 'manual_review', event: 'core_elsewhere', to: 'conflict_elsewhere' },
  { from: 'manual_review', event: 'core_refused', to: 'cancelled' },
  { from: 'manual_review', event: 'recheck_requested', to: 'checking' },
  { from: 'manual_review', event: 'cancel', to: 'cancelled' },

  { from: 'registered', event: 'paid', to: 'covered' },
  { from: 'registered', event: 'cancel', to: 'cancelled' },

  { from: 'covered', event: 'refunded', to: 'cancelled' },
] satisfies Transition<EnrollmentStatus, EnrollmentEvent>[];

export const enrollmentStatusInfo = {
  checking: {
    label: '正在核对',
    sentence: '正在向医保系统核对，一般几秒钟就好，请稍等。',
    owner: 'platform',
    timeoutMinutes: 10,
    sweep: 'enrollment.resendCheck',
  },
  registered: {
    label: '待缴费',
    sentence: '参保登记已经办好，缴费后才能享受医保。',
    owner: 'person',
    timeoutMinutes: null,
    sweep: null,
  },
  conflict_elsewhere: {
    label: '在外地有参保',
    sentence: '在别的地方还有医保，请先联系那边办理停保，办好后回到这里点“已停保”。',
    owner: 'person',
    timeoutMinutes: null,
    sweep: null,
  },
  wait_sync: {
    label: '等待外地停保生效',
    sentence: '停保的消息正在传过来，最长要 6 小时。我们会自动再查，有结果马上告诉您。',
    owner: 'sweep',
    timeoutMinutes: 360,
    sweep: 'enrollment.recheckElsewhere',
  },
  sync_overdue: {
    label: '停保消息没有传到',
    sentence: '停保已超过 6 小时，消息还没有传到。请联系原参保地重新上传，然后点“再查一次”。',
    owner: 'person',
    timeoutMinutes: null,
    sweep: null,
  },
  manual_review: {
    label: '稍后再核对',
    sentence: '医保系统暂时没有回应，填写的内容没有丢失，也没有扣款。请稍后点“再查一次”。',
    owner: 'staff',
    timeoutMinutes: null,
    sweep: null,
  },
  covered: {
    label: '已参保',
    sentence: '已经登记并缴费，从生效那天起可以报销。',
    owner: 'none',
    timeoutMinutes: null,
    sweep: null,
  },
  cancelled: {
    label: '已取消',
    sentence: '这次登记没有继续办理，也没有扣款。需要时可以重新办理。',
    owner: 'none',
    timeoutMinutes: null,
    sweep: null,
  },
} satisfies Record<EnrollmentStatus, StatusInfo>;
