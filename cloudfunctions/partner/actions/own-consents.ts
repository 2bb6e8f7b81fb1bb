import { and, eq, inArray, isNotNull, isNull, or, type SQL } from 'drizzle-orm';
import { lockConsent, moveConsent } from '../../consent/status';
import { type ClerkCaller } from '../../lib/caller';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { type Queryable, type Transaction } from '../../lib/database/database';
import { consent, type Consent, consentCase } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { readIdentityNumber } from '../../lib/document-number';
import { ServiceError } from '../../lib/errors';
import { openCase, requireRoom } from '../cases';
import { numberIndexOf } from '../subjects';
import { grantedScopeOf, isKnown, knownOnes, viewConsent, viewConsents } from '../view-consent';

const pageSize = 20;
const sorting: Sorting = { at: consent.statusSince, id: consent.id, first: 'newest' };

/**
 * By the number in the clerk's hand. What the organisation typed itself is found by it; of what a
 * person began themselves only where they granted the number, or a masked one could be tried out.
 * What they granted is read as everywhere, not by the database: a text that is none finds nothing.
 */
async function isAbout(
  db: Queryable,
  organisationId: string,
  numberIndex: string,
): Promise<SQL | undefined> {
  const isMeant = and(
    eq(consent.organisationId, organisationId),
    eq(consent.subjectNumberIndex, numberIndex),
  );
  const begun = await db
    .select({ id: consent.id, artefact: consent.artefact })
    .from(consent)
    .where(and(isMeant, isNull(consent.requestedBy), isNotNull(consent.artefact)));
  const told = begun.filter((row) => grantedScopeOf(row)?.fields.includes('documentNumber'));
  const toldIds = told.map(({ id }) => id);
  return and(isMeant, or(isNotNull(consent.requestedBy), inArray(consent.id, toldIds)));
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
  const numberIndex =
    documentNumber === undefined
      ? null
      : numberIndexOf(cipher, readIdentityNumber(documentNumber, now));
  const found = await db
    .select()
    .from(consent)
    .where(
      and(
        eq(consent.organisationId, organisationId),
        knownOnes(),
        status === undefined ? undefined : eq(consent.status, status),
        numberIndex === null ? undefined : await isAbout(db, organisationId, numberIndex),
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

/** @throws ServiceError not_found, the same for another organisation's, one not told yet and none */
async function lockOwn(tx: Transaction, caller: ClerkCaller, consentId: string): Promise<Consent> {
  const row = await lockConsent(tx, consentId);
  const isOwn = row?.organisationId === caller.clerk.organisationId;
  if (!row || !isOwn || !isKnown(row)) throw new ServiceError('not_found');
  return row;
}

export const withdraw = mutation('partner.withdraw', {
  async run({ tx, runtime, caller, now, audit }, { consentId }) {
    const row = await lockOwn(tx, caller, consentId);
    const mover = { cipher: runtime.cipher, now, audit };
    const moved = await moveConsent(tx, mover, row, 'withdrawn', {
      details: { caseId: row.caseId },
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
    await requireRoom(tx, runtime, caseId, 1);
    await tx.update(consent).set({ caseId }).where(eq(consent.id, row.id));
    const taken = { ...row, caseId };
    const { organisationId, status } = row;
    await audit({
      action: 'partner.takenUp',
      subjectPersonId: row.personId,
      details: { consentId, organisationId, caseId, status },
    });
    return viewConsent(runtime, tx, taken);
  },
});
