import { sharingServices } from '@yibao/shared/protocols/data-sharing';
import { type Hono } from 'hono';
import { type SandboxHost } from '../lib/host';
import { createSignedService } from '../lib/signed-service';
import { type Registries } from './registries';

/**
 * The city's government data-sharing gateway (政务数据共享平台): POST /data-sharing. Faults strike a
 * single registry by the name of its service.
 */
export function createDataSharing(host: SandboxHost, registries: Registries): Hono {
  return createSignedService(host, {
    path: '/data-sharing',
    system: 'data-sharing',
    keys: host.keys.dataSharing,
    services: sharingServices,
    serve: (service, body) => registries.serve(service, body),
  });
}
