import type * as z from 'zod';
import {
  birthCertificateOutput,
  handOverOutput,
  hardshipOutput,
  householdOutput,
  marriageOutput,
  populationOutput,
  type SharingService,
  type wirePerson,
} from '@yibao/shared/protocols/data-sharing';
import {
  type ClaimableDocumentType,
  type HardshipRecord,
  type IsoDate,
  type Sex,
} from '@yibao/shared/rules/facts';
import { type HouseholdRole } from '@yibao/shared/rules/household-relation';
import { type JoinedItemKind } from '@yibao/shared/rules/joined-items';
import { type Clock } from '../clock';
import { type Config } from '../config';
import { certTypes, documentTypesByCert, hardshipCodes } from './code-sets';
import { UpstreamError } from './http';
import { SignedService } from './signed-service';
import { fromWireTime, toWireTime } from './wire-time';

const system = 'data-sharing';

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

export interface HouseholdMember {
  person: RegisteredPerson;
  role: HouseholdRole;
  sex: Sex;
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
  /** The household register (户口簿) the person stands on; empty when on none. */
  listHousehold(person: RegisteredPerson): Promise<HouseholdMember[]>;
  /** The hardship lists the person's household stands on. */
  listHardship(person: RegisteredPerson): Promise<HardshipRecord[]>;
  /** Idempotent by `caseNo`. */
  handOver(handOver: HandOver): Promise<HandOverState>;
  /** @returns null when the department has no such case */
  handOverState(caseNo: string): Promise<HandOverState | null>;
}

/** The real client. */
export class DataSharingClient implements DataSharing {
  private readonly gateway: SignedService<SharingService>;

  constructor(config: Config, clock: Clock) {
    const { dataSharing } = config;
    this.gateway = new SignedService(system, dataSharing, clock, dataSharing.timeoutMs);
  }

  async findBirthCertificate(number: string): Promise<BirthCertificate | null> {
    const found = await this.gateway.call('birthCertificate', { number }, birthCertificateOutput);
    if (!found) return null;
    return {
      ...found,
      bornAt: fromWireTime(found.bornAt),
      mother: fromWire(found.mother),
      father: found.father && fromWire(found.father),
    };
  }

  async findInPopulation(person: RegisteredPerson): Promise<PopulationRecord | null> {
    return this.gateway.call('population', toWire(person), populationOutput);
  }

  async findSpouse(person: RegisteredPerson): Promise<RegisteredPerson | null> {
    const found = await this.gateway.call('marriage', toWire(person), marriageOutput);
    return found && fromWire(found.spouse);
  }

  async listHousehold(person: RegisteredPerson): Promise<HouseholdMember[]> {
    const found = await this.gateway.call('household', toWire(person), householdOutput);
    return (found?.members ?? []).map((each) => ({ ...each, person: fromWire(each.person) }));
  }

  async listHardship(person: RegisteredPerson): Promise<HardshipRecord[]> {
    const found = await this.gateway.call('hardship', toWire(person), hardshipOutput);
    if (!found) return [];
    return found.records.map(({ identity, from, to }) => ({
      identity: hardshipCodes[identity],
      from,
      to,
    }));
  }

  async handOver({ bornAt, guardian, ...rest }: HandOver): Promise<HandOverState> {
    const body = { ...rest, bornAt: toWireTime(bornAt), guardian: toWire(guardian) };
    const state = await this.gateway.call('handOver', body, handOverOutput);
    if (!state) throw new UpstreamError(system, 'handOver: no such department');
    return state;
  }

  async handOverState(caseNo: string): Promise<HandOverState | null> {
    return this.gateway.call('handOverStatus', { caseNo }, handOverOutput);
  }
}

export function toWire({ documentType, documentNumber, name }: RegisteredPerson) {
  return { certType: certTypes[documentType], certNo: documentNumber, name };
}

export function fromWire({
  certType,
  certNo,
  name,
}: z.output<typeof wirePerson>): RegisteredPerson {
  // as our own parser writes them: the same person must not stand here twice for a small x
  const documentNumber = certNo.trim().toUpperCase();
  return { documentType: documentTypesByCert[certType], documentNumber, name: name.trim() };
}
