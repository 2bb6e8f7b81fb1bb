import { mutualAidServices } from '@yibao/shared/protocols/mutual-aid';
import { type Hono } from 'hono';
import { type SandboxHost } from '../lib/host';
import { createSignedService } from '../lib/signed-service';
import { type MutualAid } from './platform';

/** The platform of employees' personal accounts (个人账户家庭共济): POST /mutual-aid. */
export function createMutualAid(host: SandboxHost, platform: MutualAid): Hono {
  return createSignedService(host, {
    path: '/mutual-aid',
    system: 'mutual-aid',
    keys: host.keys.mutualAid,
    services: mutualAidServices,
    serve: (service, body) => platform.serve(service, body),
  });
}
