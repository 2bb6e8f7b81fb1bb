import { randomUUID } from 'node:crypto';
import {
  type SharingResponse,
  sharingResponse,
  type SharingService,
} from '@yibao/shared/protocols/data-sharing';
import { signEnvelope, verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import { type Hono } from 'hono';
import { type Birth, type Resident } from '../city/resident';
import { createHost } from '../lib/create-host';
import { type SandboxHost } from '../lib/host';
import { createDataSharing } from './index';
import { Registries } from './registries';

/** A gateway in memory and a caller that signs like the service does; for tests. */
export interface SharingBench {
  host: SandboxHost;
  registries: Registries;
  app: Hono;
  /** Calls with a good signature and checks the signature of the answer. */
  call(service: SharingService, body: Record<string, unknown>): Promise<SharingResponse>;
  /** Sends a body as it is. */
  send(body: string): Promise<SharingResponse>;
  envelope(service: string, body: Record<string, unknown>): { cainfo: string; requestId: string };
  close: () => void;
}

/** @param dataDir a folder to test restarts with, or null; the clock stands still between moves */
export function openSharingBench(dataDir: string | null = null): SharingBench {
  const { host, close } = createHost({
    dataDir,
    publicUrl: () => 'http://127.0.0.1:0',
    wallNow: () => 1_700_000_000_000,
  });
  const registries = new Registries(host);
  const app = createDataSharing(host, registries);
  const { appId, client, gateway } = host.keys.dataSharing;

  const envelope = (service: string, body: Record<string, unknown>) =>
    signEnvelope(
      {
        appId,
        requestId: randomUUID(),
        service,
        time: '2025-11-20 09:00:00',
        signtype: 'SM2' as const,
        body,
      },
      client.privateKey,
    );
  const send = async (body: string): Promise<SharingResponse> => {
    const response = await app.request('/data-sharing', { method: 'POST', body });
    const raw = (await response.json()) as { cainfo: string };
    if (!verifyEnvelope(raw, gateway.publicKey)) {
      throw new Error('the answer is not signed by the gateway');
    }
    return sharingResponse.parse(raw);
  };
  return {
    host,
    registries,
    app,
    envelope,
    send,
    call: (service, body) => send(JSON.stringify(envelope(service, body))),
    close,
  };
}

/** The resident's document and name, as the registries take them. */
export const personOf = ({ certType, certNo, name }: Resident) => ({ certType, certNo, name });

/** @throws when nobody of that name was born in the city */
export function birthOf({ host }: SharingBench, babyName: string): Birth {
  const found = host.residents.births().find((each) => each.babyName === babyName);
  if (!found) throw new Error(`no baby is called ${babyName}`);
  return found;
}
