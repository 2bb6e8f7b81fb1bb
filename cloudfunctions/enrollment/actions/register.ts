import { randomUUID } from 'node:crypto';
import { enrollment } from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { getPerson, requireActsFor } from '../../lib/people';
import { assessPerson, type Assessed } from '../assess';
import { findLive, getEnrollment } from '../store';
import { refusalSentences, viewEnrollment } from '../view';

function refusalOf({ check }: Assessed): ServiceError {
  const message = check.sentence;
  switch (check.outcome) {
    case 'unpublished':
      return new ServiceError('year_unpublished', { message });
    case 'already_covered':
      return new ServiceError('already_paid', { message });
    default:
      return new ServiceError('not_eligible', { message });
  }
}

export const register = mutationWithAfter('enrollment.register', {
  async before({ runtime, caller, now }, { personId, coverageYear }) {
    await requireActsFor(runtime.db, caller, personId, now);
    if (await findLive(runtime.db, personId, coverageYear)) {
      throw new ServiceError('already_enrolled');
    }
    const person = await getPerson(runtime.db, personId);
    const assessed = await assessPerson(runtime, person, coverageYear, { now, forSelf: true });
    if (!assessed.snapshot) throw refusalOf(assessed);
    return assessed.snapshot;
  },

  async run({ tx, runtime, caller, now, audit, send }, { personId, coverageYear }, snapshot) {
    await requireActsFor(tx, caller, personId, now);
    const id = randomUUID();
    const inserted = await tx
      .insert(enrollment)
      .values({
        id,
        personId,
        coverageYear,
        region: runtime.config.region,
        requestedBy: caller.personId,
        status: 'checking',
        statusSince: now,
        ...snapshot,
        createdAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: enrollment.id });
    if (inserted.length === 0) throw new ServiceError('already_enrolled');
    await audit({
      action: 'enrollment.register',
      subjectPersonId: personId,
      details: {
        enrollmentId: id,
        coverageYear,
        payableFen: snapshot.payableFen,
        rules: snapshot.assessment.rules.map((rule) => rule.id),
      },
    });
    await send({ topic: 'core.enrol', dedupeKey: id, payload: { enrollmentId: id } });
    return { enrollmentId: id };
  },

  async after(context, _input, { enrollmentId }) {
    const row = await getEnrollment(context.runtime.db, enrollmentId);
    if (row.status === 'cancelled' && row.refusal) {
      throw new ServiceError('not_eligible', { message: refusalSentences[row.refusal] });
    }
    return viewEnrollment(context, row);
  },
});
