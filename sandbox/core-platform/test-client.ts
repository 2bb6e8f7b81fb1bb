import {
  type InterfaceNumber,
  type ResponseEnvelope,
  responseEnvelope,
} from '@yibao/shared/protocols/core-platform';
import { signEnvelope, verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import { type Hono } from 'hono';
import { type Resident } from '../city/resident';
import { createHost } from '../lib/create-host';
import { type SandboxHost } from '../lib/host';
import { createCorePlatform } from './index';
import { Platform } from './platform';

/** A platform in memory and a caller that signs like the service does; for tests. */
export interface CoreBench {
  host: SandboxHost;
  platform: Platform;
  app: Hono;
  /** Calls with a good signature and checks the signature of the answer. */
  call(infno: InterfaceNumber, input: Record<string, unknown>): Promise<ResponseEnvelope>;
  /** Sends a body as it is. */
  send(body: string): Promise<ResponseEnvelope>;
  envelope(infno: InterfaceNumber, input: Record<string, unknown>): { cainfo: string };
  close: () => void;
}

/** @param dataDir a folder to test restarts with, or null; `wallNow` stands still when given */
export function openCoreBench(dataDir: string | null = null, wallNow?: () => number): CoreBench {
  const { host, close } = createHost({
    dataDir,
    publicUrl: () => 'http://127.0.0.1:0',
    ...(wallNow && { wallNow }),
  });
  const platform = new Platform(host);
  const app = createCorePlatform(host, platform);
  let serial = 0;

  const envelope = (infno: InterfaceNumber, input: Record<string, unknown>) =>
    signEnvelope(
      {
        infno,
        msgid: `SANDBOX0000120251120090000${String(++serial).padStart(4, '0')}`,
        mdtrtarea_admvs: '340600',
        insuplc_admdvs: '340600',
        recer_sys_code: 'YIBAO',
        signtype: 'SM2' as const,
        infver: 'V1.0',
        opter_type: '3',
        opter: 'yibao',
        opter_name: 'yibao',
        inf_time: '2025-11-20 09:00:00',
        fixmedins_code: host.keys.corePlatform.institutionCode,
        input,
      },
      host.keys.corePlatform.client.privateKey,
    );
  const send = async (body: string): Promise<ResponseEnvelope> => {
    const response = await app.request('/core', { method: 'POST', body });
    const raw = (await response.json()) as { cainfo: string };
    if (!verifyEnvelope(raw, host.keys.corePlatform.platform.publicKey)) {
      throw new Error('the answer is not signed by the platform');
    }
    return responseEnvelope.parse(raw);
  };
  return {
    host,
    platform,
    app,
    envelope,
    send,
    call: (infno, input) => send(JSON.stringify(envelope(infno, input))),
    close,
  };
}

/** The resident's document and name, as 1101 and R101 take them. */
export function documentOf(resident: Resident) {
  return {
    psn_cert_type: resident.certType,
    certno: resident.certNo,
    psn_name: resident.name,
  };
}

/** @throws when no such test user or family member is in the city */
export function residentNamed(host: SandboxHost, name: string): Resident {
  const found = host.residents.list().find((each) => each.name === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
}
