import { Hono } from 'hono';
import { isInNetworks } from '../lib/clerks';
import { type Runtime } from '../lib/runtime';
import { callerAddress, clientAddress } from './client-address';
import { type GatewayEnv } from './environment';

/** What both say of a call that came through so many proxies of ours. */
async function seen(trustedProxies: number, forwarded?: string, remoteAddress = '10.0.0.1') {
  const app = new Hono<GatewayEnv>();
  app.use(async (context, next) => {
    context.set('runtime', { config: { trustedProxies } } as Runtime);
    await next();
  });
  app.get('/', (context) => context.json([callerAddress(context), clientAddress(context)]));
  const headers = new Headers();
  if (forwarded !== undefined) headers.set('x-forwarded-for', forwarded);
  const env = { incoming: { socket: { remoteAddress } } };
  return (await (await app.request('/', { headers }, env)).json()) as [string, string];
}

test('an IPv6 address is counted by its network, and is itself where it is asked who may call', async () => {
  const [caller, counted] = await seen(1, '2001:db8:1:2::7');
  expect([caller, counted]).toEqual(['2001:db8:1:2::7', '2001:db8:1:2']);
  expect(isInNetworks(caller, ['2001:db8:1::/48'])).toBe(true);
  expect(isInNetworks(caller, ['2001:db8:2::/48', '10.0.0.0/8'])).toBe(false);
});

test('an IPv4 address in IPv6 form is an IPv4 address to both', async () => {
  const [caller, counted] = await seen(0, undefined, '::ffff:10.0.0.9');
  expect(counted).toBe('10.0.0.9');
  expect(isInNetworks(caller, ['10.0.0.0/24'])).toBe(true);
});

test('what a client says of itself is not believed', async () => {
  expect(await seen(0, '192.0.2.1')).toEqual(['10.0.0.1', '10.0.0.1']);
  expect(await seen(1, '192.0.2.1, 198.51.100.7')).toEqual(['198.51.100.7', '198.51.100.7']);
  expect(await seen(1)).toEqual(['', '']);
  expect(isInNetworks('', ['10.0.0.0/8'])).toBe(false);
});
