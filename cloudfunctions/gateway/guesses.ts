import { shanghaiDate, minuteMs } from '@yibao/shared/rules/dates';
import { countFailure, failuresOf } from '../lib/attempts';
import { type Runtime } from '../lib/runtime';

/** Wrong codes count for so long; then everybody begins anew. */
const windowMs = 10 * minuteMs;
/** Typing errors are noticed by the check signs and never count: this many are guesses. */
const maxPerAddress = 20;
/** Guessing from many places at once. Codes carry 130 bits, so this protects the database. */
const maxInAll = 2_000;

function keysOf(runtime: Runtime, address: string) {
  const now = runtime.clock.now();
  const window = Math.floor(now / windowMs);
  const day = shanghaiDate(now);
  // the address only as a keyed digest that changes with every window: nobody can be followed
  const who = runtime.cipher.index('certificate.code', `guess ${window} ${address}`);
  return {
    address: { subject: `verify:${who}`, day },
    all: { subject: `verify:all:${window}`, day },
  };
}

/** Whether so many wrong codes came from there that no more are looked up. */
export async function isGuessing(runtime: Runtime, address: string): Promise<boolean> {
  return (await failuresOf(runtime.db, keysOf(runtime, address).address)) >= maxPerAddress;
}

/**
 * Whether so many wrong codes came from everywhere that another is not answered as such. A code that
 * was given out is answered all the same: nobody may switch verification off for everybody.
 */
export async function areManyGuessing(runtime: Runtime, address: string): Promise<boolean> {
  return (await failuresOf(runtime.db, keysOf(runtime, address).all)) >= maxInAll;
}

export async function countGuess(runtime: Runtime, address: string): Promise<void> {
  const keys = keysOf(runtime, address);
  await countFailure(runtime.db, keys.address);
  await countFailure(runtime.db, keys.all);
}
