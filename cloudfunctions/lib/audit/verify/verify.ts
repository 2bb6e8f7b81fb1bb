import { sql } from 'drizzle-orm';
import { type FieldCipher } from '../../crypto/field-cipher';
import { type Database, type Transaction } from '../../database/database';
import { type CheckpointStore } from '../../ports/checkpoint-store';
import { type IsSigned } from '../checkpoint';
import { databaseSource } from './database-source';
import { type Finding, Findings, maxFindings } from './findings';
import { type AuditSource } from './source';
import { verifyChains } from './verify-chains';
import { type CheckpointContext, lastPlaces, verifyCheckpoints } from './verify-checkpoints';

export interface AuditReport {
  outcome: 'intact' | 'broken';
  entries: number;
  chains: number;
  checkpoints: number;
  lastCheckpoint: { number: number; at: number } | null;
  /** All there are, of which `findings` holds as many as fit. */
  broken: number;
  /** One a broken chain: its first entry that does not fit; and the checkpoints that do not. */
  findings: Finding[];
}

/** What a record of the service says otherwise than the chain of whom it is about. */
export interface Contradiction {
  chain: string;
  /** The entry it contradicts. */
  seq: number;
  why: string;
}

/**
 * Compares records of the service with their chains, in the snapshot in which the chains are read.
 *
 * @returns at most `limit`, of `chain` alone where one is given
 */
export type Claim = (
  tx: Transaction,
  of: { chain: string | undefined; limit: number },
) => Promise<Contradiction[]>;

export interface Verification {
  source: AuditSource;
  store: CheckpointStore;
  cipher: FieldCipher;
  publicKeys: Readonly<Record<string, string>>;
  /** This chain alone. */
  chain?: string | undefined;
  isSigned?: IsSigned | undefined;
  /** What the service's records say otherwise than the chains. */
  contradictions?: readonly Contradiction[];
}

/** Every chain and every checkpoint, in memory that does not grow with their number. */
export async function verifyAudit(verification: Verification): Promise<AuditReport> {
  const { source, cipher, contradictions = [] } = verification;
  const findings = new Findings();
  const context: CheckpointContext = { ...verification, findings };
  const chains = await verifyChains(source, cipher, findings);
  const checkpoints = await verifyCheckpoints(context);
  // each mark is either the last one that a checkpoint made or somebody else's
  if (chains.marked !== checkpoints.marks && findings.checkpointsFit) await nameMarks(context);
  for (const { chain, seq, why } of contradictions) {
    findings.ofChain('contradicted', chain, seq, why);
  }
  const { lastNumber: number, lastAt: at } = checkpoints;
  return {
    outcome: findings.count === 0 ? 'intact' : 'broken',
    entries: chains.entries,
    chains: chains.chains,
    checkpoints: checkpoints.checkpoints,
    lastCheckpoint: number === null || at === null ? null : { number, at },
    broken: findings.count,
    findings: findings.list(),
  };
}

/** Whose head claims a checkpoint that never named it so: such a chain would never be named again. */
async function nameMarks(context: CheckpointContext): Promise<void> {
  const { source, findings } = context;
  const last = await lastPlaces(context);
  for await (const batch of source.heads()) {
    for (const { chain, seq, checkpointedSeq, checkpointNumber } of batch) {
      const told = last.get(chain);
      const fits =
        (told?.seq ?? 0) === checkpointedSeq && (told?.number ?? null) === checkpointNumber;
      if (fits || findings.hasChain(chain)) continue;
      const place = Math.max(1, Math.min(seq, checkpointedSeq));
      findings.ofChain('headMoved', chain, place, 'no checkpoint left it so');
    }
  }
}

/**
 * A transaction that sees one moment of the audit and changes nothing; it may take its time.
 *
 * @param work reads
 */
export function inSnapshot<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction(
    async (tx) => {
      await tx.execute(sql`set local statement_timeout = 0`);
      await tx.execute(sql`set local idle_in_transaction_session_timeout = 0`);
      return work(tx);
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/**
 * The audit of a database, with the checkpoints that stand outside of it.
 *
 * @param claims what else has to agree with it
 */
export function verifyDatabase(
  db: Database,
  verification: Omit<Verification, 'source' | 'contradictions'>,
  claims: readonly Claim[] = [],
): Promise<AuditReport> {
  const { chain } = verification;
  return inSnapshot(db, async (tx) => {
    const contradictions: Contradiction[] = [];
    for (const claim of claims) {
      contradictions.push(...(await claim(tx, { chain, limit: maxFindings })));
    }
    return verifyAudit({ ...verification, source: databaseSource(tx, chain), contradictions });
  });
}
