import { migrateDatabase } from './deploy/migrate-database.mjs';
import { ensureInstall } from './lib/ensure-install.mjs';
import { PlainError, runMain } from './lib/say.mjs';

/** `DATABASE_URL=postgres://… npm run migrate`: applies what cloudfunctions/migrations adds. */
await runMain(async () => {
  const url = process.env.DATABASE_URL;
  if (!url) {
    throw new PlainError(
      'DATABASE_URL must name the database to migrate: postgres://user:password@host:5432/yibao.',
    );
  }
  await ensureInstall();
  await migrateDatabase(url);
});
