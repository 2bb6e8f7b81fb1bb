import { type FieldCipher } from '../crypto/field-cipher';
import { type Database, type Queryable, type Transaction } from '../database/database';
import { appendEntries, type WaitingEntry } from './append';

/** What each open transaction, or savepoint, will append when it ends well. */
const waitingOf = new WeakMap<Queryable, WaitingEntry[]>();
const audited = new WeakSet<Queryable>();

/**
 * A database whose transactions end with their audit: entries wait until everything else is
 * done and are appended right before the commit. So a head is locked for the shortest time, and
 * nobody who holds one waits for anything else but another head, in the order of their names.
 *
 * @param cipher seals the heads
 * @param append what is done with the entries; something else only for who measures what it costs
 */
export function withAudit(
  db: Database,
  cipher: FieldCipher,
  append: typeof appendEntries = appendEntries,
): Database {
  if (audited.has(db)) return db;
  const transaction: Database['transaction'] = (work, config) =>
    db.transaction(async (tx) => {
      const waiting = open(tx);
      const result = await work(tx);
      if (waiting.length > 0) await append(tx, cipher, waiting);
      // whoever still has it in hand writes nothing that would be lost
      waitingOf.delete(tx);
      return result;
    }, config);
  const wrapped = Object.assign(Object.create(db) as Database, { transaction });
  audited.add(wrapped);
  return wrapped;
}

/** Entries of a savepoint that is rolled back vanish with it; the others go up when it is released. */
function open(tx: Transaction): WaitingEntry[] {
  const waiting: WaitingEntry[] = [];
  waitingOf.set(tx, waiting);
  const savepoint = tx.transaction.bind(tx);
  tx.transaction = async (work) => {
    let inner: WaitingEntry[] = [];
    const result = await savepoint((innerTx) => {
      inner = open(innerTx);
      return work(innerTx);
    });
    waiting.push(...inner);
    return result;
  };
  return waiting;
}

/**
 * Lets entries wait for the end of the transaction they are given; outside of one they get their
 * own.
 *
 * @throws Error for a database or transaction that did not come from `withAudit`
 */
export async function defer(db: Queryable, ...entries: WaitingEntry[]): Promise<void> {
  const waiting = waitingOf.get(db);
  if (waiting) {
    waiting.push(...entries);
    return;
  }
  if (!audited.has(db)) throw new Error('an audit entry outside an audited transaction');
  await db.transaction((tx) => defer(tx, ...entries));
}
