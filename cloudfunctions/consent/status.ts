import { eq } from 'drizzle-orm';
import {
  type ConsentEvent,
  type ConsentStatus,
  consentTransitions,
} from '@yibao/shared/rules/consent-states';
import { transition } from '@yibao/shared/rules/transition';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Transaction } from '../lib/database/database';
import { consent, type Consent } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';

type Sealed = Pick<Consent, 'id' | 'status' | 'statusSince'>;

/**
 * The keyed seal over a consent's status and its moment: somebody who can only write to the
 * database makes up no status. One that stood there once, seal and all, can be written back by who
 * has kept it; the audit chain of the person then ends in another status than the consent has.
 */
export function sealStatus(cipher: FieldCipher, { id, status, statusSince }: Sealed): string {
  return cipher.index('consent.status', `${id}|${status}|${statusSince}`);
}

export function isStatusGenuine(
  cipher: FieldCipher,
  row: Sealed & { statusSeal: string },
): boolean {
  return row.statusSeal === sealStatus(cipher, row);
}

/**
 * One consent, held until the transaction ends: no look is decided while its status moves. Rows that
 * refer to it may still be written (a look at another consent counts here as well).
 */
export async function lockConsent(tx: Transaction, consentId: string): Promise<Consent | null> {
  const [row] = await tx
    .select()
    .from(consent)
    .where(eq(consent.id, consentId))
    .for('no key update');
  return row ?? null;
}

/** What changes with the status; a grant brings its artefact along. */
export type Change = Partial<
  Pick<
    Consent,
    | 'personId'
    | 'grantorPersonId'
    | 'decidedAt'
    | 'artefact'
    | 'signature'
    | 'keyId'
    | 'validTo'
    | 'verificationId'
    | 'caseId'
    | 'endReason'
  >
>;

/**
 * Moves a locked consent on by the transition table and seals where it stands now.
 *
 * @throws ServiceError consent_state when its status does not take the event
 */
export async function moveConsent(
  tx: Transaction,
  cipher: FieldCipher,
  row: Consent,
  event: ConsentEvent,
  now: number,
  change: Change = {},
): Promise<Consent> {
  const step = transition<ConsentStatus, ConsentEvent>(consentTransitions, row.status, event);
  if (!step.ok) throw new ServiceError('consent_state');
  const moved = { id: row.id, status: step.to, statusSince: now };
  const set = { ...change, ...moved, statusSeal: sealStatus(cipher, moved) };
  await tx.update(consent).set(set).where(eq(consent.id, row.id));
  return { ...row, ...set };
}
