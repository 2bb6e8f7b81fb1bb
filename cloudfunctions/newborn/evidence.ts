import { asc, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { newbornEvidence } from '../lib/database/schema';

export async function keepEvidence(
  tx: Queryable,
  cipher: FieldCipher,
  { applicationId, text, now }: { applicationId: string; text: string; now: number },
): Promise<void> {
  const words = cipher.seal('newborn.evidence', text);
  await tx.insert(newbornEvidence).values({ id: randomUUID(), applicationId, words, at: now });
}

/** What a person has answered so far, oldest first. */
export async function evidenceOf(
  db: Queryable,
  cipher: FieldCipher,
  applicationId: string,
): Promise<{ at: number; text: string }[]> {
  const rows = await db
    .select()
    .from(newbornEvidence)
    .where(eq(newbornEvidence.applicationId, applicationId))
    .orderBy(asc(newbornEvidence.at), asc(newbornEvidence.id));
  return rows.map(({ at, words }) => ({ at, text: cipher.open('newborn.evidence', words) }));
}
