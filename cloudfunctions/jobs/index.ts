import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { isTimerCall, requestIdOf } from '../lib/entry/cloudbase-context';
import { startRuntime } from '../lib/entry/start';
import { createLog } from '../lib/log';
import { checkpointsFolder, CloudBasePhotoStore } from '../lib/ports/photo-store/cloudbase';
import { checkpointsIn } from '../lib/ports/checkpoint-store';
import { isTimer, timers } from './run-jobs';

const photos = new CloudBasePhotoStore();
const checkpoints = checkpointsIn(new CloudBasePhotoStore(checkpointsFolder));

/** What CloudBase's timer trigger hands over. */
const timerEvent = z.object({ Type: z.literal('Timer'), TriggerName: z.string() });

/**
 * CloudBase event function `jobs`: runs by timer only. A client that calls it is refused.
 *
 * @returns what was run, for the platform's log
 */
export async function main(event: unknown, context: unknown): Promise<{ ran: string | null }> {
  const parsed = timerEvent.safeParse(event);
  if (!parsed.success) return { ran: null };
  const traceId = requestIdOf(context) ?? randomUUID();
  const { TriggerName: name } = parsed.data;
  if (!isTimerCall(context) || !isTimer(name)) {
    // a client playing timer, or a timer whose name or source we do not know: somebody should look
    createLog('warn').warn({ traceId, known: isTimer(name) }, 'timer event refused');
    return { ran: null };
  }
  await timers[name](await startRuntime(photos, checkpoints), traceId);
  return { ran: name };
}
