import { type Database } from '@yibao/cloudfunctions/lib/database/database';

/** Rows of a statement as a DBA would type it; both drivers answer `{ rows }`. */
export async function query<Row>(db: Database, statement: string): Promise<Row[]> {
  const result: unknown = await db.execute(statement);
  return (result as { rows: Row[] }).rows;
}

/** Names of all tables of the service, in order. */
export async function tableNames(db: Database): Promise<string[]> {
  const rows = await query<{ name: string }>(
    db,
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`,
  );
  return rows.map((row) => row.name);
}

/** How many rows each table has: equal before and after means that nothing was written. */
export async function rowCounts(db: Database): Promise<Record<string, number>> {
  const names = await tableNames(db);
  const columns = names.map((name) => `(select count(*) from "${name}")::int as "${name}"`);
  const [row] = await query<Record<string, number>>(db, `select ${columns.join(', ')}`);
  if (!row) throw new Error('no counts');
  return row;
}

/** Everything the database holds, as text. */
export async function dumpText(db: Database): Promise<string> {
  const parts: string[] = [];
  for (const name of await tableNames(db)) {
    const rows = await query<{ line: string }>(
      db,
      `select to_jsonb(t)::text as line from "${name}" t`,
    );
    parts.push(...rows.map((row) => `${name} ${row.line}`));
  }
  return parts.join('\n');
}
