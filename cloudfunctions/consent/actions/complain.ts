import { and, count, desc, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type Output } from '@yibao/shared/contracts';
import { type FieldCipher } from '../../lib/crypto/field-cipher';
import { type Queryable } from '../../lib/database/database';
import {
  consent,
  type ConsentComplaint,
  consentComplaint,
  consentLook,
  organisation,
  person,
} from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { lockSeen } from '../access';

type Complaint = Output<'consent.complaints'>['complaints'][number];

/** Complaints of one person that wait for an answer; more of them say nothing new. */
const maxOpen = 20;
const maxShown = 100;

function view(cipher: FieldCipher, row: ConsentComplaint, organisationName: string): Complaint {
  const open = (sealed: string) => cipher.open('consent_complaint.words', sealed);
  return {
    complaintId: row.id,
    consentId: row.consentId,
    lookId: row.lookId,
    organisationName,
    words: open(row.words),
    answer: row.answer === null ? null : open(row.answer),
    status: row.status,
    createdAt: row.createdAt,
    answeredAt: row.answeredAt,
  };
}

async function nameOf(db: Queryable, consentId: string): Promise<string> {
  const [row] = await db
    .select({ name: organisation.name })
    .from(consent)
    .innerJoin(organisation, eq(organisation.id, consent.organisationId))
    .where(eq(consent.id, consentId));
  if (!row) throw new Error('a consent without its organisation');
  return row.name;
}

/** About a consent as a whole, or one look of it; the bureau answers. */
export const complain = mutation('consent.complain', {
  async run({ tx, runtime, caller, now, audit }, { consentId, lookId, words }) {
    const { cipher } = runtime;
    const { personId } = caller;
    const seen = await lockSeen(tx, cipher, caller, consentId, now);
    if (lookId !== null) {
      const found = await tx
        .select({ id: consentLook.id })
        .from(consentLook)
        .where(and(eq(consentLook.id, lookId), eq(consentLook.consentId, consentId)));
      if (found.length === 0) throw new ServiceError('not_found');
    }
    await tx.select().from(person).where(eq(person.id, personId)).for('no key update');
    const [open] = await tx
      .select({ open: count() })
      .from(consentComplaint)
      .where(and(eq(consentComplaint.byPersonId, personId), eq(consentComplaint.status, 'open')));
    if ((open?.open ?? 0) >= maxOpen) {
      const message = '您已经提了很多投诉，我们正在一件一件答复。急事请拨打 12393';
      throw new ServiceError('rate_limited', { message });
    }
    const row: ConsentComplaint = {
      id: randomUUID(),
      consentId,
      lookId,
      byPersonId: personId,
      words: cipher.seal('consent_complaint.words', words),
      answer: null,
      status: 'open',
      createdAt: now,
      answeredBy: null,
      answeredAt: null,
    };
    await tx.insert(consentComplaint).values(row);
    await audit({
      action: 'consent.complain',
      subjectPersonId: seen.subject.id,
      details: { complaintId: row.id, consentId, lookId },
    });
    return view(cipher, row, await nameOf(tx, consentId));
  },
});

export const complaints = query('consent.complaints', async ({ runtime, caller }) => {
  const { db, cipher } = runtime;
  const rows = await db
    .select({ row: consentComplaint, name: organisation.name })
    .from(consentComplaint)
    .innerJoin(consent, eq(consent.id, consentComplaint.consentId))
    .innerJoin(organisation, eq(organisation.id, consent.organisationId))
    .where(eq(consentComplaint.byPersonId, caller.personId))
    .orderBy(desc(consentComplaint.createdAt), desc(consentComplaint.id))
    .limit(maxShown);
  return { complaints: rows.map(({ row, name }) => view(cipher, row, name)) };
});
