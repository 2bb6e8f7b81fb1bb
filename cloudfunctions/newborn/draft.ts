import { eq, lte } from 'drizzle-orm';
import * as z from 'zod';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { newbornDraft } from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';
import { retentionOf } from './retention';

export interface Draft {
  /** Field of the form → what was typed. */
  values: Record<string, string>;
  savedAt: number;
}

const sealedValues = z.record(z.string(), z.string());

/** Keeps what was typed so far in the place of what was kept before. */
export async function keepDraft(
  tx: Queryable,
  cipher: FieldCipher,
  personId: string,
  { values, savedAt }: Draft,
): Promise<void> {
  const draft = cipher.seal('newborn.draft', JSON.stringify(values));
  await tx
    .insert(newbornDraft)
    .values({ personId, draft, savedAt })
    .onConflictDoUpdate({ target: newbornDraft.personId, set: { draft, savedAt } });
}

/** @returns the person's draft, null when there is none */
export async function readDraft(
  db: Queryable,
  cipher: FieldCipher,
  personId: string,
): Promise<Draft | null> {
  const [row] = await db.select().from(newbornDraft).where(eq(newbornDraft.personId, personId));
  if (!row) return null;
  const values = sealedValues.parse(JSON.parse(cipher.open('newborn.draft', row.draft)));
  return { values, savedAt: row.savedAt };
}

export async function forgetDraft(tx: Queryable, personId: string): Promise<void> {
  await tx.delete(newbornDraft).where(eq(newbornDraft.personId, personId));
}

/** Drafts that nobody has touched for as long as the policy keeps them. For the night. */
export async function removeOldDrafts(runtime: Runtime): Promise<void> {
  const now = runtime.clock.now();
  const { draftKeptMs } = retentionOf(runtime.config.region, now);
  await runtime.db.delete(newbornDraft).where(lte(newbornDraft.savedAt, now - draftKeptMs));
}
