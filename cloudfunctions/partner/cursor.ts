import { eq } from 'drizzle-orm';
import * as z from 'zod';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { consentLook, type ConsentLook } from '../lib/database/schema';
import { refuseField } from '../lib/dispatcher/input';
import { ServiceError } from '../lib/errors';
import { type After } from './read-look';

/** Which look goes on, and where, in one kind of reading. */
interface Place {
  lookId: string;
  act: 'page' | 'export';
  after: After;
  /** Of everything that was handed over before, hex; empty for pages. */
  sm3: string;
}

const stored = z.tuple([z.uuid(), z.enum(['page', 'export']), z.int(), z.string(), z.string()]);

/**
 * Ciphertext: where a page ends is a settlement's number and moment, which may be more than was
 * granted to be seen.
 */
export function writeCursor(cipher: FieldCipher, { lookId, act, after, sm3 }: Place): string {
  const place: z.input<typeof stored> = [lookId, act, after.settledAt, after.settlementNo, sm3];
  return cipher.seal('consent.cursor', JSON.stringify(place));
}

/**
 * Whose look it is, is asked of the look itself: a cursor in other hands is an attempt to be recorded.
 *
 * @throws ServiceError bad_input for what we did not give out for this kind of reading
 */
export function readCursor(cipher: FieldCipher, text: string, act: Place['act']): Place {
  const place = open(cipher, text);
  if (place?.[1] !== act) throw refuseField('cursor', '翻页位置不对，请重新查询');
  const [lookId, , settledAt, settlementNo, sm3] = place;
  return { lookId, act, after: { settledAt, settlementNo }, sm3 };
}

function open(cipher: FieldCipher, text: string): z.output<typeof stored> | null {
  try {
    return stored.parse(JSON.parse(cipher.open('consent.cursor', text)));
  } catch {
    return null;
  }
}

/** A look, whoever took it: what becomes of it is decided and written down with its consent. */
export async function getLook(db: Queryable, lookId: string): Promise<ConsentLook> {
  const [row] = await db.select().from(consentLook).where(eq(consentLook.id, lookId));
  if (!row) throw new ServiceError('not_found');
  return row;
}
