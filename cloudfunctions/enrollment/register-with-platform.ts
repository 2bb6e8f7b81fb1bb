import { type EnrollmentEvent } from '@yibao/shared/rules/enrollment-states';
import { formatYuan } from '@yibao/shared/rules/money';
import { minuteMs, hourMs } from '@yibao/shared/rules/dates';
import { policyFor } from '@yibao/shared/policy';
import { systemActor, writeAudit } from '../lib/audit';
import { type Transaction } from '../lib/database/database';
import { type Enrollment, type Person } from '../lib/database/schema';
import { guardiansOf } from '../lib/guardians';
import { notify, type NoticeText } from '../lib/notices';
import { type EnrolResult } from '../lib/ports/core-platform';
import { UpstreamError } from '../lib/ports/http';
import { getPerson, identityOf, setPlatformNumber } from '../lib/people';
import { newPersonOf, platformIdentityOf } from '../newborn/registration';
import { type Runtime } from '../lib/runtime';
import { maskName } from '@yibao/shared/rules/masking';
import { getEnrollment, lockEnrollment, moveEnrollment, nextStatus } from './store';

/** Statuses in which the platform's answer still matters. */
const waitingForPlatform = ['checking', 'wait_sync', 'sync_overdue', 'manual_review'];

/**
 * Asks the core platform to enrol (R101, outside any transaction, idempotent by enrolment id)
 * and moves the enrolment by its answer. Used by the outbox, by rechecks and by the person's own
 * "check again"; whoever comes second finds nothing left to do.
 *
 * @returns the enrolment as it stands afterwards
 * @throws UpstreamError when the platform does not answer: nothing has changed then
 */
export async function registerWithPlatform(
  runtime: Runtime,
  enrollmentId: string,
  traceId: string,
): Promise<Enrollment> {
  const row = await getEnrollment(runtime.db, enrollmentId);
  if (!waitingForPlatform.includes(row.status)) return row;
  const person = await getPerson(runtime.db, row.personId);
  const newborn = await newPersonOf(runtime.db, runtime.cipher, person);
  const result = await runtime.ports.corePlatform.enrol({
    ...(await platformIdentityOf(runtime.db, runtime.cipher, person)),
    businessNo: row.id,
    coverageYear: row.coverageYear,
    ...(newborn ? { newborn } : {}),
  });
  const platformNumber = await learntNumber(runtime, person, result);
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx) => {
    const locked = await lockEnrollment(tx, enrollmentId);
    const event = eventOf(result, locked, now);
    if (event === null || nextStatus(locked, event) === null) return locked;
    const next = await moveEnrollment(
      tx,
      locked,
      event,
      now,
      changesOf(result, event, locked, now),
    );
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: `enrollment.${event}`,
        subjectPersonId: locked.personId,
        details: { enrollmentId, from: locked.status, to: next.status },
      },
    );
    if (platformNumber !== null) {
      await setPlatformNumber(tx, runtime.cipher, person, platformNumber);
    }
    await tell(tx, runtime, next, event, now);
    return next;
  });
}

/**
 * The platform's number of somebody it had no record of before this enrolment. Whom another counter
 * enrolled first it names only when asked.
 */
async function learntNumber(
  runtime: Runtime,
  person: Person,
  result: EnrolResult,
): Promise<string | null> {
  if (person.platformNumber !== null || result.outcome !== 'accepted') return null;
  if (result.platformNumber !== null) return result.platformNumber;
  const found = await runtime.ports.corePlatform.findPerson(
    await platformIdentityOf(runtime.db, runtime.cipher, person),
  );
  if (!found) throw new UpstreamError('core-platform', 'enrolled, but unknown');
  return found.platformNumber;
}

function eventOf(result: EnrolResult, row: Enrollment, now: number): EnrollmentEvent | null {
  switch (result.outcome) {
    case 'accepted':
      return 'core_accepted';
    case 'refused':
      return 'core_refused';
    case 'elsewhere':
      if (row.status === 'sync_overdue') return null;
      if (row.status !== 'wait_sync') return 'core_elsewhere';
      return row.checkDeadlineAt !== null && now >= row.checkDeadlineAt
        ? 'sync_deadline_passed'
        : 'still_elsewhere';
  }
}

function changesOf(result: EnrolResult, event: EnrollmentEvent, row: Enrollment, now: number) {
  if (result.outcome === 'accepted') {
    return { platformRegistration: result.registration, nextCheckAt: null };
  }
  if (result.outcome === 'refused') return { nextCheckAt: null, refusal: result.reason };
  const place = { elsewhereName: result.poolingAreaName, elsewhereInsurance: result.insurance };
  if (event === 'still_elsewhere') return { ...place, nextCheckAt: nextCheckAt(row, now) };
  // past the deadline nothing is asked any more until the person says so
  return { ...place, nextCheckAt: null };
}

/** The next look: after the policy's interval, and for a last time at the deadline itself. */
export function nextCheckAt(row: Enrollment, now: number): number {
  const { recheckMs } = syncRule(row);
  const regular = now + recheckMs;
  const deadline = row.checkDeadlineAt ?? regular;
  return now < deadline ? Math.min(regular, deadline) : regular;
}

/** How long another city's suspension may take to arrive, by the year's policy. */
export function syncRule(row: Pick<Enrollment, 'region' | 'coverageYear'>) {
  const policy = policyFor(row.region, row.coverageYear);
  if (policy?.status !== 'published') throw new Error('an enrolment of an unpublished year');
  const { recheckEveryMinutes, syncHours } = policy.elsewhere;
  return { recheckMs: recheckEveryMinutes * minuteMs, syncMs: syncHours * hourMs };
}

/** Those who wait hear of it: the person, and whoever asked for the enrolment. */
async function tell(
  tx: Transaction,
  runtime: Runtime,
  row: Enrollment,
  event: EnrollmentEvent,
  now: number,
): Promise<void> {
  const text = await newsOf(tx, runtime, row, event);
  if (!text) return;
  for (const personId of await recipientsOf(tx, row)) {
    await notify(
      tx,
      {
        personId,
        dedupeKey: `enrollment:${row.id}:${event}:${row.checkDeadlineAt ?? 0}`,
        link: row.assessment.newborn
          ? 'packageNewborn/pages/start/index'
          : `packageEnrollment/pages/conflict/index?enrollmentId=${row.id}`,
        ...text,
      },
      now,
    );
  }
}

/** A baby reads no messages: its guardians do. */
async function recipientsOf(tx: Transaction, row: Enrollment): Promise<Set<string>> {
  if (!row.assessment.newborn) return new Set([row.requestedBy, row.personId]);
  const guardians = await guardiansOf(tx, row.personId);
  return new Set(guardians.map(({ guardianPersonId }) => guardianPersonId));
}

async function newsOf(
  tx: Transaction,
  runtime: Runtime,
  row: Enrollment,
  event: EnrollmentEvent,
): Promise<Pick<NoticeText, 'title' | 'body' | 'message'> | null> {
  const name = maskName(identityOf(runtime.cipher, await getPerson(tx, row.personId)).name);
  if (event === 'core_refused' && row.assessment.newborn) {
    return {
      title: '宝宝的参保登记没有办成',
      body: `医保系统没有收下${name} ${row.coverageYear} 年度的登记。请到「新生儿一件事」里再提交一次，或拨打医保服务热线 12393。`,
      message: null,
    };
  }
  // an enrolment that went through at once is seen on the screen; only waiting is worth a message
  if (row.suspendedAt === null) return null;
  const place = row.elsewhereName ?? '原参保地';
  if (event === 'core_accepted') {
    return {
      title: '外地停保已生效，可以缴费了',
      body: `${name}的 ${row.coverageYear} 年度参保登记已办好，应缴 ${formatYuan(row.payableFen)}。`,
      message: { topic: 'enrollment', person: name, highlight: '登记通过' },
    };
  }
  if (event === 'sync_deadline_passed') {
    return {
      title: '停保消息还没有传到',
      body: `${name}在${place}停保已超过 6 小时，仍查不到。请联系${place}重新上传，再回来点「再查一次」。`,
      message: { topic: 'enrollment', person: name, highlight: '未同步' },
    };
  }
  return null;
}
