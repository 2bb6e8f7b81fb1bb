import { eq } from 'drizzle-orm';
import { consent } from '../lib/database/schema';
import { type Log } from '../lib/log';
import { getPerson } from '../lib/people';
import { askAndKeep } from '../records/ask-platform';
import { type Looking } from './take-look';

/**
 * Asks the core platform for the person's newest settlements and payments before a look, at most as
 * often as for anybody: only where this organisation may look at all right now, and outside the
 * look's transaction. What it does not answer leaves the look with what is there, and its age.
 */
export async function freshenFor(
  looking: Looking & { log: Log },
  consentId: string,
): Promise<void> {
  const { runtime, caller, now, traceId, log } = looking;
  const { clerk } = caller;
  const [row] = await runtime.db.select().from(consent).where(eq(consent.id, consentId));
  const isOwn = row?.organisationId === clerk.organisationId && row.status === 'active';
  const mayAsk = clerk.isActive && clerk.isOrganisationActive && clerk.isNetworkAllowed;
  if (!isOwn || !mayAsk || row.personId === null || (row.validTo ?? 0) <= now) return;
  const person = await getPerson(runtime.db, row.personId);
  const kind = clerk.kind === 'api' ? 'organisation' : 'clerk';
  const actor = { kind, accountId: caller.accountId } as const;
  const about = { person, kinds: ['contributions', 'settlements'] as const };
  await askAndKeep(
    { runtime, actor, now, traceId, log },
    { ...about, kinds: [...about.kinds] },
    false,
  );
}
