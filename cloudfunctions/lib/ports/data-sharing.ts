import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import {
  birthCertificateOutput,
  handOverOutput,
  hardshipOutput,
  marriageOutput,
  populationOutput,
  sharingCode,
  sharingResponse,
  type SharingService,
  type wirePerson,
} from '@yibao/shared/protocols/data-sharing';
import { signEnvelope, verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import {
  type ClaimableDocumentType,
  type HardshipRecord,
  type IsoDate,
  type Sex,
} from '@yibao/shared/rules/facts';
import { type JoinedItemKind } from '@yibao/shared/rules/joined-items';
import { type Clock } from '../clock';
import { type Config } from '../config';
import { certTypes, documentTypesByCert, hardshipCodes } from './code-sets';
import { callJson, UpstreamError } from './http';
import { fromWireTime, toWireTime } from './wire-time';

const system = 'data-sharing';
/** A registry that takes longer counts as unavailable: the application waits, not the person. */
const timeoutMs = 2_000;

/** A natural person with a document, as registries are asked about them and as they name them. */
export interface RegisteredPerson {
  documentType: ClaimableDocumentType;
  documentNumber: string;
  name: string;
}

export interface BirthCertificate {
  number: string;
  status: 'valid' | 'voided' | 'replaced';
  edition: number;
  issuedOn: IsoDate;
  babyName: string;
  sex: Sex;
  /** Epoch milliseconds. */
  bornAt: number;
  mother: RegisteredPerson;
  father: RegisteredPerson | null;
}

export interface PopulationRecord {
  sex: Sex;
  birthDate: IsoDate;
  householdRegion: string | null;
  hasResidencePermit: boolean;
  /** Number of the birth certificate the registration rests on. */
  birthCertificate: string | null;
  deceased: boolean;
}

export interface HandOver {
  caseNo: string;
  item: JoinedItemKind;
  certificateNumber: string;
  babyName: string;
  sex: Sex;
  bornAt: number;
  guardian: RegisteredPerson;
  householdArea: string;
  residentId: string | null;
}

export interface HandOverState {
  status: 'accepted' | 'done' | 'returned';
  reference: string;
  reason: string;
  residentId: string | null;
}

/** The registries and departments behind the city's data-sharing gateway. */
export interface DataSharing {
  /** @returns null when no certificate has the number */
  findBirthCertificate(number: string): Promise<BirthCertificate | null>;
  /** @returns null when name and number do not belong to one registered person */
  findInPopulation(person: RegisteredPerson): Promise<PopulationRecord | null>;
  /** @returns null when not married */
  findSpouse(person: RegisteredPerson): Promise<RegisteredPerson | null>;
  /** The hardship lists the person's household stands on. */
  listHardship(person: RegisteredPerson): Promise<HardshipRecord[]>;
  /** Idempotent by `caseNo`. */
  handOver(handOver: HandOver): Promise<HandOverState>;
  /** @returns null when the department has no such case */
  handOverState(caseNo: string): Promise<HandOverState | null>;
}

/** The real client: signed requests over HTTP, answers verified before they are read. */
export class DataSharingClient implements DataSharing {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  private async call<S extends z.ZodType>(
    service: SharingService,
    body: Record<string, unknown>,
    schema: S,
  ): Promise<z.output<S> | null> {
    const { url, appId, privateKey, publicKey } = this.config.dataSharing;
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
    const reply = await callJson(system, url, { method: 'POST', body: request, timeoutMs });
    const envelope = sharingResponse.safeParse(reply);
    if (!envelope.success) throw new UpstreamError(system, `${service}: malformed envelope`);
    const fits =
      envelope.data.requestId === request.requestId && verifyEnvelope(envelope.data, publicKey);
    if (!fits) throw new UpstreamError(system, `${service}: bad signature`);
    const { code } = envelope.data;
    if (code === sharingCode.notFound) return null;
    if (code !== sharingCode.ok) throw new UpstreamError(system, `${service}: code ${code}`);
    const parsed = schema.safeParse(envelope.data.body);
    if (!parsed.success) throw new UpstreamError(system, `${service}: malformed body`);
    return parsed.data;
  }

  async findBirthCertificate(number: string): Promise<BirthCertificate | null> {
    const found = await this.call('birthCertificate', { number }, birthCertificateOutput);
    if (!found) return null;
    return {
      ...found,
      bornAt: fromWireTime(found.bornAt),
      mother: fromWire(found.mother),
      father: found.father && fromWire(found.father),
    };
  }

  async findInPopulation(person: RegisteredPerson): Promise<PopulationRecord | null> {
    return this.call('population', toWire(person), populationOutput);
  }

  async findSpouse(person: RegisteredPerson): Promise<RegisteredPerson | null> {
    const found = await this.call('marriage', toWire(person), marriageOutput);
    return found && fromWire(found.spouse);
  }

  async listHardship(person: RegisteredPerson): Promise<HardshipRecord[]> {
    const found = await this.call('hardship', toWire(person), hardshipOutput);
    if (!found) return [];
    return found.records.map(({ identity, from, to }) => ({
      identity: hardshipCodes[identity],
      from,
      to,
    }));
  }

  async handOver({ bornAt, guardian, ...rest }: HandOver): Promise<HandOverState> {
    const body = { ...rest, bornAt: toWireTime(bornAt), guardian: toWire(guardian) };
    const state = await this.call('handOver', body, handOverOutput);
    if (!state) throw new UpstreamError(system, 'handOver: no such department');
    return state;
  }

  async handOverState(caseNo: string): Promise<HandOverState | null> {
    return this.call('handOverStatus', { caseNo }, handOverOutput);
  }
}

function toWire({ documentType, documentNumber, name }: RegisteredPerson) {
  return { certType: certTypes[documentType], certNo: documentNumber, name };
}

function fromWire({ certType, certNo, name }: z.output<typeof wirePerson>): RegisteredPerson {
  // as our own parser writes them: the same person must not stand here twice for a small x
  const documentNumber = certNo.trim().toUpperCase();
  return { documentType: documentTypesByCert[certType], documentNumber, name: name.trim() };
}
