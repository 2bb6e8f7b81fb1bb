import { eq, sql } from 'drizzle-orm';
import { type Queryable } from '../lib/database/database';
import { ledgerEntry, type LedgerAccount, ledgerPosting } from '../lib/database/schema';

/** The day's movement of each account, debit positive, in fen; together they are nothing. */
export interface TrialBalance {
  movementsFen: Partial<Record<LedgerAccount, number>>;
  sumFen: number;
  /** Bookings of the day whose entries do not cancel out; the database refuses them. */
  unbalanced: number;
}

/** 试算平衡 of one day of the ledger. */
export async function trialBalance(db: Queryable, day: string): Promise<TrialBalance> {
  const { postingId, account, amountFen } = ledgerEntry;
  const ofDay = eq(ledgerPosting.bookedOn, day);
  const movements = await db
    .select({ account, fen: sql<string>`sum(${amountFen})` })
    .from(ledgerPosting)
    .innerJoin(ledgerEntry, eq(postingId, ledgerPosting.id))
    .where(ofDay)
    .groupBy(account)
    .orderBy(account);
  const unbalanced = await db
    .select({ id: ledgerPosting.id })
    .from(ledgerPosting)
    .leftJoin(ledgerEntry, eq(postingId, ledgerPosting.id))
    .where(ofDay)
    .groupBy(ledgerPosting.id)
    .having(sql`coalesce(sum(${amountFen}), 0) <> 0 or count(${account}) < 2`);
  const movementsFen: TrialBalance['movementsFen'] = {};
  for (const row of movements) movementsFen[row.account] = Number(row.fen);
  const sumFen = Object.values(movementsFen).reduce((sum, fen) => sum + fen, 0);
  return { movementsFen, sumFen, unbalanced: unbalanced.length };
}
