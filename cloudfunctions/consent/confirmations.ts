import { and, desc, eq, gte, isNull } from 'drizzle-orm';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { parsePersonName } from '@yibao/shared/rules/person-name';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable, type Transaction } from '../lib/database/database';
import { consent, consentConfirmation, organisation } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { getPerson, identityOf } from '../lib/people';
import { type Identity } from '../lib/ports/core-platform';
import { isOneself } from '../lib/same-person';

/** A code is good until the end of this time after it was made. */
export const confirmationValidMs = 30 * 60_000;
/** Wrong documents a clerk may enter before the code is closed. */
const maxMismatches = 3;

export type Confirmation = typeof consentConfirmation.$inferSelect;

/** The newest code of an account for one consent. */
export async function findLatest(
  db: Queryable,
  { accountId, consentId }: Pick<Confirmation, 'accountId' | 'consentId'>,
): Promise<Confirmation | null> {
  const [row] = await db
    .select()
    .from(consentConfirmation)
    .where(
      and(
        eq(consentConfirmation.accountId, accountId),
        eq(consentConfirmation.consentId, consentId),
      ),
    )
    .orderBy(desc(consentConfirmation.createdAt), desc(isNull(consentConfirmation.closedAt)))
    .limit(1);
  return row ?? null;
}

/** The counter's confirmation of this very decision, not older than asked; null when there is none. */
export async function findConfirmed(
  db: Queryable,
  of: Pick<Confirmation, 'accountId' | 'personId' | 'consentId'>,
  validAfter: number,
): Promise<{ id: string; at: number } | null> {
  const [row] = await db
    .select({ id: consentConfirmation.id, at: consentConfirmation.confirmedAt })
    .from(consentConfirmation)
    .where(
      and(
        eq(consentConfirmation.accountId, of.accountId),
        eq(consentConfirmation.personId, of.personId),
        eq(consentConfirmation.consentId, of.consentId),
        gte(consentConfirmation.confirmedAt, validAfter),
      ),
    )
    .orderBy(desc(consentConfirmation.confirmedAt))
    .limit(1);
  return row?.at == null ? null : { id: row.id, at: row.at };
}

/** What a clerk's confirmation came to; who asks commits both, then refuses a mismatch. */
export interface ConfirmationResult {
  confirmed: boolean;
  confirmationId: string;
  consentId: string;
  /** Who decides. */
  personId: string;
  organisationName: string;
}

/**
 * The clerk has the document in hand and types what stands on it: it must be that of whoever made the
 * code. A mismatch is counted; the third closes the code.
 *
 * @throws ServiceError counter_code_invalid for a code that is none, closed or too old; not_allowed
 * for one's own
 */
export async function confirmCode(
  tx: Transaction,
  cipher: FieldCipher,
  typed: {
    code: string;
    name: string;
    documentNumber: string;
    staffAccountId: string;
    now: number;
  },
): Promise<ConfirmationResult> {
  const { code, staffAccountId, now } = typed;
  const row = await lockOpen(tx, cipher, code);
  if (!row || row.expiresAt <= now) throw new ServiceError('counter_code_invalid');
  // nobody vouches for themselves, by a second account neither
  if (await isOneself(tx, staffAccountId, row)) throw new ServiceError('not_allowed');
  const holder = identityOf(cipher, await getPerson(tx, row.personId));
  const confirmed = fits(holder, typed);
  const mismatches = confirmed ? row.mismatches : row.mismatches + 1;
  const isOver = confirmed || mismatches >= maxMismatches;
  await tx
    .update(consentConfirmation)
    .set({
      mismatches,
      closedAt: isOver ? now : null,
      ...(confirmed ? { confirmedBy: staffAccountId, confirmedAt: now } : {}),
    })
    .where(eq(consentConfirmation.id, row.id));
  const { consentId, personId } = row;
  const organisationName = await organisationNameOf(tx, consentId);
  return { confirmed, confirmationId: row.id, consentId, personId, organisationName };
}

async function lockOpen(
  tx: Transaction,
  cipher: FieldCipher,
  code: string,
): Promise<Confirmation | null> {
  const [row] = await tx
    .select()
    .from(consentConfirmation)
    .where(
      and(
        eq(consentConfirmation.codeIndex, cipher.index('consent_confirmation.code', code)),
        isNull(consentConfirmation.closedAt),
      ),
    )
    .for('update');
  return row ?? null;
}

/** Typed in any of the usual ways; compared as the document's and the name's own rules read it. */
function fits(
  holder: Identity,
  { name, documentNumber, now }: { name: string; documentNumber: string; now: number },
): boolean {
  const { documentType } = holder;
  // a newborn has no phone
  if (documentType === 'birthCertificate') return false;
  const number = parseIdentityDocument(documentType, documentNumber, shanghaiDate(now));
  const parsedName = parsePersonName(name);
  return (
    number.ok &&
    parsedName.ok &&
    number.value.number === holder.documentNumber &&
    parsedName.value === holder.name
  );
}

async function organisationNameOf(db: Queryable, consentId: string): Promise<string> {
  const [row] = await db
    .select({ name: organisation.name })
    .from(consent)
    .innerJoin(organisation, eq(organisation.id, consent.organisationId))
    .where(eq(consent.id, consentId));
  if (!row) throw new Error('a confirmation of no consent');
  return row.name;
}
