import { systemActor, writeAudit } from '../lib/audit';
import { type TopicHandler } from '../lib/outbox/deliver';
import { registerWithPlatform } from './register-with-platform';
import { lockEnrollment, moveEnrollment, nextStatus } from './store';

/** R101 for a new enrolment; after the last failed try the enrolment goes to manual review. */
export const enrolTopic: TopicHandler<'core.enrol'> = {
  async deliver(runtime, { enrollmentId }, traceId) {
    await registerWithPlatform(runtime, enrollmentId, traceId);
    return 'done';
  },

  async giveUp(runtime, { enrollmentId }, traceId) {
    const now = runtime.clock.now();
    await runtime.db.transaction(async (tx) => {
      const row = await lockEnrollment(tx, enrollmentId);
      if (nextStatus(row, 'core_unreachable') === null) return;
      await moveEnrollment(tx, row, 'core_unreachable', now);
      await writeAudit(
        tx,
        { actor: systemActor, traceId, now },
        {
          action: 'enrollment.core_unreachable',
          subjectPersonId: row.personId,
          details: { enrollmentId },
        },
      );
    });
  },
};
