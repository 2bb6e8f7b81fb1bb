import { type IsoDate, type Sex } from '@yibao/shared/rules/facts';
import { householdHardship } from '../city/hardship';
import { type CertType, type Resident } from '../city/resident';
import { type DurableMap, type SandboxHost } from '../lib/host';

/** Somebody the platform knows: of the city as it was made, or a newborn it took in since. */
export interface Insured extends Omit<Resident, 'certType'> {
  /** 99 (其他): known by the number of the birth certificate. */
  certType: CertType | '99';
}

/** How a person is named on the wire. */
export interface WireIdentity {
  certType: CertType | '99';
  certNo: string;
  name: string;
}

/** What a guardian said of a newborn when the platform made the person. */
export interface Newborn {
  /** psn_no. */
  personNo: string;
  certificateNumber: string;
  name: string;
  sex: Sex;
  birthDate: IsoDate;
  householdRegion: string;
  /** psn_no of the guardian: the household's hardship list is the newborn's too. */
  guardianNo: string;
}

/** R102: one document in the place of another. */
export interface IdentityChange {
  bizNo: string;
  personNo: string;
  from: WireIdentity;
  to: WireIdentity;
}

/** What befell a person since the sandbox began. */
export type LifeChange = Partial<Pick<Resident, 'deceased' | 'otherInsurance'>>;

const normalised = (number: string): string => number.trim().toUpperCase();

/** Everybody the platform knows, under the document that counts now. All durable. */
export class People {
  private readonly newborns: DurableMap<Newborn>;
  private readonly changes: DurableMap<IdentityChange>;
  private readonly lives: DurableMap<LifeChange>;
  private readonly byPerson = new Map<string, Newborn>();
  /** The last change of each person, and who holds a document that came by a change. */
  private readonly changed = new Map<string, WireIdentity>();
  private readonly holders = new Map<string, string>();

  constructor(private readonly host: SandboxHost) {
    this.newborns = host.journal.store<Newborn>('core-newborns');
    this.changes = host.journal.store<IdentityChange>('core-identity-changes');
    this.lives = host.journal.store<LifeChange>('core-lives');
    for (const newborn of this.newborns.values()) this.byPerson.set(newborn.personNo, newborn);
    for (const change of this.changes.values()) this.index(change);
  }

  private index({ personNo, to }: IdentityChange): void {
    this.changed.set(personNo, to);
    this.holders.set(to.certNo, personNo);
  }

  /** Name and document must both fit; nobody is told which one did not. */
  identify(certType: string, certNo: string, name: string): Insured | undefined {
    const number = normalised(certNo);
    const person = this.holderOf(number);
    if (person?.name !== name) return undefined;
    // An earlier document of somebody who changed it names nobody any more.
    const isCurrent = person.certType === certType && person.certNo === number;
    return isCurrent || this.isResidentBaby(person, certType, number) ? person : undefined;
  }

  /** Who holds or held a document of that number. */
  holderOf(certNo: string): Insured | undefined {
    const number = normalised(certNo);
    const holder = this.holders.get(number);
    if (holder !== undefined) return this.byPersonNo(holder);
    const resident = this.host.residents.byCertificate(number);
    if (resident) return this.current(resident);
    return this.byBirthCertificate(number);
  }

  /** The person a birth certificate was used for, also once there is an ID number. */
  byBirthCertificate(certificateNumber: string): Insured | undefined {
    const number = normalised(certificateNumber);
    const newborn = this.newborns.get(number);
    if (newborn) return this.byPersonNo(newborn.personNo);
    const resident = this.host.residents.birthByCertificate(number)?.babyResident;
    return typeof resident === 'string' ? this.byPersonNo(resident) : undefined;
  }

  byPersonNo(personNo: string): Insured | undefined {
    const resident = this.host.residents.byPersonNo(personNo);
    if (resident) return this.current(resident);
    const newborn = this.byPerson.get(personNo);
    return newborn && this.current(this.asInsured(newborn));
  }

  /** A newborn nobody was made for yet, with the number it will have; not taken in by this. */
  prepare(said: Omit<Newborn, 'personNo'>): { newborn: Newborn; person: Insured } {
    const serial = String(this.newborns.size + 1).padStart(6, '0');
    const newborn = { ...said, personNo: `34060099000001${serial}` };
    return { newborn, person: this.asInsured(newborn) };
  }

  takeIn(newborn: Newborn): void {
    this.newborns.set(newborn.certificateNumber, newborn);
    this.byPerson.set(newborn.personNo, newborn);
  }

  changeByBizNo(bizNo: string): IdentityChange | undefined {
    return this.changes.get(bizNo);
  }

  change(change: IdentityChange): void {
    this.changes.set(change.bizNo, change);
    this.index(change);
  }

  /** Who was a resident with an ID number before is found by the certificate as well. */
  private isResidentBaby(person: Insured, certType: string, number: string): boolean {
    const birth = certType === '99' ? this.host.residents.birthByCertificate(number) : undefined;
    return birth?.babyResident === person.personNo;
  }

  private current(person: Insured): Insured {
    const identity = this.changed.get(person.personNo);
    const life = this.lives.get(person.personNo);
    return identity || life ? { ...person, ...identity, ...life } : person;
  }

  /** What befell the person since; nothing for most. */
  lifeOf(personNo: string): LifeChange {
    return this.lives.get(personNo) ?? {};
  }

  /** 上班、去外地、去世: from now on the platform knows it. */
  live(personNo: string, change: LifeChange): void {
    this.lives.set(personNo, { ...this.lifeOf(personNo), ...change });
  }

  private asInsured(newborn: Newborn): Insured {
    const { personNo, name, sex, birthDate, householdRegion } = newborn;
    const { residents } = this.host;
    const householdId = residents.byPersonNo(newborn.guardianNo)?.householdId ?? '';
    return {
      personNo,
      name,
      sex,
      birthDate,
      householdRegion,
      certType: '99',
      certNo: newborn.certificateNumber,
      phone: null,
      householdId,
      role: 'child',
      deceased: false,
      hasResidencePermit: false,
      isStudentHere: false,
      insuredYears: [],
      otherInsurance: null,
      hardship: householdHardship(residents, householdId),
      story: 'newborn',
    };
  }
}
