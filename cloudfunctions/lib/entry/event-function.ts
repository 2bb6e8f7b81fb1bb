import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Reply } from '@yibao/shared/contracts';
import { type AnyHandler, createDispatcher } from '../dispatcher/dispatcher';
import { toErrorBody } from '../errors';
import { createLog, describeError, startReason } from '../log';
import { topicHandlers } from '../outbox/handlers';
import { type Runtime } from '../runtime';
import { credentialsOf, requestIdOf } from './cloudbase-context';
import { startRuntime } from './start';

/** What wx.cloud.callFunction hands over as `data`. */
const eventShape = z.object({ action: z.string().max(80), input: z.unknown() });

export type EventFunction = (event: unknown, context: unknown) => Promise<Reply<unknown>>;

/**
 * Makes a CloudBase event function (`exports.main`) that serves the given actions.
 *
 * @param getRuntime the instance's runtime; from the environment unless told otherwise
 */
export function eventFunction(
  handlers: AnyHandler[],
  getRuntime: () => Promise<Runtime> = startRuntime,
): EventFunction {
  return async (event, context) => {
    const traceId = requestIdOf(context) ?? randomUUID();
    try {
      const runtime = await getRuntime();
      const parsed = eventShape.safeParse(event);
      const { action, input } = parsed.success ? parsed.data : { action: '', input: {} };
      const dispatcher = createDispatcher(runtime, handlers, topicHandlers);
      return await dispatcher.dispatch({
        action,
        input: input ?? {},
        credentials: credentialsOf(context),
        traceId,
      });
    } catch (error) {
      // only a start that failed comes here; the dispatcher answers everything else itself
      const log = createLog('error');
      log.error({ traceId, ...describeError(error), ...startReason(error) }, 'start failed');
      return { ok: false, error: toErrorBody(error, traceId) };
    }
  };
}
