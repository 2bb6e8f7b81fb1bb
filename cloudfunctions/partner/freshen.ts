import { eq } from 'drizzle-orm';
import { actorKindOf } from '../lib/clerks';
import { consent, type LookAsk, platformMirror } from '../lib/database/schema';
import { type Log } from '../lib/log';
import { askAndKeep } from '../records/ask-platform';
import { isOld } from '../records/mirror';
import { wouldBeShown } from './judge';
import { lookFactsOf } from './look-facts';
import { type Looking, type Taking } from './take-look';

const kinds = ['contributions', 'settlements'] as const;

/**
 * Asks the core platform for the person's newest settlements and payments before a look, at most as
 * often as for anybody: only where the look would be shown as things stand, and outside its
 * transaction. What it does not answer leaves the look with what is there, and its age.
 */
export async function freshenFor(
  looking: Looking & { log: Log },
  { consentId, ask }: Pick<Taking, 'consentId' | 'ask'>,
): Promise<void> {
  const { runtime, caller, now, traceId, log } = looking;
  const { db } = runtime;
  const { organisationId, personId } = consent;
  const rows = await db
    .select({ organisationId, personId, mirror: platformMirror })
    .from(consent)
    .leftJoin(platformMirror, eq(platformMirror.personId, personId))
    .where(eq(consent.id, consentId));
  const [found] = rows;
  // of another organisation's nothing is read at all
  if (found?.organisationId !== caller.clerk.organisationId || found.personId === null) return;
  const mirrorOf = (kind: string) => rows.find(({ mirror }) => mirror?.kind === kind)?.mirror;
  if (!kinds.some((kind) => isOld(mirrorOf(kind) ?? null, now))) return;
  const [row] = await db.select().from(consent).where(eq(consent.id, consentId));
  const facts = row && (await lookFactsOf(db, runtime, caller, row));
  if (!facts?.granted) return;
  const { artefact, person } = facts.granted;
  const whole: LookAsk = { ...ask, kinds: ask.kinds ?? artefact.scope.kinds };
  const opening = { act: 'open', ask: whole, parent: null, openedAt: null } as const;
  if (!(await wouldBeShown(db, caller, opening, facts))) return;
  const actor = { kind: actorKindOf(caller.clerk), accountId: caller.accountId };
  await askAndKeep({ runtime, actor, now, traceId, log }, { person, kinds: [...kinds] }, false);
}
