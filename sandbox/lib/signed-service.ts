import { serviceRequest } from '@yibao/shared/protocols/signed-service';
import { signEnvelope, verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import { Hono } from 'hono';
import * as z from 'zod';
import { exchange } from './exchange';
import { type SandboxHost, type ServiceKeys } from './host';
import { isSigned, parseJson } from './json';
import { type Outcome, refused } from './outcome';
import { wireTime } from './time';

interface SignedService<Name extends string> {
  /** Where it listens, e.g. '/data-sharing'. */
  path: string;
  /** How faults and the call log name it. */
  system: string;
  keys: ServiceKeys;
  services: readonly Name[];
  serve: (service: Name, body: Record<string, unknown>) => Outcome;
}

/** The two fields that even a refused request may have, for the log and the answer. */
const anyHeader = z.object({ service: z.string().max(40), requestId: z.string().max(64) });

/** The signature is checked over what came in, unknown fields included, before it is believed. */
function answerTo<Name extends string>(
  raw: unknown,
  { keys, services, serve }: SignedService<Name>,
): Outcome {
  const parsed = serviceRequest(services).safeParse(raw);
  if (!parsed.success || !isSigned(raw)) return refused('badRequest');
  if (parsed.data.appId !== keys.appId) return refused('badSignature');
  if (!verifyEnvelope(raw, keys.client.publicKey)) return refused('badSignature');
  try {
    return serve(parsed.data.service, parsed.data.body);
  } catch {
    return refused('systemError');
  }
}

/**
 * A system that serves signed requests: it always answers a signed one (HTTP 200); what went wrong
 * is in `code`. The answer carries the request's id under its own signature, so that it fits no
 * other request. Faults strike a single service by its name.
 */
export function createSignedService<Name extends string>(
  host: SandboxHost,
  service: SignedService<Name>,
): Hono {
  const { gateway } = service.keys;
  const known: readonly string[] = service.services;
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
  app.post(service.path, async (c) => {
    const raw = parseJson(await c.req.text());
    const header = anyHeader.safeParse(raw);
    const named = header.success && known.includes(header.data.service);
    const operation = named ? header.data.service : 'unknown';
    const requestId = named ? header.data.requestId : '';
    await host.latency.pass();
    return exchange(host, c, service.system, operation, () => {
      const outcome = answerTo(raw, service);
      return Promise.resolve({
        response: c.json(sealed(outcome, requestId)),
        outcome: `code ${outcome.code}`,
      });
    });
  });
  return app;
}
