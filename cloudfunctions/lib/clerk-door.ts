/** What signing in and enrolling have in common: who it is, whether they may come, what is noted. */
import { eq } from 'drizzle-orm';
import { type AuditAction } from '@yibao/shared/rules/audit-actions';
import { systemActor, writeAudit } from './audit';
import { isInNetworks } from './clerks';
import { type Queryable } from './database/database';
import { type Clerk, clerk, organisation, type Organisation } from './database/schema';
import { type Runtime } from './runtime';

export interface KnownClerk {
  clerk: Clerk;
  organisation: Organisation;
}

/** @param login in small letters. @returns null when nobody has it */
export async function findByLogin(db: Queryable, login: string): Promise<KnownClerk | null> {
  const [row] = await db
    .select({ clerk, organisation })
    .from(clerk)
    .innerJoin(organisation, eq(organisation.id, clerk.organisationId))
    .where(eq(clerk.login, login));
  return row ?? null;
}

/**
 * @param network address they come from
 * @returns why somebody who showed who they are is not let in all the same; null when they are
 */
export function mayCome(
  { clerk: { status }, organisation: of }: KnownClerk,
  network: string,
): 'clerkSuspended' | 'organisationSuspended' | 'networkNotAllowed' | null {
  if (status !== 'active') return 'clerkSuspended';
  if (of.status !== 'active') return 'organisationSuspended';
  return isInNetworks(network, of.networks) ? null : 'networkNotAllowed';
}

/** So many chains share what strangers make the service write. */
const laneDigits = 2;

/**
 * Writes a refusal down. Anybody can cause any number of them, so they do not all stand in one chain,
 * whose writers would wait for each other: which of 256 it is depends on where they come from, and
 * never on whether there is such a login.
 */
export async function writeRefusal(
  { db, cipher }: Runtime,
  refusal: { action: AuditAction; reason: string; known: KnownClerk | null; network: string },
  { now, traceId }: { now: number; traceId: string },
): Promise<void> {
  const { action, reason, known, network } = refusal;
  // no login in it: people type their passwords there
  const details = {
    reason,
    clerkId: known?.clerk.accountId ?? null,
    organisationId: known?.organisation.id ?? null,
    network,
  };
  const lane = cipher.index('audit.lane', network).slice(0, laneDigits);
  await writeAudit(
    db,
    { actor: systemActor, traceId, now },
    { action, subjectPersonId: null, details, lane },
  );
}
