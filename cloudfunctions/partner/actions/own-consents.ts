import { and, eq, isNotNull, or, sql } from 'drizzle-orm';
import { lockConsent, moveConsent } from '../../consent/status';
import { type ClerkCaller } from '../../lib/caller';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { type FieldCipher } from '../../lib/crypto/field-cipher';
import { type Transaction } from '../../lib/database/database';
import { consent, type Consent, consentCase } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { openCase } from '../cases';
import { numberIndexOf, readNumber } from '../subjects';
import { viewConsent, viewConsents } from '../view-consent';

const pageSize = 20;
const sorting: Sorting = { at: consent.statusSince, id: consent.id, first: 'newest' };

/**
 * By the number in the clerk's hand. What the organisation typed itself is found by it; of what a
 * person began themselves only where they granted the number, or a masked one could be tried out.
 */
function isAbout(cipher: FieldCipher, documentNumber: string, now: number) {
  const index = numberIndexOf(cipher, readNumber(documentNumber, now));
  return and(
    eq(consent.subjectNumberIndex, index),
    or(isNotNull(consent.requestedBy), sql`${consent.requested}->'fields' ? 'documentNumber'`),
  );
}

/** The organisation's own requests and consents, by the last thing that happened to each. */
export const consents = query('partner.consents', async ({ runtime, caller, now }, input) => {
  const { db, cipher } = runtime;
  const { status, documentNumber, caseNo, cursor } = input;
  const { organisationId } = caller.clerk;
  const inCase = (number: string) =>
    eq(
      consent.caseId,
      db
        .select({ id: consentCase.id })
        .from(consentCase)
        .where(and(eq(consentCase.organisationId, organisationId), eq(consentCase.caseNo, number))),
    );
  const found = await db
    .select()
    .from(consent)
    .where(
      and(
        eq(consent.organisationId, organisationId),
        status === undefined ? undefined : eq(consent.status, status),
        documentNumber === undefined ? undefined : isAbout(cipher, documentNumber, now),
        caseNo === undefined ? undefined : inCase(caseNo),
        afterCursor(sorting, cursor),
      ),
    )
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  const { rows, nextCursor } = pageOf(found, pageSize, ({ statusSince, id }) => ({
    at: statusSince,
    id,
  }));
  return { rows: await viewConsents(runtime, db, rows), nextCursor };
});

/** @throws ServiceError not_found, the same for another organisation's and for none */
async function lockOwn(tx: Transaction, caller: ClerkCaller, consentId: string): Promise<Consent> {
  const row = await lockConsent(tx, consentId);
  if (row?.organisationId !== caller.clerk.organisationId) throw new ServiceError('not_found');
  return row;
}

const detailsOf = ({ id, organisationId, caseId, status }: Consent) => ({
  consentId: id,
  organisationId,
  caseId,
  status,
});

export const withdraw = mutation('partner.withdraw', {
  async run({ tx, runtime, caller, now, audit }, { consentId }) {
    const row = await lockOwn(tx, caller, consentId);
    const moved = await moveConsent(tx, runtime.cipher, row, 'withdrawn', now);
    await audit({
      action: 'partner.withdrawn',
      subjectPersonId: moved.personId,
      details: detailsOf(moved),
    });
    return viewConsent(runtime, tx, moved);
  },
});

export const takeUp = mutation('partner.takeUp', {
  async run({ tx, runtime, caller, now, audit }, { consentId, caseNo }) {
    const row = await lockOwn(tx, caller, consentId);
    const isFree = row.requestedBy === null && row.caseId === null;
    const isRunning = row.status === 'active' && row.validTo !== null && row.validTo > now;
    if (!isFree || !isRunning) throw new ServiceError('consent_state');
    const { id: caseId } = await openCase(tx, caller, { caseNo, purpose: row.purpose }, now);
    await tx.update(consent).set({ caseId }).where(eq(consent.id, row.id));
    const taken = { ...row, caseId };
    await audit({
      action: 'partner.takenUp',
      subjectPersonId: row.personId,
      details: detailsOf(taken),
    });
    return viewConsent(runtime, tx, taken);
  },
});
