import { type Context } from 'hono';
import * as z from 'zod';
import { networkOf } from '../lib/network';
import { type GatewayEnv } from './environment';

/** What @hono/node-server puts beside a request; in tests without a server it is missing. */
const bindings = z.object({
  incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }),
});

/**
 * Where a call comes from: the address that the outermost proxy of ours saw. Each proxy appends the
 * one it was called from to X-Forwarded-For, so only the last `TRUSTED_PROXIES` entries are true
 * and everything to their left is the client's own story. Without proxies it is the socket's.
 *
 * @returns the address itself, for whoever may call from some networks only; '' where nobody can tell
 */
export function callerAddress(context: Context<GatewayEnv>): string {
  const { trustedProxies } = context.get('runtime').config;
  const parsed = bindings.safeParse(context.env);
  const socket = parsed.success ? parsed.data.incoming.socket.remoteAddress : '';
  if (trustedProxies === 0) return socket;
  const forwarded = (context.req.header('x-forwarded-for') ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return (forwarded.at(-trustedProxies) ?? '').slice(0, 64);
}

/**
 * Who asks, for counting.
 *
 * @returns an address (IPv4) or a network (IPv6, /64); '' where nobody can tell: they share one count
 */
export function clientAddress(context: Context<GatewayEnv>): string {
  return networkOf(callerAddress(context));
}
