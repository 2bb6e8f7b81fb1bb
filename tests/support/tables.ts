import { sql } from 'drizzle-orm';
import { type Database, rawRows } from '@yibao/cloudfunctions/lib/database/database';

/** Names of all tables of the service, in order. */
export async function tableNames(db: Database): Promise<string[]> {
  const rows = await rawRows<{ name: string }>(
    db,
    sql`select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`,
  );
  return rows.map((row) => row.name);
}

/** How many rows each table has: equal before and after means that nothing was written. */
export async function rowCounts(db: Database): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of await tableNames(db)) {
    const [row] = await rawRows<{ count: number }>(
      db,
      sql`select count(*)::int as count from ${sql.identifier(name)}`,
    );
    counts[name] = row?.count ?? 0;
  }
  return counts;
}

/** Everything the database holds, as text. */
export async function dumpText(db: Database): Promise<string> {
  const parts: string[] = [];
  for (const name of await tableNames(db)) {
    const rows = await rawRows<{ line: string }>(
      db,
      sql`select to_jsonb(t)::text as line from ${sql.identifier(name)} t`,
    );
    parts.push(...rows.map((row) => `${name} ${row.line}`));
  }
  return parts.join('\n');
}
