import { type InterfaceNumber, requestEnvelope } from '@yibao/shared/protocols/core-platform';
import { signEnvelope, verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import { Hono } from 'hono';
import type * as z from 'zod';
import { exchange } from '../lib/exchange';
import { type SandboxHost } from '../lib/host';
import { isSigned, parseJson } from '../lib/json';
import { wireTime } from '../lib/time';
import { changeIdentity } from './change-identity';
import { contributions } from './contributions';
import { enrol } from './enrol';
import { giveBack } from './give-back';
import { listPostings } from './list-postings';
import { type Outcome, refused } from './outcome';
import { person } from './person';
import { type Platform } from './platform';
import { postPayment } from './post-payment';
import { settlements } from './settlements';

const interfaces = {
  '1101': person,
  '5203': settlements,
  '90100': contributions,
  R101: enrol,
  R102: changeIdentity,
  R201: postPayment,
  R202: giveBack,
  R301: listPostings,
} as const satisfies Record<InterfaceNumber, (input: unknown, platform: Platform) => Outcome>;

/** The signature is checked over what came in, unknown fields included, before it is believed. */
function serve(raw: unknown, clientPublicKey: string, platform: Platform): Outcome {
  const envelope = requestEnvelope.safeParse(raw);
  if (!envelope.success || !isSigned(raw)) return refused('badRequest');
  if (!verifyEnvelope(raw, clientPublicKey)) return refused('badSignature');
  try {
    return interfaces[envelope.data.infno](envelope.data.input, platform);
  } catch {
    return refused('systemError');
  }
}

/** The two header fields that even a refused request may have, for the log and the answer. */
const header = requestEnvelope.pick({ infno: true, msgid: true });

function headerOf(raw: unknown): z.output<typeof header> | { infno: 'unknown'; msgid: '' } {
  const parsed = header.safeParse(raw);
  return parsed.success ? parsed.data : { infno: 'unknown', msgid: '' };
}

/**
 * The insurance core platform behind the bureau's front gateway: POST /core takes a signed
 * envelope and always answers a signed one (HTTP 200); what went wrong is in `infcode`. The
 * answer carries the request's msgid under its own signature, so that it fits no other request.
 */
export function createCorePlatform(host: SandboxHost, platform: Platform): Hono {
  const { client, platform: platformPair } = host.keys.corePlatform;
  const sealed = (outcome: Outcome, msgid: string) =>
    signEnvelope(
      {
        infcode: outcome.infcode,
        inf_refmsgid: msgid,
        respond_time: wireTime(host.clock.now()),
        err_msg: outcome.message,
        signtype: 'SM2' as const,
        output: outcome.output,
      },
      platformPair.privateKey,
    );

  const app = new Hono();
  app.post('/core', async (c) => {
    const raw = parseJson(await c.req.text());
    const { infno, msgid } = headerOf(raw);
    await host.latency.pass();
    return exchange(host, c, 'core-platform', infno, () => {
      const outcome = serve(raw, client.publicKey, platform);
      return Promise.resolve({
        response: c.json(sealed(outcome, msgid)),
        outcome: `infcode ${outcome.infcode}`,
      });
    });
  });
  return app;
}
