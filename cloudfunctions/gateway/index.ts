import { serve } from '@hono/node-server';
import { startRuntime } from '../lib/entry/start';
import { createGateway } from './app';

/** CloudBase HTTP functions are asked on this port (scf_bootstrap starts this file). */
const port = 9000;

serve({ fetch: createGateway(startRuntime).fetch, port, hostname: '0.0.0.0' });
