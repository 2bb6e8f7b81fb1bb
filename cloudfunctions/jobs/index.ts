import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isTimerCall, requestIdOf } from '../lib/entry/cloudbase-context';
import { startRuntime } from '../lib/entry/start';
import { isTimer, timers } from './run-jobs';

/** What CloudBase's timer trigger hands over. */
const timerEvent = z.object({ Type: z.literal('Timer'), TriggerName: z.string() });

/**
 * CloudBase event function `jobs`: runs by timer only. A client that calls it is refused.
 *
 * @returns what was run, for the platform's log
 */
export async function main(event: unknown, context: unknown): Promise<{ ran: string | null }> {
  const parsed = timerEvent.safeParse(event);
  if (!parsed.success || !isTimerCall(context) || !isTimer(parsed.data.TriggerName)) {
    return { ran: null };
  }
  const runtime = await startRuntime();
  await timers[parsed.data.TriggerName](runtime, requestIdOf(context) ?? randomUUID());
  return { ran: parsed.data.TriggerName };
}
