import { type Birth, type Resident } from '../city/resident';
import { PlatformControlError, type Platform } from '../core-platform/platform';
import { type Registries } from '../data-sharing/registries';
import { ClockError } from '../lib/clock';
import { type SandboxHost } from '../lib/host';
import { isoDate, minuteMs } from '../lib/time';
import { type MutualAid } from '../mutual-aid/platform';
import { type TaxBook } from '../tax/book';
import { type TaxReviews } from '../tax/review';
import { type RefundBook } from '../wechat-pay/refund';
import type * as z from 'zod';
import { InputError, type inputs } from './inputs';
import { lifeChange, payableYear } from './life';

/** A control action that cannot be done, with a sentence for the tester. */
export class ControlError extends Error {
  override name = 'ControlError';
}

/** @returns the HTTP status and sentence of a refusal that the tester can do something about */
export function refusalOf(error: unknown): { status: 400 | 409; message: string } | null {
  if (error instanceof InputError) return { status: 400, message: error.message };
  const known = [ClockError, PlatformControlError, ControlError];
  const refused = known.some((kind) => error instanceof kind);
  return refused && error instanceof Error ? { status: 409, message: error.message } : null;
}

/** A name the baby does not have. */
function otherNameOf({ babyName }: Birth): string {
  const renamed = `${babyName.slice(0, 1)}改名`;
  return renamed === babyName ? `${babyName.slice(0, 1)}又改名` : renamed;
}

interface Books {
  host: SandboxHost;
  platform: Platform;
  registries: Registries;
  mutualAid: MutualAid;
  tax: TaxBook;
  /** Where money goes back. */
  back: { taxReviews: TaxReviews; refunds: RefundBook };
}

/** What the control pages and the control API do: one place, two ways in. */
export class Controls {
  readonly host: SandboxHost;
  readonly platform: Platform;
  readonly registries: Registries;
  readonly mutualAid: MutualAid;
  readonly tax: TaxBook;
  readonly back: Books['back'];

  constructor(parts: Books) {
    ({
      host: this.host,
      platform: this.platform,
      registries: this.registries,
      mutualAid: this.mutualAid,
      tax: this.tax,
      back: this.back,
    } = parts);
  }

  /** @throws ClockError for a move backwards */
  moveClock(move: z.output<typeof inputs.clock>): void {
    if ('setTo' in move) this.host.clock.set(move.setTo);
    else this.host.clock.advance(move.advanceMinutes * minuteMs);
  }

  /** People whose name or certificate number contains `text`, with that story ('' is any). */
  findPeople({ text, story }: z.output<typeof inputs.cityFilter>): readonly Resident[] {
    const wanted = text.trim().toUpperCase();
    return this.host.residents
      .list()
      .filter((each) => story === '' || each.story === story)
      .filter((each) => each.name.includes(wanted) || each.certNo.includes(wanted));
  }

  /** @throws ControlError when nobody holds that number */
  person(certNo: string): Resident {
    const resident = this.host.residents.byCertificate(certNo.trim().toUpperCase());
    if (!resident) throw new ControlError('城里没有这个证件号码的人');
    return resident;
  }

  /** 在原参保地办理暂停. @throws ControlError, PlatformControlError */
  suspendElsewhere(certNo: string): Resident {
    const resident = this.person(certNo);
    this.platform.suspendElsewhere(resident);
    return resident;
  }

  /** A birth of the city by its certificate. @throws ControlError when no birth has the number */
  birth(certificateNumber: string): Birth {
    const birth = this.registries.certificates.birth(certificateNumber);
    if (!birth) throw new ControlError('城里没有这个编号的出生医学证明');
    return birth;
  }

  /** From now on the register of birth certificates answers otherwise. @throws ControlError */
  changeCertificate({ number, change, babyName }: z.output<typeof inputs.certificate>): Birth {
    const { certificates } = this.registries;
    const birth = this.birth(number);
    if (change === 'void') certificates.void(birth);
    else if (change === 'restore') certificates.restore(birth);
    else certificates.rename(birth, babyName ?? otherNameOf(birth));
    return this.birth(number);
  }

  /** 家里自己去派出所上户口. @returns the baby's ID number. @throws ControlError */
  registerHousehold(certificateNumber: string): string {
    return this.registries.registerHousehold(this.birth(certificateNumber));
  }

  /** What a department does with the cases to come. */
  instructDepartment(instruction: z.output<typeof inputs.department>): void {
    const { departments } = this.registries;
    const { item, answer, reason, minutes } = instruction;
    if (answer !== undefined) departments.returnNext(item, answer === 'return' ? reason : null);
    if (minutes !== undefined) departments.setMinutes(item, minutes);
  }

  /** Another system takes money from a personal account, whatever is frozen. @throws ControlError */
  takeFromAccount({ certNo, takeFen }: z.output<typeof inputs.personalAccount>): Resident {
    const owner = this.person(certNo);
    const balanceFen = this.mutualAid.accounts.balanceFen(owner);
    if (balanceFen === null) throw new ControlError('这个人没有职工医保个人账户');
    if (takeFen > balanceFen) throw new ControlError('账户里没有这么多钱');
    this.mutualAid.accounts.change(owner, -takeFen);
    return owner;
  }

  /** 窗口绑定: the clerk has the papers on the table. @throws ControlError */
  bindAtCounter(asked: z.output<typeof inputs.counterBinding>): string {
    const owner = this.person(asked.ownerCertNo);
    const relative = this.person(asked.relativeCertNo);
    const bound = this.mutualAid.bindAtCounter(owner, relative, asked.relation);
    if (typeof bound !== 'string') return bound.bindNo;
    throw new ControlError(
      {
        noAccount: '账户本人没有职工医保个人账户',
        full: '绑定的人已满',
        alreadyBound: '已经绑定过',
      }[bound],
    );
  }

  /** Money that slips through at the tax bureau although the hand-over was closed. @throws ControlError */
  payLateAtTax(orderNo: string): void {
    const handOver = this.tax.get(orderNo);
    if (!handOver || handOver.totalFen === 0) throw new ControlError('税务那边没有这笔缴费');
    this.tax.pay(handOver, { force: true });
  }

  /** How the tax bureau and WeChat Pay treat refunds that come from now on. */
  instructRefunds(instruction: z.output<typeof inputs.refunds>): void {
    const { taxReviews, refunds } = this.back;
    const { taxMinutes, nextReview, payMinutes, nextRefund } = instruction;
    if (taxMinutes !== undefined) taxReviews.set({ minutes: taxMinutes });
    if (nextReview !== undefined) taxReviews.set({ rejectNext: nextReview === 'reject' });
    if (payMinutes !== undefined) refunds.set({ minutes: payMinutes });
    if (nextRefund !== undefined) refunds.set({ next: nextRefund });
  }

  /** What befalls a person after they have paid. @throws ControlError, PlatformControlError */
  live({ certNo, event }: z.output<typeof inputs.life>): Resident {
    const resident = this.person(certNo);
    const { people } = this.platform;
    if (event === 'payAtCounter') this.platform.payAtCounter(resident, payableYear(this.host));
    else {
      const change = lifeChange(event, isoDate(this.host.clock.now()));
      people.live(resident.personNo, change);
    }
    return resident;
  }

  /** 原参保地重新上传. @throws ControlError, PlatformControlError */
  reuploadElsewhere(certNo: string): Resident {
    const resident = this.person(certNo);
    this.platform.reuploadElsewhere(resident);
    return resident;
  }
}
