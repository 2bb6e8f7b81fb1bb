import { fromRoot } from '../lib/root.mjs';
import { PlainError, say } from '../lib/say.mjs';
import { loadOperations } from './load-operations.mjs';

/** Everything after the scheme up to the last @ may hold a password. */
const withoutCredentials = (url) => url.replace(/\/\/.*@/, '//');

/**
 * Brings the database up to date and tells its versions.
 * @param {string} url postgres://… of the role that owns the schema
 * @throws {PlainError} one sentence when it cannot be reached or a migration fails
 */
export async function migrateDatabase(url) {
  const operations = await loadOperations();
  let report;
  try {
    report = await operations.migrateDatabase(url, fromRoot('cloudfunctions', 'migrations'));
  } catch (error) {
    const reason = error.message || error.code || String(error);
    throw new PlainError(`${withoutCredentials(url)} was not migrated: ${reason}.`);
  }
  for (const version of report.versions) {
    say(`  ${version}${report.applied.includes(version) ? '  applied now' : ''}`);
  }
  const count = report.applied.length === 0 ? 'nothing to apply' : `${report.applied.length} new`;
  say(`${report.database}: up to date (${count}).`);
}
