import { and, eq } from 'drizzle-orm';
import { type Caller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';
import { faceConsent } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { faceNotices, type FacePurpose } from './face-notice';

/** @throws ServiceError consent_required unless the caller agreed to the present words, for this */
export async function requireFaceConsent(
  db: Queryable,
  caller: Caller,
  consentId: string,
  purpose: FacePurpose,
): Promise<void> {
  const [consent] = await db
    .select({ version: faceConsent.noticeVersion })
    .from(faceConsent)
    .where(and(eq(faceConsent.id, consentId), eq(faceConsent.accountId, caller.accountId)));
  if (consent?.version !== faceNotices[purpose].version) throw new ServiceError('consent_required');
}
