import { runCommand } from './lib/run-command.mjs';

/**
 * `npm run audit:verify [-- --json --chain C]`: every audit entry against its chain, every chain
 * against its head, every checkpoint against both.
 * Exit code 0: all is as it was written, 1: something is not, 2: it could not be done.
 */
await runCommand('audit');
