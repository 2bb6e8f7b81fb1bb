import { ServiceError } from '../errors';

/** A system outside did not answer, answered late, or answered what it may not. */
export class UpstreamError extends ServiceError {
  override name = 'UpstreamError';

  /**
   * @param system e.g. 'core-platform'
   * @param reason a short code for the log, never a payload
   * @param mayHaveBeenProcessed only the answer is missing: what was asked for may have happened
   */
  constructor(
    readonly system: string,
    readonly reason: string,
    cause?: unknown,
    readonly mayHaveBeenProcessed = false,
  ) {
    super('upstream_unavailable', { cause });
  }
}

/**
 * One JSON call with a time limit.
 *
 * @returns the parsed body
 * @throws UpstreamError on anything but a 2xx answer of JSON within `timeoutMs`
 */
export async function callJson(
  system: string,
  url: string,
  options: { method: 'GET' | 'POST'; body?: unknown; timeoutMs: number },
): Promise<unknown> {
  return readJson(system, url, {
    method: options.method,
    signal: AbortSignal.timeout(options.timeoutMs),
    ...(options.body === undefined
      ? {}
      : {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(options.body),
        }),
  });
}

/** The same with a request of the caller's own making, time limit included. */
export async function readJson(system: string, url: string, init: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(url, init);
    if (!response.ok) {
      const { status } = response;
      throw new UpstreamError(system, `HTTP ${status}`, undefined, isFromTheWay(status));
    }
    return await response.json();
  } catch (error) {
    if (error instanceof UpstreamError) throw error;
    const reason = error instanceof Error ? error.name : 'unknown';
    throw new UpstreamError(system, reason, error, !hasNotLeft(error));
  }
}

/** Bad gateway, gateway time-out: something on the way answered, not the system itself. */
const isFromTheWay = (status: number): boolean => status === 502 || status === 504;

const beforeLeaving = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

/** Whether there was no connection at all, so that nothing can have arrived. */
function hasNotLeft(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' && beforeLeaving.has(cause.code);
}
