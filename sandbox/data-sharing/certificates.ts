import { isIssuedHere } from '../city/births';
import { type Birth } from '../city/resident';
import { type DurableMap, type SandboxHost } from '../lib/host';

/** What was changed in the register after the city was made. */
interface CertificateChange {
  status: Birth['status'];
  babyName: string;
}

/** The register of birth certificates of this province (卫健), and what a tester made of it. */
export class Certificates {
  private readonly changes: DurableMap<CertificateChange>;

  constructor(private readonly host: SandboxHost) {
    this.changes = host.journal.store<CertificateChange>('sharing-certificates');
  }

  /** All births of the city as the register answers now, other provinces' certificates too. */
  list(): Birth[] {
    return this.host.residents.births().map((birth) => this.current(birth));
  }

  /** Any birth of the city by its number, wherever the certificate was issued. */
  birth(number: string): Birth | undefined {
    const birth = this.host.residents.birthByCertificate(number.trim().toUpperCase());
    return birth && this.current(birth);
  }

  /** What the register knows: certificates that this province issued. */
  find(number: string): Birth | undefined {
    const birth = this.birth(number);
    return birth && isIssuedHere(birth.certificateNumber) ? birth : undefined;
  }

  void(birth: Birth): void {
    this.store(birth, { status: 'voided', babyName: birth.babyName });
  }

  /** The register names another baby from now on. */
  rename(birth: Birth, babyName: string): void {
    this.store(birth, { status: birth.status, babyName });
  }

  /** Valid, with the name that was issued. */
  restore({ certificateNumber }: Birth): void {
    const issued = this.host.residents.birthByCertificate(certificateNumber);
    if (issued) this.store(issued, { status: 'valid', babyName: issued.babyName });
  }

  private store({ certificateNumber }: Birth, change: CertificateChange): void {
    this.changes.set(certificateNumber, change);
  }

  private current(birth: Birth): Birth {
    return { ...birth, ...this.changes.get(birth.certificateNumber) };
  }
}
