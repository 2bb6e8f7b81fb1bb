import { createMiddleware } from 'hono/factory';
import { randomUUID } from 'node:crypto';
import { type GatewayEnv } from './environment';

/** Gives every request an id, tells it to the caller, and lets nobody choose it. */
export const traceIds = createMiddleware<GatewayEnv>(async (context, next) => {
  const traceId = randomUUID();
  context.set('traceId', traceId);
  await next();
  context.header('x-trace-id', traceId);
});
