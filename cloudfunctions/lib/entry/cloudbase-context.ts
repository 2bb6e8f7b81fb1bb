// The SDK's own reader of the invocation context. The package's root would bring its database,
// storage and AI clients along: a megabyte that these functions never use (docs/adr/0006).
import { getCloudbaseContext } from '@cloudbase/node-sdk/dist/utils/tcbcontext';
import { type Credentials } from '../caller';

/**
 * Who called an event function, from what CloudBase itself puts beside the event. The event's
 * body is the client's and is never asked.
 *
 * @param context the second argument of `exports.main`
 */
export function credentialsOf(context: unknown): Credentials {
  const { WX_OPENID: openId, WX_APPID: appId, WX_UNIONID: unionId } = readContext(context);
  if (!isText(openId) || !isText(appId)) return { kind: 'none' };
  return { kind: 'wechat', openId, appId, unionId: isText(unionId) ? unionId : null };
}

/** Whether a timer of the environment called, rather than any client. */
export function isTimerCall(context: unknown): boolean {
  const { WX_OPENID, TCB_UUID, TRIGGER_SRC } = readContext(context);
  return !WX_OPENID && !TCB_UUID && TRIGGER_SRC === 'timer';
}

/** @returns CloudBase's id of this invocation, for the log */
export function requestIdOf(context: unknown): string | null {
  if (typeof context !== 'object' || context === null) return null;
  const id = 'request_id' in context ? context.request_id : undefined;
  return typeof id === 'string' && id !== '' ? id.slice(0, 64) : null;
}

/** The older form of a context makes a list of a value with a comma: that is nobody's id. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A context without an environment (a bare local call) is an empty one, not an error. */
function readContext(context: unknown): Record<string, unknown> {
  if (typeof context !== 'object' || context === null) return {};
  const { environment, environ } = context as { environment?: unknown; environ?: unknown };
  return isText(environment) || isText(environ) ? getCloudbaseContext(context) : {};
}
