import canonicalize from 'canonicalize';
import { minuteMs } from '@yibao/shared/rules/dates';
import { type Use } from '@yibao/shared/rules/consent-counting';
import {
  type Ask,
  decide,
  type DecisionFacts,
  type DenialReason,
} from '@yibao/shared/rules/consent-decision';
import { type ConsentLevel } from '@yibao/shared/rules/consent-fields';
import { type ConsentMode } from '@yibao/shared/rules/consent-scope';
import { type ClerkCaller } from '../lib/caller';
import { sm3Hex } from '../lib/crypto/sm3';
import { type Queryable, type Transaction } from '../lib/database/database';
import { type ConsentLook, type LookAsk } from '../lib/database/schema';
import { type LookFacts } from './look-facts';
import { type Allowance, allowUse, usesLeft } from './quota';

/** What somebody wants to do, as far as it is decided by. */
export interface Wanted {
  act: ConsentLook['act'];
  ask: LookAsk;
  /** The look it hangs on; null for one that opens. */
  parent: ConsentLook | null;
  /** When the look at its root was opened, ms; null for one that opens, or where there is none. */
  openedAt: number | null;
}

interface Refusal {
  reason: DenialReason;
}

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

/** Whether the look something hangs on is the clerk's own, was shown, and is not too old. */
function refuseParent(
  { act, parent, openedAt }: Wanted,
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

/** The decision without the counting. */
function decideWanted(
  caller: ClerkCaller,
  wanted: Wanted,
  facts: LookFacts,
): { decision: DecisionFacts; level: ConsentLevel; scopeSm3: string } | Refusal {
  const { row, decision } = facts;
  const { act, ask, parent } = wanted;
  if (row.organisationId !== caller.clerk.organisationId) return { reason: 'other_organisation' };
  if (!decision) return { reason: row.artefact === null ? 'not_active' : 'evidence_altered' };
  const stale = refuseParent(wanted, caller, decision);
  const asked: Ask = { ...ask, mode: modeOf[act] };
  const decided = decide(decision, asked);
  // who may not ask at all hears that, not that their look is old
  if (!decided.allowed) return { reason: decided.reason };
  if (stale) return { reason: stale };
  const scopeSm3 = scopeDigest(facts, ask);
  if (parent && parent.scopeSm3 !== scopeSm3) return { reason: 'scope_changed' };
  return { decision, level: decided.level, scopeSm3 };
}

/** Leave to go on: which level it is, and what counts the use. */
export interface Judged {
  level: ConsentLevel;
  /** Of looks as such, once this use is counted. */
  looksLeft: number;
  scopeSm3: string;
  /** What is refused afterwards, for what came of it, leaves no count behind. */
  count: Allowance['count'];
}

/**
 * The decision on the rows of this transaction, and whether every limit has room for one more use:
 * until the transaction ends nobody else counts there.
 */
export async function judge(
  tx: Transaction,
  caller: ClerkCaller,
  wanted: Wanted,
  facts: LookFacts,
): Promise<Judged | Refusal> {
  const decided = decideWanted(caller, wanted, facts);
  if ('reason' in decided) return decided;
  const { decision, level, scopeSm3 } = decided;
  const { policy, now } = decision;
  const mode = modeOf[wanted.act];
  const allowed = isCounted(wanted.act)
    ? await allowUse(tx, facts.row, { policy, mode, level, now })
    : nothingToCount;
  if ('reason' in allowed) return allowed;
  const looksLeft =
    wanted.act === 'open'
      ? allowed.left
      : await looksLeftOf(tx, facts, { decision, wanted, level });
  return { level, looksLeft, scopeSm3, count: allowed.count };
}

const nothingToCount: Allowance = { left: 0, count: () => Promise.resolve() };

/** How many more looks of the same kind there may be; none where looking was not granted. */
async function looksLeftOf(
  db: Queryable,
  { row }: LookFacts,
  of: { decision: DecisionFacts; wanted: Wanted; level: ConsentLevel },
): Promise<number> {
  const { decision, wanted, level } = of;
  if (!decide(decision, { ...wanted.ask, mode: 'VIEW' }).allowed) return 0;
  const use: Use = { policy: decision.policy, mode: 'VIEW', level, now: decision.now };
  return usesLeft(db, row, use);
}

/**
 * Whether it would be shown as things stand: nothing is locked, counted or written down, and what
 * counts is decided again by `judge`.
 */
export async function wouldBeShown(
  db: Queryable,
  caller: ClerkCaller,
  wanted: Wanted,
  facts: LookFacts,
): Promise<boolean> {
  const decided = decideWanted(caller, wanted, facts);
  if ('reason' in decided) return false;
  const { decision, level } = decided;
  return (await looksLeftOf(db, facts, { decision, wanted, level })) > 0;
}
