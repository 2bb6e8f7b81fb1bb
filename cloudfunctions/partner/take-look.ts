import canonicalize from 'canonicalize';
import { randomUUID } from 'node:crypto';
import { type DenialReason } from '@yibao/shared/rules/consent-decision';
import { isQuiet } from '../consent/news';
import { writeAudit } from '../lib/audit';
import { type ClerkCaller } from '../lib/caller';
import { actorKindOf } from '../lib/clerks';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Transaction } from '../lib/database/database';
import { consentLook, type ConsentLook, type LookAsk } from '../lib/database/schema';
import { enqueue } from '../lib/outbox/enqueue';
import { type Runtime } from '../lib/runtime';
import { judge, type Judged } from './judge';
import { gatherLookFacts, type LookFacts } from './look-facts';
import { type After, type LookData, readLook } from './read-look';
import { inTurn } from './turn';
import { type Watermark, watermarkOf } from './watermark';

/** Who looks, in which request. */
export interface Looking {
  runtime: Runtime;
  caller: ClerkCaller;
  now: number;
  traceId: string;
}

/** What somebody wants to do with a consent. */
export interface Taking {
  act: ConsentLook['act'];
  consentId: string;
  /** What is asked for; kinds that are not named are all that were granted. */
  ask: Omit<LookAsk, 'kinds'> & { kinds?: LookAsk['kinds'] | undefined };
  /** The look it hangs on; null for one that opens. */
  parent: ConsentLook | null;
  /** When the look at its root was opened, ms; null for one that opens, or where there is none. */
  openedAt: number | null;
  after: After | null;
  /** Rows at most. */
  limit: number;
}

/** A granted look with everything that was read for it; the transaction is still open. */
export interface OpenLook {
  tx: Transaction;
  facts: LookFacts & { granted: NonNullable<LookFacts['granted']> };
  lookId: string;
  data: LookData;
  watermark: Watermark;
}

export type Taken<T> =
  | {
      kind: 'shown';
      lookId: string;
      level: 1 | 2 | 3;
      ask: LookAsk;
      data: LookData;
      watermark: Watermark;
      looksLeft: number;
      made: T;
    }
  | { kind: 'refused'; lookId: string; reason: DenialReason }
  /** To this organisation there is no such consent. */
  | { kind: 'none' };

/**
 * What is made of a look within its transaction: a reason where it cannot be handed over (too much of
 * it, a sign that no font has), else what was made, and what is to be kept of it beside the look.
 */
export type Making<T> = (
  open: OpenLook,
) => Promise<{ reason: DenialReason } | { made: T; keep?: () => Promise<void> }>;

/** Nothing is made of it. */
export const shownAsItIs: Making<null> = () => Promise.resolve({ made: null });

/**
 * One look: decided, counted, read, written down and told, in one transaction; what is refused is
 * written down and told as well, and not counted. Nothing is cached: the next one is decided anew.
 *
 * @throws ServiceError busy, rate_limited before anything is decided: see `inTurn`
 */
export async function takeLook<T>(
  looking: Looking,
  taking: Taking,
  make: Making<T>,
): Promise<Taken<T>> {
  const { runtime, caller } = looking;
  return inTurn(runtime, caller.clerk.organisationId, async (tx) => {
    const facts = await gatherLookFacts(tx, runtime, caller, taking.consentId);
    if (!facts) return { kind: 'none' };
    const kinds = taking.ask.kinds ?? facts.granted?.artefact.scope.kinds ?? [];
    const ask: LookAsk = { ...taking.ask, kinds };
    const lookId = randomUUID();
    const refuse = async (reason: DenialReason): Promise<Taken<T>> => {
      await writeLook(looking, tx, taking, facts, { lookId, ask, reason });
      return reason === 'other_organisation'
        ? { kind: 'none' }
        : { kind: 'refused', lookId, reason };
    };
    const judged = await judge(tx, caller, { ...taking, ask }, facts);
    if ('reason' in judged) return refuse(judged.reason);
    const { granted, now } = facts;
    if (!granted) throw new Error('a look without a grant was allowed');
    const page = { after: taking.after, limit: taking.limit, now };
    const data = await readLook(tx, runtime, granted.person, ask, page);
    const watermark = watermarkOf(runtime.cipher, facts, { lookId, at: now });
    const made = await make({ tx, facts: { ...facts, granted }, lookId, data, watermark });
    if ('reason' in made) return refuse(made.reason);
    await judged.count();
    await writeLook(looking, tx, taking, facts, { lookId, ask, shown: { ...judged, data } });
    await made.keep?.();
    const { level, looksLeft } = judged;
    return { kind: 'shown', lookId, level, ask, data, watermark, looksLeft, made: made.made };
  });
}

interface Written {
  lookId: string;
  ask: LookAsk;
  reason?: DenialReason;
  shown?: Judged & { data: LookData };
}

/**
 * Says later whether somebody was shown just this, to who holds the key: a plain digest of a few
 * amounts could be guessed by who has the database alone.
 */
const payloadDigest = (cipher: FieldCipher, lookId: string, data: LookData): string =>
  cipher.index('consent_look.payload', `${lookId}\n${canonicalize(data) ?? ''}`);

/** The look's own row, its audit entry and what the person is told, together. */
async function writeLook(
  { runtime, caller, traceId }: Looking,
  tx: Transaction,
  { act, parent }: Taking,
  { row, now }: LookFacts,
  { lookId, ask, reason, shown }: Written,
): Promise<void> {
  const look = {
    id: lookId,
    consentId: row.id,
    personId: row.personId,
    organisationId: caller.clerk.organisationId,
    clerkAccountId: caller.accountId,
    caseId: row.organisationId === caller.clerk.organisationId ? row.caseId : null,
    act,
    parentId: parent?.id ?? null,
    at: now,
    allowed: shown !== undefined,
    reason: reason ?? null,
    level: shown?.level ?? null,
    ask,
    rowCount: shown?.data.settlements.length ?? 0,
    payloadSm3: shown ? payloadDigest(runtime.cipher, lookId, shown.data) : null,
    scopeSm3: shown?.scopeSm3 ?? null,
    network: caller.clerk.network,
  };
  await tx.insert(consentLook).values(look);
  const { level, rowCount, payloadSm3 } = look;
  await writeAudit(
    tx,
    { actor: { kind: actorKindOf(caller.clerk), accountId: caller.accountId }, traceId, now },
    {
      action: `partner.${act}`,
      subjectPersonId: row.personId,
      details: {
        consentId: row.id,
        lookId,
        organisationId: look.organisationId,
        caseId: look.caseId,
        allowed: look.allowed,
        reason: look.reason,
        level,
        fields: ask.fields,
        dataFrom: ask.dataFrom,
        dataTo: ask.dataTo,
        rowCount,
        payloadSm3,
      },
    },
  );
  if (isQuiet(look)) return;
  await enqueue(tx, { topic: 'consent.look', dedupeKey: lookId, payload: { lookId } }, now);
}
