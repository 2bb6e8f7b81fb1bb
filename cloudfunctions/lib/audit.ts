import { type AuditAction } from '@yibao/shared/rules/audit-actions';
import { type AuditOrigin } from './audit/append';
import { defer } from './audit/deferred';
import { type Queryable } from './database/database';
import { type AuditDetails } from './database/schema';

/**
 * Who did it: a resident's account, one on the bureau's staff list, a clerk of a partner
 * organisation, such an organisation's own system, or the service itself (timers, notifications).
 */
export type Actor =
  | { kind: 'account' | 'staff' | 'clerk' | 'organisation'; accountId: string }
  | { kind: 'system'; accountId?: undefined };

export const systemActor: Actor = { kind: 'system' };

/** As it stands in a chain: its action may be of a version of long ago. */
export interface StoredRecord {
  action: string;
  /** The person whose affairs it touches, when there is one. */
  subjectPersonId: string | null;
  /** Ids, states, amounts; never names, numbers or phones. */
  details: AuditDetails;
  /**
   * Which of several chains of its flow, for what the service writes because of strangers: they
   * shall not make each other wait. Of no meaning but that.
   */
  lane?: string;
}

export interface AuditRecord extends StoredRecord {
  action: AuditAction;
}

/**
 * Writes one entry in the same transaction as what it describes. It is chained and stored at the
 * end of that transaction (`audit/deferred.ts`); with the plain database, in one of its own.
 */
export async function writeAudit(
  tx: Queryable,
  origin: AuditOrigin,
  record: AuditRecord,
): Promise<void> {
  await defer(tx, { origin, record });
}

/** @returns the same for an origin at hand, for whoever is only to say what was done */
export const auditAs =
  (tx: Queryable, origin: AuditOrigin) =>
  (record: AuditRecord): Promise<void> =>
    writeAudit(tx, origin, record);
