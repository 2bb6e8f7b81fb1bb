import { type Writable } from 'node:stream';
import pino from 'pino';
import { ConfigError } from './config';
import { UpstreamError } from './ports/http';

export type Log = pino.Logger;

/**
 * Structured logs, one JSON object a line. Callers log codes, ids, durations and states; inputs,
 * replies and error messages of other layers are never logged, since they may name people.
 *
 * @param level pino level or 'silent'
 * @param destination where to; standard output by default
 */
export function createLog(level: string, destination?: Writable): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * An error without its message: class, code, constraint and the places in our code; of another
 * system's failure which system and the short reason. Messages of drivers and libraries can quote
 * parameters.
 */
export function describeError(error: unknown): Record<string, unknown> {
  const chain: Record<string, unknown>[] = [];
  for (let cause = error, depth = 0; cause instanceof Error && depth < 4; depth++) {
    const { code, constraint } = cause as { code?: unknown; constraint?: unknown };
    chain.push({
      type: cause.name,
      ...(typeof code === 'string' ? { code } : {}),
      ...(typeof constraint === 'string' ? { constraint } : {}),
      ...(cause instanceof UpstreamError ? { system: cause.system, reason: cause.reason } : {}),
      at: framesOf(cause),
    });
    cause = cause.cause;
  }
  return { errors: chain.length > 0 ? chain : [{ type: typeof error }] };
}

/** A configuration error names variables, never values: why a start failed may then be told in full. */
export function startReason(error: unknown): { reason?: string } {
  return error instanceof ConfigError ? { reason: error.message } : {};
}

/** The stack repeats the message first, and a message may look like a frame: it is cut off. */
function framesOf({ stack = '', message }: Error): string[] {
  return stack
    .slice(stack.indexOf(message) + message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5)
    .map((line) => line.trim());
}
