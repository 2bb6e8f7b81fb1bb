import { eq } from 'drizzle-orm';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { consentLook, type ConsentLook } from '../lib/database/schema';
import { refuseField } from '../lib/dispatcher/input';
import { ServiceError } from '../lib/errors';
import { type After } from './read-look';

/** Which look goes on, and where; sealed for one clerk and one kind of reading. */
interface Place {
  lookId: string;
  accountId: string;
  act: 'page' | 'export';
  after: After;
}

const pattern = /^([0-9a-f-]{36})\.(\d{1,15})\.([0-9a-f]{32})\.([\x21-\x7e]{1,30})$/;

function macOf(cipher: FieldCipher, { lookId, accountId, act, after }: Place): string {
  const text = [lookId, accountId, act, after.settledAt, after.settlementNo].join('|');
  return cipher.index('consent.cursor', text).slice(0, 32);
}

export function writeCursor(cipher: FieldCipher, place: Place): string {
  const { settledAt, settlementNo } = place.after;
  return [place.lookId, settledAt, macOf(cipher, place), settlementNo].join('.');
}

/**
 * @throws ServiceError bad_input for what we did not give this very clerk for this very reading
 */
export function readCursor(
  cipher: FieldCipher,
  text: string,
  { accountId, act }: Pick<Place, 'accountId' | 'act'>,
): { lookId: string; after: After } {
  const [, lookId, at, mac, settlementNo] = pattern.exec(text) ?? [];
  const wrong = () => refuseField('cursor', '翻页位置不对，请重新查询');
  if (lookId === undefined || at === undefined || settlementNo === undefined) throw wrong();
  const after = { settledAt: Number(at), settlementNo };
  if (mac !== macOf(cipher, { lookId, accountId, act, after })) throw wrong();
  return { lookId, after };
}

/**
 * A look of the clerk's own organisation, whatever became of it.
 *
 * @throws ServiceError not_found, also for other organisations' looks
 */
export async function getLook(
  db: Queryable,
  lookId: string,
  organisationId: string,
): Promise<ConsentLook> {
  const [row] = await db.select().from(consentLook).where(eq(consentLook.id, lookId));
  if (row?.organisationId !== organisationId) throw new ServiceError('not_found');
  return row;
}
