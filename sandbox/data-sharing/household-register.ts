import { type IsoDate, type Sex } from '@yibao/shared/rules/facts';
import { createCertificates } from '../city/certificate';
import { counties } from '../city/person-plan';
import { type Birth, type Resident } from '../city/resident';
import { type DurableMap, type SandboxHost } from '../lib/host';

/** Where a household goes whose area is no county of this city: 相山区. */
const defaultCounty = '340603';

/** A baby the police registered since the sandbox began. */
export interface RegisteredBaby {
  certificateNumber: string;
  /** The new ID number. */
  certNo: string;
  name: string;
  sex: Sex;
  birthDate: IsoDate;
  householdRegion: string;
  /** Business time from which the register knows it, epoch ms. */
  registeredAt: number;
}

/** What a registration starts from: the certificate's words, and where the household is. */
export type NewHousehold = Omit<RegisteredBaby, 'certNo' | 'registeredAt' | 'householdRegion'> & {
  householdArea: string;
};

/** A natural person as the population register (公安) knows them. */
export interface Registered {
  certType: Resident['certType'];
  certNo: string;
  name: string;
  sex: Sex;
  birthDate: IsoDate;
  householdRegion: string | null;
  hasResidencePermit: boolean;
  birthCertificate: string | null;
  deceased: boolean;
}

/** The population register: the residents of the city and the babies registered since. */
export class HouseholdRegister {
  private readonly babies: DurableMap<RegisteredBaby>;
  private readonly byNumber = new Map<string, RegisteredBaby>();
  private readonly numbers = createCertificates();

  constructor(private readonly host: SandboxHost) {
    this.babies = host.journal.store<RegisteredBaby>('sharing-households');
    for (const baby of this.babies.values()) this.byNumber.set(baby.certNo, baby);
  }

  /**
   * Registers a baby's household by `registeredAt` (epoch ms) at the latest. Who is registered or
   * about to be keeps the ID number; an earlier time counts.
   */
  register(asked: NewHousehold, registeredAt: number): string {
    const known = this.babies.get(asked.certificateNumber);
    const resident = this.residentOf(asked.certificateNumber);
    if (resident) return resident.certNo;
    if (known && known.registeredAt <= registeredAt) return known.certNo;
    const { householdArea, ...baby } = asked;
    const county = counties.find((each) => each === householdArea) ?? defaultCounty;
    const made = {
      ...baby,
      certNo: known?.certNo ?? this.nextNumber(county, baby),
      householdRegion: known?.householdRegion ?? county,
      registeredAt,
    };
    this.babies.set(made.certificateNumber, made);
    this.byNumber.set(made.certNo, made);
    return made.certNo;
  }

  /** @returns the ID number of a baby whose household is registered by now, or null */
  numberOf(certificateNumber: string): string | null {
    const baby = this.babies.get(certificateNumber);
    if (baby && this.isThere(baby)) return baby.certNo;
    return this.residentOf(certificateNumber)?.certNo ?? null;
  }

  /** Whether anybody holds the ID number by now. */
  knows(certNo: string): boolean {
    const baby = this.byNumber.get(certNo);
    return baby ? this.isThere(baby) : this.host.residents.byCertificate(certNo) !== undefined;
  }

  /** Name and document must both fit one registered person. */
  find({ certType, certNo, name }: Pick<Registered, 'certType' | 'certNo' | 'name'>) {
    const number = certNo.trim().toUpperCase();
    const baby = this.byNumber.get(number);
    const person = baby && this.isThere(baby) ? fromBaby(baby) : this.fromCity(number);
    return person?.certType === certType && person.name === name ? person : undefined;
  }

  private fromCity(number: string): Registered | undefined {
    const resident = this.host.residents.byCertificate(number);
    if (!resident) return undefined;
    const isOwn = ({ babyResident }: Birth): boolean => babyResident === resident.personNo;
    const birth = this.host.residents.births().find(isOwn);
    return { ...resident, birthCertificate: birth?.certificateNumber ?? null };
  }

  private residentOf(certificateNumber: string): Resident | undefined {
    const { residents } = this.host;
    const personNo = residents.birthByCertificate(certificateNumber)?.babyResident ?? null;
    return personNo === null ? undefined : residents.byPersonNo(personNo);
  }

  private isThere({ registeredAt }: RegisteredBaby): boolean {
    return registeredAt <= this.host.clock.now();
  }

  private nextNumber(county: string, { birthDate, sex }: { birthDate: IsoDate; sex: Sex }): string {
    const number = this.numbers.eighteen(county, birthDate, sex);
    const isTaken = this.byNumber.has(number) || this.host.residents.byCertificate(number);
    return isTaken ? this.nextNumber(county, { birthDate, sex }) : number;
  }
}

function fromBaby(baby: RegisteredBaby): Registered {
  return {
    ...baby,
    certType: '01',
    hasResidencePermit: false,
    birthCertificate: baby.certificateNumber,
    deceased: false,
  };
}
