import { runCommand } from './lib/run-command.mjs';

/**
 * `npm run reconcile [-- --date D --source S --json --no-heal]`: a day's lists against our books.
 * Exit code 0: everything is explained, 1: something is not, 2: it could not be done.
 */
await runCommand('reconcile');
