import { serve } from '@hono/node-server';
import { startRuntime } from '../lib/entry/start';
import { CloudBasePhotoStore } from '../lib/ports/photo-store/cloudbase';
import { createGateway } from './app';

/** CloudBase HTTP functions are asked on this port (scf_bootstrap starts this file). */
const port = 9000;
const photos = new CloudBasePhotoStore();

serve({ fetch: createGateway(() => startRuntime(photos)).fetch, port, hostname: '0.0.0.0' });
