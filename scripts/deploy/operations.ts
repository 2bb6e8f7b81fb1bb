import { ConfigError, readConfig } from '@yibao/cloudfunctions/lib/config';
import { migrate, readMigrations } from '@yibao/cloudfunctions/lib/database/migrate';
import { openPostgres } from '@yibao/cloudfunctions/lib/database/postgres';

export interface MigrationReport {
  /** "PostgreSQL 15.20" */
  database: string;
  /** Versions applied by this run. */
  applied: string[];
  /** All versions that the database has now, in their order. */
  versions: string[];
}

/**
 * Applies the migrations of a folder, each in a transaction of its own.
 *
 * @param url postgres://… of the role that owns the schema
 * @throws Error when the server cannot be reached or a migration fails; that one left nothing
 */
export async function migrateDatabase(url: string, folder: string): Promise<MigrationReport> {
  const handle = await openPostgres(url, 1);
  try {
    const migrations = readMigrations(folder);
    const applied = await migrate(handle, migrations);
    const versions = migrations.map(({ version }) => version);
    return { database: handle.description, applied, versions };
  } finally {
    await handle.close();
  }
}

/**
 * Reads a function's environment exactly as the function will at its start.
 *
 * @returns what is wrong, naming variables and never values; null when nothing is
 */
export function configurationProblem(env: Record<string, string>): string | null {
  try {
    const { database } = readConfig(env);
    return database.url === undefined ? 'configuration refused: DATABASE_URL: is missing' : null;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
