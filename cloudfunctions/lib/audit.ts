import { type Queryable } from './database/database';
import { type AuditDetails, auditEntry } from './database/schema';

/**
 * Who did it: a resident's account, one of the bureau's staff, a partner organisation's clerk or its
 * own system, or the service itself (timers, notifications).
 */
export type Actor =
  | { kind: 'account' | 'staff' | 'clerk' | 'organisation'; accountId: string }
  | { kind: 'system'; accountId?: undefined };

export const systemActor: Actor = { kind: 'system' };

export interface AuditRecord {
  action: string;
  /** The person whose affairs it touches, when there is one. */
  subjectPersonId: string | null;
  /** Ids, states, amounts; never names, numbers or phones. */
  details: AuditDetails;
}

/** Writes one entry in the same transaction as what it describes. */
export async function writeAudit(
  tx: Queryable,
  origin: { actor: Actor; traceId: string; now: number },
  record: AuditRecord,
): Promise<void> {
  await tx.insert(auditEntry).values({
    at: origin.now,
    traceId: origin.traceId,
    actorKind: origin.actor.kind,
    actorAccountId: origin.actor.accountId ?? null,
    ...record,
  });
}
