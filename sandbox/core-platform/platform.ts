import { type Resident } from '../city/resident';
import { type DurableMap, type SandboxHost } from '../lib/host';
import { minuteMs, wireTime } from '../lib/time';
import { personalCharge } from './charge';
import {
  type ElsewhereChange,
  type SeenInsurance,
  seenInsurance,
  suspendedAtOrigin,
} from './insurance-view';
import { type Insured, People } from './people';

export interface Enrolment {
  bizNo: string;
  personNo: string;
  year: number;
  registrationNo: string;
  at: number;
  /** When a refund ended it (R202), epoch ms. */
  endedAt?: number;
}

export interface Posting {
  bizNo: string;
  personNo: string;
  year: number;
  amountFen: number;
  subsidyFen: number;
  payWay: string;
  transactionNo: string;
  /** As the payer's side wrote it, 'YYYY-MM-DD HH:mm:ss'. */
  paidTime: string;
  contributionNo: string;
  /** Business time from which the books show it, epoch ms. */
  bookedAt: number;
  /** What of it was given back (R202), in fen. */
  givenBackFen?: number;
  /** When the whole of it was given back and it was struck out, epoch ms. */
  endedAt?: number;
}

/** A refund as the platform confirmed it. */
export interface GivenBack {
  bizNo: string;
  /** The payment's business number, whether it ever came or not. */
  postingNo: string;
  /** The whole request in canonical JSON: the same number with other content is refused. */
  content: string;
  refundNo: string;
  isWhole: boolean;
  relationEnded: boolean;
  at: number;
}

/** A refused control action, with a sentence for the tester. */
export class PlatformControlError extends Error {
  override name = 'PlatformControlError';
}

/** A durable store by business number, with a second way in by person and coverage year. */
class PersonYearStore<
  T extends { bizNo: string; personNo: string; year: number; endedAt?: number },
> {
  private readonly byPerson = new Map<string, T[]>();

  constructor(private readonly store: DurableMap<T>) {
    for (const item of store.values()) this.index(item);
  }

  private index(item: T): void {
    this.byPerson.set(item.personNo, [...this.allOf(item.personNo), item]);
  }

  get nextSerial(): string {
    return String(this.store.size + 1).padStart(8, '0');
  }

  /** Business numbers are never reused; nothing is ever removed, but it may be ended. */
  add(item: T): T {
    this.store.set(item.bizNo, item);
    this.index(item);
    return item;
  }

  /** The same item as it is now. */
  change(item: T): void {
    this.store.set(item.bizNo, item);
    const others = (this.byPerson.get(item.personNo) ?? []).map((each) =>
      each.bizNo === item.bizNo ? item : each,
    );
    this.byPerson.set(item.personNo, others);
  }

  list(): T[] {
    return this.store.values();
  }

  byBizNo(bizNo: string): T | undefined {
    return this.store.get(bizNo);
  }

  /** What stands; what was ended is history. */
  allOf(personNo: string): readonly T[] {
    return (this.byPerson.get(personNo) ?? []).filter(({ endedAt }) => endedAt === undefined);
  }

  of(personNo: string, year: number): T | undefined {
    return this.allOf(personNo).find((item) => item.year === year);
  }
}

/** The platform's books: what was enrolled and posted, and what other cities did. All durable. */
export class Platform {
  readonly people: People;
  readonly enrolments: PersonYearStore<Enrolment>;
  readonly postings: PersonYearStore<Posting>;
  readonly givenBack: DurableMap<GivenBack>;
  private readonly elsewhere: DurableMap<ElsewhereChange>;
  private readonly settings: DurableMap<{ delayMinutes: number }>;

  constructor(private readonly host: SandboxHost) {
    this.people = new People(host);
    this.enrolments = new PersonYearStore(host.journal.store<Enrolment>('core-enrolments'));
    this.postings = new PersonYearStore(host.journal.store<Posting>('core-postings'));
    this.givenBack = host.journal.store<GivenBack>('core-given-back');
    this.elsewhere = host.journal.store<ElsewhereChange>('core-elsewhere');
    this.settings = host.journal.store<{ delayMinutes: number }>('core-settings');
  }

  get now(): number {
    return this.host.clock.now();
  }

  /** Name and document must both fit; nobody is told which one did not. */
  identify(certType: string, certNo: string, name: string): Insured | undefined {
    return this.people.identify(certType, certNo, name);
  }

  byPersonNo(personNo: string): Insured | undefined {
    return this.people.byPersonNo(personNo);
  }

  /** What the origin did since the sandbox began. */
  elsewhereChange(resident: Insured): ElsewhereChange | undefined {
    return this.elsewhere.get(resident.personNo);
  }

  /** Insurance outside this city's resident scheme, as the platform sees it now. */
  otherInsurance(resident: Insured): SeenInsurance | null {
    return seenInsurance(resident, this.elsewhereChange(resident), this.now);
  }

  /** Whether the person is insured or enrolled here for the year. */
  coveredHere(resident: Insured, year: number): boolean {
    return (
      resident.insuredYears.includes(year) ||
      this.enrolments.of(resident.personNo, year) !== undefined
    );
  }

  get postingDelayMinutes(): number {
    return this.settings.get('posting')?.delayMinutes ?? 0;
  }

  /** Later postings reach the books only so many minutes (business time) after they came in. */
  setPostingDelay(delayMinutes: number): void {
    this.settings.set('posting', { delayMinutes });
  }

  bookingTime(): number {
    return this.now + this.postingDelayMinutes * minuteMs;
  }

  /** 柜台或税务渠道另缴了一笔. @throws PlatformControlError */
  payAtCounter(resident: Resident, year: number): void {
    const { personNo } = resident;
    const charge = personalCharge(resident, year, this.now);
    if (!charge) throw new PlatformControlError('这个年度还没有公布缴费标准');
    if (this.postings.allOf(personNo).some((each) => each.bizNo.startsWith('COUNTER-'))) {
      throw new PlatformControlError('这个人已经在柜台缴过一次');
    }
    const serial = this.postings.nextSerial;
    this.postings.add({
      bizNo: `COUNTER-${serial}`,
      personNo,
      year,
      amountFen: charge.payableFen,
      subsidyFen: charge.subsidyFen,
      payWay: '99',
      transactionNo: '',
      paidTime: wireTime(this.now),
      contributionNo: `SANDBOX-GT${String(year)}${serial}`,
      bookedAt: this.now,
    });
  }

  /** The origin suspends the relation now. @throws PlatformControlError */
  suspendElsewhere(resident: Resident): void {
    const { other, change } = this.elsewhereOf(resident);
    if (suspendedAtOrigin(other, change) !== null) {
      throw new PlatformControlError('原参保地已经办理过暂停');
    }
    this.elsewhere.set(resident.personNo, { suspendedAt: this.now, reuploadedAt: null });
  }

  /** The origin uploads its data again: the platform learns of a suspension at once. */
  reuploadElsewhere(resident: Resident): void {
    const { other, change } = this.elsewhereOf(resident);
    if (suspendedAtOrigin(other, change) === null) {
      throw new PlatformControlError('原参保地还没有办理暂停，上传了也没有变化');
    }
    const suspendedAt = change?.suspendedAt ?? null;
    this.elsewhere.set(resident.personNo, { suspendedAt, reuploadedAt: this.now });
  }

  private elsewhereOf(resident: Resident) {
    const other = resident.otherInsurance;
    if (!other || other.insurance === 'employee') {
      throw new PlatformControlError('这个人没有外地居民医保');
    }
    return { other, change: this.elsewhereChange(resident) };
  }
}
