import { and, eq } from 'drizzle-orm';
import { type ConsentPolicy } from '@yibao/shared/policy/consent';
import { minuteMs } from '@yibao/shared/rules/dates';
import { type VerifiedCaller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';
import { consent, faceVerification } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { type Artefact } from './artefact';
import { findConfirmed } from './confirmations';

const again = (message: string): ServiceError => new ServiceError('face_needed', { message });

/** One check, one decision: the unique index on consent.verification_id holds it under races too. */
export const usedUp = (): ServiceError =>
  again('这次核验已经用过了，请再刷一次脸，或再取一个授权确认码');

/**
 * That whoever decides is who they are: their own face, checked for this purpose within the last
 * minutes, or the counter's confirmation of this very decision.
 *
 * @throws ServiceError face_needed, not_found for somebody else's check
 */
export async function requireEvidence(
  db: Queryable,
  caller: VerifiedCaller,
  { consentId, faceVerificationId }: { consentId: string; faceVerificationId: string | null },
  policy: Pick<ConsentPolicy, 'faceValidMinutes'>,
  now: number,
): Promise<Artefact['verification']> {
  const validAfter = now - policy.faceValidMinutes * minuteMs;
  const found =
    faceVerificationId === null
      ? await confirmedAtCounter(db, caller, consentId, validAfter)
      : await freshFace(db, caller, faceVerificationId, validAfter);
  const [used] = await db
    .select({ id: consent.id })
    .from(consent)
    .where(eq(consent.verificationId, found.id));
  if (used) throw usedUp();
  return found;
}

async function freshFace(
  db: Queryable,
  caller: VerifiedCaller,
  verificationId: string,
  validAfter: number,
): Promise<Artefact['verification']> {
  const [row] = await db
    .select()
    .from(faceVerification)
    .where(
      and(
        eq(faceVerification.id, verificationId),
        eq(faceVerification.accountId, caller.accountId),
        eq(faceVerification.personId, caller.personId),
      ),
    );
  if (!row) throw new ServiceError('not_found');
  const isGood = row.purpose === 'consent' && row.status === 'passed';
  if (!isGood || row.decidedAt === null) throw new ServiceError('face_needed');
  if (row.decidedAt < validAfter) {
    throw again('刷脸已经过了一会儿，请再刷一次脸确认是您本人');
  }
  return { method: 'face', id: row.id, at: row.decidedAt };
}

async function confirmedAtCounter(
  db: Queryable,
  { accountId, personId }: VerifiedCaller,
  consentId: string,
  validAfter: number,
): Promise<Artefact['verification']> {
  const found = await findConfirmed(db, { accountId, personId, consentId }, validAfter);
  if (!found) throw again('请先刷脸，或到柜台确认是您本人');
  return { method: 'counter', ...found };
}
