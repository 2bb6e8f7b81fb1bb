import { addDays, shanghaiDate, startOfDay } from '@yibao/shared/rules/dates';
import { failuresOf } from '../lib/attempts';
import { type Caller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';

/** Failed face checks after which an account is locked for the rest of the Shanghai day. */
export const maxFaceFailuresPerDay = 3;

export function faceAttemptKey(caller: Caller, now: number) {
  return { subject: `face:${caller.accountId}`, day: shanghaiDate(now) };
}

/** @returns how many failures are left today, and until when (epoch ms) a used-up account is locked */
export async function faceAttempts(db: Queryable, caller: Caller, now: number) {
  const failures = await failuresOf(db, faceAttemptKey(caller, now));
  const attemptsLeft = Math.max(0, maxFaceFailuresPerDay - failures);
  const tomorrow = startOfDay(addDays(shanghaiDate(now), 1));
  return { attemptsLeft, lockedUntil: attemptsLeft === 0 ? tomorrow : null };
}
