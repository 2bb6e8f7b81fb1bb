import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { serviceCode, serviceResponse } from '@yibao/shared/protocols/signed-service';
import { signEnvelope, verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import { type Clock } from '../clock';
import { type ServiceConfig } from '../config';
import { callJson, UpstreamError } from './http';
import { inTurn } from './in-turn';
import { toWireTime } from './wire-time';

/** Understood, and not done: the same request again would get the same answer. */
export class RefusedByService extends UpstreamError {
  override name = 'RefusedByService';

  constructor(
    system: string,
    service: string,
    readonly refusal: number,
  ) {
    super(system, `${service}: code ${refusal}`);
  }
}

/** A bad signature is our keys, not the request; the others of the fours are about what was asked. */
const isRefusal = (code: number): boolean =>
  code >= 400 && code < 500 && code !== serviceCode.badSignature;

/** Calls a system with a local contract: signed requests over HTTP, answers verified before they are read. */
export class SignedService<Name extends string> {
  /** @param system how errors and logs name it, e.g. 'data-sharing' */
  constructor(
    private readonly system: string,
    private readonly config: ServiceConfig,
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {}

  /**
   * @returns the answer's body by its schema; null when the system has not found what was asked for
   * @throws RefusedByService for a request that it will never serve
   * @throws UpstreamError when it does not answer, or not as it may
   */
  call<S extends z.ZodType>(
    service: Name,
    body: Record<string, unknown>,
    schema: S,
  ): Promise<z.output<S> | null> {
    return inTurn(this.system, () => this.ask(service, body, schema));
  }

  private async ask<S extends z.ZodType>(
    service: Name,
    body: Record<string, unknown>,
    schema: S,
  ): Promise<z.output<S> | null> {
    const { url, appId, privateKey, publicKey } = this.config;
    const request = signEnvelope(
      {
        appId,
        requestId: randomUUID(),
        service,
        time: toWireTime(this.clock.now()),
        signtype: 'SM2' as const,
        body,
      },
      privateKey,
    );
    const { timeoutMs } = this;
    const reply = await callJson(this.system, url, { method: 'POST', body: request, timeoutMs });
    const envelope = serviceResponse.safeParse(reply);
    if (!envelope.success) throw this.wrong(`${service}: malformed envelope`);
    const fits =
      envelope.data.requestId === request.requestId && verifyEnvelope(envelope.data, publicKey);
    if (!fits) throw this.wrong(`${service}: bad signature`);
    const { code } = envelope.data;
    if (code === serviceCode.notFound) return null;
    if (isRefusal(code)) throw new RefusedByService(this.system, service, code);
    if (code !== serviceCode.ok) throw this.wrong(`${service}: code ${code}`);
    const parsed = schema.safeParse(envelope.data.body);
    if (!parsed.success) throw this.wrong(`${service}: malformed body`);
    return parsed.data;
  }

  private wrong(reason: string): UpstreamError {
    return new UpstreamError(this.system, reason);
  }
}
