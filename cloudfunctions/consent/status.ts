import { eq } from 'drizzle-orm';
import {
  type ConsentEvent,
  type ConsentStatus,
  consentTransitions,
} from '@yibao/shared/rules/consent-states';
import { transition } from '@yibao/shared/rules/transition';
import { type AuditRecord } from '../lib/audit';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Transaction } from '../lib/database/database';
import { type AuditDetails, consent, type Consent } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { entryOf } from './chain-status';

type Sealed = Pick<Consent, 'id' | 'status' | 'statusSince'>;

/**
 * The keyed seal over a consent's status and its moment: somebody who can only write to the
 * database makes up no status. One that stood there once, seal and all, could be written back by who
 * has kept it; so the person's chain is asked as well (`chain-status.ts`).
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

/** Who moves consents, and when; an action's context is one, with its cipher. */
export interface Mover {
  cipher: FieldCipher;
  /** Epoch milliseconds; the entries that `audit` writes bear the same. */
  now: number;
  audit: (record: AuditRecord) => Promise<void>;
}

/**
 * Moves a locked consent on by the transition table, seals where it stands now, and writes that into
 * the person's chain.
 *
 * @param more `details` stand in the entry, beside which consent it is, whose and what for
 * @throws ServiceError consent_state when its status does not take the event
 */
export async function moveConsent(
  tx: Transaction,
  { cipher, now, audit }: Mover,
  row: Consent,
  event: ConsentEvent,
  more: { change?: Change; details?: AuditDetails } = {},
): Promise<Consent> {
  const step = transition<ConsentStatus, ConsentEvent>(consentTransitions, row.status, event);
  if (!step.ok) throw new ServiceError('consent_state');
  const status = { id: row.id, status: step.to, statusSince: now };
  const set = { ...more.change, ...status, statusSeal: sealStatus(cipher, status) };
  await tx.update(consent).set(set).where(eq(consent.id, row.id));
  const moved = { ...row, ...set };
  const { id: consentId, organisationId, purpose } = moved;
  await audit({
    action: entryOf(event, step.to),
    subjectPersonId: moved.personId,
    details: { consentId, organisationId, purpose, ...more.details },
  });
  return moved;
}
