/** A failure that one sentence explains: printed as it is, without a stack. */
export class PlainError extends Error {}

/** @param {string} line one line for people; goes to stderr so that --json output stays clean */
export const say = (line) => {
  process.stderr.write(`${line}\n`);
};

/** @param {number} ms @returns {string} '0.4 s', '83 s' */
export const seconds = (ms) => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

/**
 * Runs a command's main function: a PlainError becomes one line, anything else keeps its stack.
 * @param {() => Promise<number | undefined>} main resolves to the exit code, default 0
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    say(error instanceof PlainError ? error.message : String(error?.stack ?? error));
    process.exitCode = 1;
  }
}
