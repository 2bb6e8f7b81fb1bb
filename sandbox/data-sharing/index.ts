import { sharingRequest } from '@yibao/shared/protocols/data-sharing';
import { signEnvelope, verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import { Hono } from 'hono';
import type * as z from 'zod';
import { exchange } from '../lib/exchange';
import { type SandboxHost } from '../lib/host';
import { isSigned, parseJson } from '../lib/json';
import { wireTime } from '../lib/time';
import { type Outcome, refused } from './outcome';
import { type Registries } from './registries';

/** The signature is checked over what came in, unknown fields included, before it is believed. */
function serve(raw: unknown, host: SandboxHost, registries: Registries): Outcome {
  const { appId, client } = host.keys.dataSharing;
  const request = sharingRequest.safeParse(raw);
  if (!request.success || !isSigned(raw)) return refused('badRequest');
  if (request.data.appId !== appId) return refused('badSignature');
  if (!verifyEnvelope(raw, client.publicKey)) return refused('badSignature');
  try {
    return registries.serve(request.data.service, request.data.body);
  } catch {
    return refused('systemError');
  }
}

/** The two fields that even a refused request may have, for the log and the answer. */
const header = sharingRequest.pick({ service: true, requestId: true });

function headerOf(raw: unknown): z.output<typeof header> | { service: 'unknown'; requestId: '' } {
  const parsed = header.safeParse(raw);
  return parsed.success ? parsed.data : { service: 'unknown', requestId: '' };
}

/**
 * The city's data-sharing gateway (政务数据共享平台): POST /data-sharing takes a signed request and
 * always answers a signed one (HTTP 200); what went wrong is in `code`. The answer carries the
 * request's id under its own signature, so that it fits no other request. Faults strike a single
 * registry by the name of its service.
 */
export function createDataSharing(host: SandboxHost, registries: Registries): Hono {
  const { gateway } = host.keys.dataSharing;
  const sealed = (outcome: Outcome, requestId: string) =>
    signEnvelope(
      {
        ...outcome,
        requestId,
        time: wireTime(host.clock.now()),
        signtype: 'SM2' as const,
      },
      gateway.privateKey,
    );

  const app = new Hono();
  app.post('/data-sharing', async (c) => {
    const raw = parseJson(await c.req.text());
    const { service, requestId } = headerOf(raw);
    await host.latency.pass();
    return exchange(host, c, 'data-sharing', service, () => {
      const outcome = serve(raw, host, registries);
      return Promise.resolve({
        response: c.json(sealed(outcome, requestId)),
        outcome: `code ${outcome.code}`,
      });
    });
  });
  return app;
}
