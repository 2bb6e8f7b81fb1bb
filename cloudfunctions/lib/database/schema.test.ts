import { getTableName, is, sql, SQL } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { engines } from '../../../tests/support/database';
import { type DatabaseHandle, rawRows } from './database';
import * as schema from './schema';

jest.setTimeout(60_000);

const tables = Object.values(schema).flatMap((value): PgTable[] =>
  is(value, PgTable) ? [value] : [],
);

/** PostgreSQL's words for Drizzle's types. */
const typeNames: Record<string, string> = {
  text: 'text',
  uuid: 'uuid',
  boolean: 'boolean',
  integer: 'integer',
  bigint: 'bigint',
  bytea: 'bytea',
  jsonb: 'jsonb',
  date: 'date',
  'timestamp with time zone': 'timestamp with time zone',
};

interface Column {
  name: string;
  type: string;
  notNull: boolean;
}

describe.each(engines())('the tables as the code sees them, on $name', (engine) => {
  let handle: DatabaseHandle;
  beforeAll(async () => {
    handle = await engine.open();
  });
  afterAll(() => handle.close());

  test('are all there are', async () => {
    const rows = await rawRows<{ name: string }>(
      handle.db,
      sql`select table_name as name from information_schema.tables
          where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const inDatabase = rows.map(({ name }) => name).filter((name) => name !== 'schema_migration');
    expect(tables.map((table) => getTableName(table)).sort()).toEqual(inDatabase.sort());
  });

  test.each(tables.map((table) => [getTableName(table), table] as const))(
    '%s has the same columns, types and duties',
    async (name, table) => {
      const inDatabase = await rawRows<Column>(
        handle.db,
        sql`select column_name as name, is_nullable = 'NO' as "notNull",
              case data_type when 'ARRAY' then substr(udt_name, 2) || '[]' else data_type end as type
            from information_schema.columns
            where table_schema = 'public' and table_name = ${name}`,
      );
      const inCode = getTableConfig(table).columns.map((column) => ({
        name: column.name,
        type: typeNames[column.getSQLType()] ?? column.getSQLType(),
        // a primary key of two columns makes both not null without saying so on the column
        notNull: column.notNull || isInPrimaryKey(table, column.name),
      }));
      const byName = (a: Column, b: Column) => a.name.localeCompare(b.name);
      expect(inCode.sort(byName)).toEqual(inDatabase.sort(byName));
    },
  );

  test.each(tables.map((table) => [getTableName(table), table] as const))(
    '%s has the same primary key',
    async (name, table) => {
      const rows = await rawRows<{ column: string }>(
        handle.db,
        sql`select a.attname as column from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
            where i.indisprimary and i.indrelid = ${name}::regclass`,
      );
      const { columns } = getTableConfig(table);
      const inCode = columns.map((each) => each.name).filter((each) => isInPrimaryKey(table, each));
      expect(inCode.sort()).toEqual(rows.map((row) => row.column).sort());
    },
  );
});

function isInPrimaryKey(table: PgTable, column: string): boolean {
  const { columns, primaryKeys } = getTableConfig(table);
  const own = columns.find((each) => each.name === column);
  return (
    own?.primary === true ||
    primaryKeys.some((key) => key.columns.some((each) => each.name === column))
  );
}

test('no default hides in the code', () => {
  for (const table of tables) {
    for (const column of getTableConfig(table).columns) {
      expect(is(column.default, SQL)).toBe(false);
    }
  }
});
