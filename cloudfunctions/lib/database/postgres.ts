import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { type DatabaseHandle } from './database';
import * as schema from './schema';

/**
 * A pool on a real PostgreSQL (15 or newer).
 *
 * @param url postgres://…
 * @param poolMax connections of this process; small in a cloud function
 * @param connectionWaitMs who waits longer for one of them is refused: see `isPoolExhausted`
 */
export async function openPostgres(
  url: string,
  poolMax: number,
  connectionWaitMs = 5_000,
): Promise<DatabaseHandle> {
  const pool = new Pool({
    connectionString: url,
    max: poolMax,
    connectionTimeoutMillis: connectionWaitMs,
    idleTimeoutMillis: 60_000,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 15_000,
  });
  // A connection that breaks is replaced by the pool, and whoever was using it hears of it from their
  // next statement. Without listeners it would end the process: the pool's is for idle connections,
  // each connection's own for one that is in a transaction and waits for nothing just then.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    const { rows } = await pool.query<{ server_version: string }>('show server_version');
    return {
      db: drizzle(pool, { schema }),
      description: `PostgreSQL ${rows[0]?.server_version ?? ''}`.trim(),
      runScript: (sql) => runScript(pool, sql),
      close: () => pool.end(),
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** A script that fails within its transaction must not leave it open for whoever comes next. */
async function runScript(pool: Pool, sql: string): Promise<void> {
  const client = await pool.connect();
  let failed = true;
  try {
    await client.query(sql);
    failed = false;
  } finally {
    client.release(failed); // true ends the connection, and with it the transaction
  }
}
