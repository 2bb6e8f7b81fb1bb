import {
  birthCertificateInput,
  birthCertificateOutput,
  handOverInput,
  handOverOutput,
  handOverStatusInput,
  hardshipInput,
  hardshipOutput,
  householdInput,
  householdOutput,
  marriageInput,
  marriageOutput,
  populationInput,
  populationOutput,
  type SharingService,
  type wirePerson,
} from '@yibao/shared/protocols/data-sharing';
import type * as z from 'zod';
import { householdHardship } from '../city/hardship';
import { type Birth, type Resident } from '../city/resident';
import { hardshipCodes } from '../lib/code-sets';
import { type SandboxHost } from '../lib/host';
import { isoDate, wireTime } from '../lib/time';
import { Certificates } from './certificates';
import { Departments } from './departments';
import { HouseholdRegister } from './household-register';
import { answered, type Outcome, refused } from '../lib/outcome';

type WirePerson = z.output<typeof wirePerson>;

const personOf = ({ certType, certNo, name }: Resident): WirePerson => ({ certType, certNo, name });

/** What other departments keep and do: their books, and what they answer over the gateway. */
export class Registries {
  readonly certificates: Certificates;
  readonly households: HouseholdRegister;
  readonly departments: Departments;

  constructor(private readonly host: SandboxHost) {
    this.certificates = new Certificates(host);
    this.households = new HouseholdRegister(host);
    this.departments = new Departments(host, this.certificates, this.households);
  }

  /** Answers one service of the gateway; the input is the envelope's body as it came. */
  serve(service: SharingService, body: unknown): Outcome {
    const services = {
      birthCertificate: () =>
        this.with(birthCertificateInput, body, (input) => this.birthCertificate(input.number)),
      population: () => this.with(populationInput, body, (input) => this.population(input)),
      marriage: () => this.with(marriageInput, body, (input) => this.marriage(input)),
      household: () => this.with(householdInput, body, (input) => this.household(input)),
      hardship: () => this.with(hardshipInput, body, (input) => this.hardship(input)),
      handOver: () => this.with(handOverInput, body, (input) => this.handOver(input)),
      handOverStatus: () =>
        this.with(handOverStatusInput, body, (input) => this.handOverStatus(input.caseNo)),
    } satisfies Record<SharingService, () => Outcome>;
    return services[service]();
  }

  /** 上户口 by the family itself, at the police station: the ID number is there at once. */
  registerHousehold(birth: Birth): string {
    const { certificateNumber, babyName, sex, bornAt, county } = birth;
    const baby = { certificateNumber, name: babyName, sex, birthDate: isoDate(bornAt) };
    return this.households.register({ ...baby, householdArea: county }, this.host.clock.now());
  }

  private with<S extends z.ZodType>(
    schema: S,
    body: unknown,
    answer: (input: z.output<S>) => Outcome,
  ): Outcome {
    const parsed = schema.safeParse(body);
    return parsed.success ? answer(parsed.data) : refused('badRequest');
  }

  private birthCertificate(number: string): Outcome {
    const birth = this.certificates.find(number);
    if (!birth) return refused('notFound');
    return answered(birthCertificateOutput, {
      number: birth.certificateNumber,
      status: birth.status,
      edition: birth.edition,
      issuedOn: birth.issuedOn,
      babyName: birth.babyName,
      sex: birth.sex,
      bornAt: wireTime(birth.bornAt),
      mother: personOf(birth.mother),
      father: birth.father && personOf(birth.father),
    });
  }

  private population(person: WirePerson): Outcome {
    const found = this.households.find(person);
    return found ? answered(populationOutput, found) : refused('notFound');
  }

  private marriage(person: WirePerson): Outcome {
    const resident = this.resident(person);
    const marriage = resident && this.host.residents.marriageOf(resident.personNo);
    if (!marriage) return refused('notFound');
    const { spouse, marriedOn } = marriage;
    return answered(marriageOutput, { spouse: personOf(spouse), marriedOn });
  }

  private household(person: WirePerson): Outcome {
    const resident = this.resident(person);
    if (!resident || resident.householdRegion === null) return refused('notFound');
    const members = this.host.residents.household(resident.householdId);
    return answered(householdOutput, {
      members: members.map((each) => ({
        person: personOf(each),
        role: each.role,
        sex: each.sex,
      })),
    });
  }

  private hardship(person: WirePerson): Outcome {
    const resident = this.resident(person);
    const records = resident ? householdHardship(this.host.residents, resident.householdId) : [];
    return answered(hardshipOutput, {
      records: records.map(({ identity, from, to }) => ({
        identity: hardshipCodes[identity],
        from,
        to,
      })),
    });
  }

  private handOver(input: z.output<typeof handOverInput>): Outcome {
    const state = this.departments.take(input);
    return state ? answered(handOverOutput, state) : refused('badRequest');
  }

  private handOverStatus(caseNo: string): Outcome {
    const state = this.departments.status(caseNo);
    return state ? answered(handOverOutput, state) : refused('notFound');
  }

  private resident({ certType, certNo, name }: WirePerson): Resident | undefined {
    const resident = this.host.residents.byCertificate(certNo.trim().toUpperCase());
    return resident?.certType === certType && resident.name === name ? resident : undefined;
  }
}
