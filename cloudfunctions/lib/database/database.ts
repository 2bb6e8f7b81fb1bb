import { type PgDatabase, type PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { type SQL, sql } from 'drizzle-orm';
import type * as schema from './schema';

/** PostgreSQL through Drizzle, whichever driver is underneath. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
/** What a store function needs: the database or an open transaction. */
export type Queryable = Database | Transaction;

export interface DatabaseHandle {
  db: Database;
  /** What it is, for people: "PostgreSQL 15.20" or "PGlite (PostgreSQL 18.3)". */
  description: string;
  /** Runs a script of several statements, for migrations. */
  runScript(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** Rows of a raw statement; both drivers answer `{ rows }`. */
export async function rawRows<Row>(db: Queryable, statement: SQL): Promise<Row[]> {
  const result: unknown = await db.execute(statement);
  // the result's type depends on the driver; its shape does not
  return (result as { rows: Row[] }).rows;
}

/**
 * A moment as SQL compares it: inside raw SQL a parameter is not mapped by its column.
 *
 * @param ms epoch milliseconds
 */
export const momentOf = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

const foreignKeyViolation = '23503';
const uniqueViolation = '23505';
const exclusionViolation = '23P01';
const lockNotAvailable = '55P03';
const serializationFailures = new Set(['40001', '40P01']);

/** An error and what caused it, the nearest first. */
function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < 5; cause = cause.cause) {
    causes.push(cause);
  }
  return causes;
}

function sqlState(error: unknown): string | undefined {
  for (const cause of causesOf(error)) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return undefined;
}

/** What pg-pool says when no connection became free in time; it has no code of its own. */
const poolTimeout = 'timeout exceeded when trying to connect';

/** Whether the work never began, because every connection was in use for too long. */
export function isPoolExhausted(error: unknown): boolean {
  return causesOf(error).some(({ message }) => message === poolTimeout);
}

/** Whether a constraint said that a row like this stands already. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error);
  return state === uniqueViolation || state === exclusionViolation;
}

/** Whether a row could not go because another one refers to it. */
export function isStillReferredTo(error: unknown): boolean {
  return sqlState(error) === foreignKeyViolation;
}

/** Whether somebody else held a lock for longer than `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === lockNotAvailable;
}

/** Whether the transaction lost to a concurrent one and may simply be run again. */
export function isSerializationFailure(error: unknown): boolean {
  return serializationFailures.has(sqlState(error) ?? '');
}
