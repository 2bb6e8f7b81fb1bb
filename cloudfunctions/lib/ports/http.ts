import { ServiceError } from '../errors';

/** A system outside did not answer, answered late, or answered what it may not. */
export class UpstreamError extends ServiceError {
  override name = 'UpstreamError';

  /** @param system e.g. 'core-platform'; @param reason a short code for the log, never a payload */
  constructor(
    readonly system: string,
    readonly reason: string,
    cause?: unknown,
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
  try {
    const response = await fetch(url, {
      method: options.method,
      signal: AbortSignal.timeout(options.timeoutMs),
      ...(options.body === undefined
        ? {}
        : {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(options.body),
          }),
    });
    if (!response.ok) throw new UpstreamError(system, `HTTP ${response.status}`);
    return await response.json();
  } catch (error) {
    if (error instanceof UpstreamError) throw error;
    throw new UpstreamError(system, error instanceof Error ? error.name : 'unknown', error);
  }
}
