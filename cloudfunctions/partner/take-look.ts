import canonicalize from 'canonicalize';
import { randomUUID } from 'node:crypto';
import { minuteMs } from '@yibao/shared/rules/dates';
import {
  type Ask,
  decide,
  type DecisionFacts,
  type DenialReason,
  type Limit,
} from '@yibao/shared/rules/consent-decision';
import { type ConsentMode } from '@yibao/shared/rules/consent-scope';
import { isQuiet } from '../consent/news';
import { writeAudit } from '../lib/audit';
import { type ClerkCaller } from '../lib/caller';
import { sm3Hex } from '../lib/crypto/sm3';
import { type Transaction } from '../lib/database/database';
import { consentLook, type ConsentLook, type LookAsk } from '../lib/database/schema';
import { enqueue } from '../lib/outbox/enqueue';
import { type Runtime } from '../lib/runtime';
import { gatherLookFacts, type LookFacts } from './look-facts';
import { countUse, usesLeft } from './quota';
import { type After, type LookData, readLook } from './read-look';
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

const modeOf = {
  open: 'VIEW',
  page: 'VIEW',
  preview: 'PREVIEW',
  print: 'PRINT',
  export: 'EXPORT',
} as const satisfies Record<ConsentLook['act'], ConsentMode>;

/** Opening a look and printing it are counted; the rest hangs on a look that was. */
const isCounted = (act: ConsentLook['act']): boolean => act === 'open' || act === 'print';

/** Under another digest a look that was opened before goes no further. */
function scopeDigest({ row, agreement, catalogue }: LookFacts, ask: LookAsk): string {
  const { id, fields, modes, purposes, maxLevel, periodFrom, periodTo } = agreement;
  const agreed = { id, fields, modes, purposes, maxLevel, periodFrom, periodTo };
  return sm3Hex(canonicalize({ artefact: row.artefact, agreed, catalogue, ask }) ?? '');
}

interface Judged {
  level: 1 | 2 | 3;
  looksLeft: number;
  scopeSm3: string;
}

/** The decision and the counting: what is refused leaves no count behind. */
async function judge(
  { caller }: Looking,
  tx: Transaction,
  taking: Taking,
  facts: LookFacts,
  ask: LookAsk,
): Promise<Judged | { reason: DenialReason }> {
  const { row, decision } = facts;
  if (row.organisationId !== caller.clerk.organisationId) return { reason: 'other_organisation' };
  if (!decision) return { reason: row.artefact === null ? 'not_active' : 'evidence_altered' };
  const stale = refuseParent(taking, caller, decision);
  const asked: Ask = { ...ask, mode: modeOf[taking.act] };
  const decided = decide(decision, asked);
  // who may not ask at all hears that, not that their look is old
  if (!decided.allowed) return { reason: decided.reason };
  if (stale) return { reason: stale };
  const scopeSm3 = scopeDigest(facts, ask);
  if (taking.parent && taking.parent.scopeSm3 !== scopeSm3) return { reason: 'scope_changed' };
  const counted = isCounted(taking.act)
    ? await countUse(tx, row.id, decided.limits)
    : { left: await usesLeft(tx, row.id, viewLimits(decision, ask)) };
  if ('reason' in counted) return counted;
  const looksLeft =
    taking.act === 'print' ? await usesLeft(tx, row.id, viewLimits(decision, ask)) : counted.left;
  return { level: decided.level, looksLeft, scopeSm3 };
}

/** What another look of the same kind would be counted against. */
function viewLimits(decision: DecisionFacts, ask: LookAsk): Limit[] {
  const decided = decide(decision, { ...ask, mode: 'VIEW' });
  return decided.allowed ? decided.limits : [];
}

/** Whether the look something hangs on is the clerk's own, was shown, and is not too old. */
function refuseParent(
  { act, parent, openedAt }: Taking,
  caller: ClerkCaller,
  { policy, now }: DecisionFacts,
): DenialReason | null {
  if (act === 'open') return null;
  const missing = act === 'print' ? 'preview_missing' : 'look_missing';
  if (!parent?.allowed || parent.clerkAccountId !== caller.accountId) return missing;
  if (act === 'print' ? parent.act !== 'preview' : parent.act !== 'open') return missing;
  const isOld = openedAt === null || now - openedAt > policy.lookValidMinutes * minuteMs;
  return isOld ? missing : null;
}

/**
 * One look: decided, counted, read, written down and told, in one transaction; what is refused is
 * written down and told as well. Nothing is cached: the next one is decided anew.
 *
 * @param make what is made of it within the transaction, e.g. a print; it throws to undo all of it
 */
export async function takeLook<T>(
  looking: Looking,
  taking: Taking,
  make: (open: OpenLook) => Promise<T>,
): Promise<Taken<T>> {
  const { runtime, caller } = looking;
  return runtime.db.transaction(async (tx) => {
    const facts = await gatherLookFacts(tx, runtime, caller, taking.consentId);
    if (!facts) return { kind: 'none' };
    const { now } = facts;
    const kinds = taking.ask.kinds ?? facts.granted?.artefact.scope.kinds ?? [];
    const ask: LookAsk = { ...taking.ask, kinds };
    const lookId = randomUUID();
    const judged = await judge(looking, tx, taking, facts, ask);
    if ('reason' in judged) {
      const { reason } = judged;
      await writeLook(looking, tx, taking, facts, { lookId, ask, reason });
      if (reason === 'other_organisation') return { kind: 'none' };
      return { kind: 'refused', lookId, reason };
    }
    const { granted } = facts;
    if (!granted) throw new Error('a look without a grant was allowed');
    const page = { after: taking.after, limit: taking.limit, now };
    const data = await readLook(tx, runtime, granted.person, ask, page);
    const watermark = watermarkOf(runtime.cipher, facts, { lookId, at: now });
    await writeLook(looking, tx, taking, facts, { lookId, ask, shown: { ...judged, data } });
    const made = await make({ tx, facts: { ...facts, granted }, lookId, data, watermark });
    const { level, looksLeft } = judged;
    return { kind: 'shown', lookId, level, ask, data, watermark, looksLeft, made };
  });
}

interface Written {
  lookId: string;
  ask: LookAsk;
  reason?: DenialReason;
  shown?: Judged & { data: LookData };
}

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
    payloadSm3: shown ? sm3Hex(canonicalize(shown.data) ?? '') : null,
    scopeSm3: shown?.scopeSm3 ?? null,
    network: caller.clerk.network,
  };
  await tx.insert(consentLook).values(look);
  const kind = caller.clerk.kind === 'api' ? 'organisation' : 'clerk';
  const { level, rowCount, payloadSm3 } = look;
  await writeAudit(
    tx,
    { actor: { kind, accountId: caller.accountId }, traceId, now },
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
