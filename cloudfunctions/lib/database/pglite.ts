import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { drizzle } from 'drizzle-orm/pglite';
import { type DatabaseHandle } from './database';
import { lockFolder } from './folder-lock';
import * as schema from './schema';

export interface PgliteHandle extends DatabaseHandle {
  /** A copy of the whole database, to start another one from. */
  dump(): Promise<Blob>;
}

/**
 * PostgreSQL embedded in this process. Never part of a cloud function's bundle.
 *
 * @param options `folder` to keep data in (one process at a time), or none for memory only;
 *   `template` is a dump to start a fresh database from
 * @throws FolderInUseError when another process has the folder open
 */
export async function openPglite(
  options: { folder?: string; template?: Blob } = {},
): Promise<PgliteHandle> {
  const release = options.folder === undefined ? undefined : lockFolder(options.folder);
  try {
    const client = await PGlite.create({
      ...(options.folder === undefined ? {} : { dataDir: options.folder }),
      ...(options.template ? { loadDataDir: options.template } : {}),
      extensions: { btree_gist },
    });
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return {
      db: drizzle(client, { schema }),
      description: `PGlite (PostgreSQL ${rows[0]?.server_version ?? ''})`,
      runScript: async (sql) => {
        try {
          await client.exec(sql);
        } catch (error) {
          await client.exec('rollback');
          throw error;
        }
      },
      dump: () => client.dumpDataDir('none'),
      close: async () => {
        await client.close();
        release?.();
      },
    };
  } catch (error) {
    release?.();
    throw error;
  }
}
