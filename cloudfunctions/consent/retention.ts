import { and, asc, eq, inArray, isNotNull, lt, notExists, sql } from 'drizzle-orm';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { type ConsentStatus } from '@yibao/shared/rules/consent-states';
import { addMonths, shanghaiDate, startOfDay } from '@yibao/shared/rules/dates';
import { systemActor, writeAudit } from '../lib/audit';
import { type Transaction } from '../lib/database/database';
import {
  type Consent,
  consent,
  consentCase,
  consentComplaint,
  consentConfirmation,
  consentLook,
  consentPrint,
  consentUse,
  rightsRequest,
} from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';
import { lockConsent } from './status';

const over: ConsentStatus[] = ['denied', 'withdrawn', 'lapsed', 'exhausted', 'expired', 'revoked'];

/** The moment before which evidence has been kept as long as the law wants it (Art. 56). */
export function evidenceKeptSince(region: string, now: number): number {
  const { evidenceYears } = consentPolicyOf(region);
  return startOfDay(addMonths(shanghaiDate(now), -12 * evidenceYears));
}

/**
 * Erases what ended so long ago that it need not be kept: consents with their looks, prints and
 * answered complaints, cases that hold nothing any more, answered requests of rights. What somebody
 * still complains of stays. The audit keeps ids.
 *
 * @returns how many consents were due
 */
export async function eraseOldConsents(
  runtime: Runtime,
  { limit, traceId }: { limit: number; traceId: string },
): Promise<number> {
  const { db, clock, config } = runtime;
  const now = clock.now();
  const before = evidenceKeptSince(config.region, now);
  const rows = await db
    .select({ id: consent.id })
    .from(consent)
    .where(
      and(
        inArray(consent.status, over),
        lt(consent.statusSince, before),
        notExists(
          db
            .select({ id: consentComplaint.id })
            .from(consentComplaint)
            .where(
              and(eq(consentComplaint.consentId, consent.id), eq(consentComplaint.status, 'open')),
            ),
        ),
        // its last look may be younger than its end: a refused one
        sql`not exists (select 1 from ${consentLook} look where look.consent_id = ${consent.id}
          and look.at >= ${new Date(before).toISOString()}::timestamptz)`,
      ),
    )
    .orderBy(asc(consent.statusSince))
    .limit(limit);
  for (const { id } of rows) {
    await db.transaction(async (tx) => {
      const row = await lockConsent(tx, id);
      if (!row) return;
      const details = await eraseOne(tx, row);
      const { personId: subjectPersonId } = row;
      const origin = { actor: systemActor, traceId, now };
      await writeAudit(tx, origin, { action: 'consent.erased', subjectPersonId, details });
    });
  }
  await eraseEmptyCases(runtime, before, limit);
  await db
    .delete(rightsRequest)
    .where(and(isNotNull(rightsRequest.answeredAt), lt(rightsRequest.answeredAt, before)));
  return rows.length;
}

async function eraseOne(tx: Transaction, { id: consentId, organisationId }: Consent) {
  const ofIt = tx
    .select({ id: consentLook.id })
    .from(consentLook)
    .where(eq(consentLook.consentId, consentId));
  await tx.delete(consentComplaint).where(eq(consentComplaint.consentId, consentId));
  await tx.delete(consentPrint).where(inArray(consentPrint.lookId, ofIt));
  const looks = await tx
    .delete(consentLook)
    .where(eq(consentLook.consentId, consentId))
    .returning({ id: consentLook.id });
  await tx.delete(consentUse).where(eq(consentUse.consentId, consentId));
  await tx.delete(consentConfirmation).where(eq(consentConfirmation.consentId, consentId));
  await tx.delete(consent).where(eq(consent.id, consentId));
  return { consentId, organisationId, looks: looks.length };
}

/** Cases whose consents are gone; one that was never closed is still somebody's work. */
async function eraseEmptyCases({ db }: Runtime, before: number, limit: number): Promise<void> {
  const rows = await db
    .select({ id: consentCase.id })
    .from(consentCase)
    .where(
      and(
        lt(consentCase.closedAt, before),
        notExists(
          db.select({ id: consent.id }).from(consent).where(eq(consent.caseId, consentCase.id)),
        ),
      ),
    )
    .limit(limit);
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await db.delete(consentCase).where(inArray(consentCase.id, ids));
}
