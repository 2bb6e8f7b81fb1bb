import { isDeepStrictEqual } from 'node:util';
import {
  departmentItems,
  type handOverInput,
  type handOverOutput,
} from '@yibao/shared/protocols/data-sharing';
import type * as z from 'zod';
import { type DurableMap, type SandboxHost } from '../lib/host';
import { dayMs, hourMs, minuteMs } from '../lib/time';
import { type Certificates } from './certificates';
import { type HouseholdRegister } from './household-register';

export type DepartmentItem = (typeof departmentItems)[number];
export type HandOver = z.output<typeof handOverInput>;
export type HandOverState = z.output<typeof handOverOutput>;

/** A case as a department took it; how it stands follows from these times and the clock. */
interface Case {
  handOver: HandOver;
  reference: string;
  /** Why it came back at once; null when it was taken. */
  returned: string | null;
  /** When it will be or was done, epoch ms of business time. */
  doneAt: number;
}

/** How long each takes, in minutes of business time, until a tester says otherwise. */
const usualMinutes = {
  household: (2 * dayMs) / minuteMs,
  socialCard: dayMs / minuteMs,
  vaccination: 0,
  maternity: (3 * hourMs) / minuteMs,
} as const satisfies Record<DepartmentItem, number>;

/** The departments' letters before their case numbers: 公安, 人社, 疾控, 医保. */
const prefixes = {
  household: 'GA',
  socialCard: 'RS',
  vaccination: 'JK',
  maternity: 'YB',
} as const satisfies Record<DepartmentItem, string>;

const defaultReason = '材料不齐，请补齐后重新提交';

/** The departments that take over what is joined to a birth. All durable, nothing on a timer. */
export class Departments {
  private readonly cases: DurableMap<Case>;
  private readonly minutes: DurableMap<{ minutes: number }>;
  private readonly nextReturns: DurableMap<{ reason: string }>;

  constructor(
    private readonly host: SandboxHost,
    private readonly certificates: Certificates,
    private readonly households: HouseholdRegister,
  ) {
    this.cases = host.journal.store<Case>('sharing-cases');
    this.minutes = host.journal.store<{ minutes: number }>('sharing-minutes');
    this.nextReturns = host.journal.store<{ reason: string }>('sharing-returns');
  }

  /**
   * Takes a case over, or answers how it stands: the same case number is the same case.
   *
   * @returns null when the number belongs to a case of other content
   */
  take(handOver: HandOver): HandOverState | null {
    const earlier = this.cases.get(handOver.caseNo);
    if (!earlier) return this.stateOf(this.open(handOver));
    return isDeepStrictEqual(earlier.handOver, handOver) ? this.stateOf(earlier) : null;
  }

  /** @returns null for a case number nobody handed over */
  status(caseNo: string): HandOverState | null {
    const found = this.cases.get(caseNo);
    return found ? this.stateOf(found) : null;
  }

  /** The next new case of the item comes back; null lets it be taken as usual. */
  returnNext(item: DepartmentItem, reason: string | null): void {
    if (reason === null) this.nextReturns.delete(item);
    else this.nextReturns.set(item, { reason: reason === '' ? defaultReason : reason });
  }

  /** Cases handed over from now on take so many minutes of business time. */
  setMinutes(item: DepartmentItem, minutes: number): void {
    this.minutes.set(item, { minutes });
  }

  minutesOf(item: DepartmentItem): number {
    return this.minutes.get(item)?.minutes ?? usualMinutes[item];
  }

  /** What each department does with the next case, for the tester. */
  list(): { item: DepartmentItem; minutes: number; returnsNext: string | null }[] {
    return departmentItems.map((item) => ({
      item,
      minutes: this.minutesOf(item),
      returnsNext: this.nextReturns.get(item)?.reason ?? null,
    }));
  }

  private open(handOver: HandOver): Case {
    const { item, caseNo } = handOver;
    const serial = String(this.cases.size + 1).padStart(6, '0');
    const returned = this.flawOf(handOver);
    const doneAt = returned === null ? this.finish(handOver) : this.host.clock.now();
    const made = { handOver, reference: `SANDBOX-${prefixes[item]}${serial}`, returned, doneAt };
    this.cases.set(caseNo, made);
    this.nextReturns.delete(item);
    return made;
  }

  /** When the case will be done; a household is entered with the register for that moment. */
  private finish(handOver: HandOver): number {
    const { item, certificateNumber, babyName, sex, bornAt, householdArea } = handOver;
    const now = this.host.clock.now();
    const doneAt = now + this.minutesOf(item) * minuteMs;
    if (item !== 'household') return doneAt;
    if (this.households.numberOf(certificateNumber) !== null) return now;
    const birthDate = bornAt.slice(0, 10);
    const baby = { certificateNumber, name: babyName, sex, birthDate, householdArea };
    this.households.register(baby, doneAt);
    return doneAt;
  }

  /** Why the department sends the case back, or null. */
  private flawOf(handOver: HandOver): string | null {
    const wanted = this.nextReturns.get(handOver.item);
    if (wanted) return wanted.reason;
    if (handOver.item === 'household') return this.householdFlaw(handOver);
    if (handOver.item !== 'socialCard') return null;
    if (handOver.residentId === null) return '还没有身份证号码';
    return this.households.knows(handOver.residentId) ? null : '查不到这个身份证号码';
  }

  private householdFlaw({ certificateNumber }: HandOver): string | null {
    const flaw = this.certificates.birth(certificateNumber)?.firstHouseholdFlaw ?? null;
    const isFirst = !this.cases
      .values()
      .some(
        ({ handOver }) =>
          handOver.item === 'household' && handOver.certificateNumber === certificateNumber,
      );
    return isFirst ? flaw : null;
  }

  private stateOf({ handOver, reference, returned, doneAt }: Case): HandOverState {
    if (returned !== null) {
      return { status: 'returned', reference, reason: returned, residentId: null };
    }
    const { item, certificateNumber } = handOver;
    const isHousehold = item === 'household';
    // A family that went to the police station itself is done earlier than the case was due.
    const residentId = isHousehold ? this.households.numberOf(certificateNumber) : null;
    const isDone = isHousehold ? residentId !== null : doneAt <= this.host.clock.now();
    return { status: isDone ? 'done' : 'accepted', reference, reason: '', residentId };
  }
}
