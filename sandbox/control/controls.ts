import { type Birth, type Resident } from '../city/resident';
import { PlatformControlError, type Platform } from '../core-platform/platform';
import { type Registries } from '../data-sharing/registries';
import { ClockError } from '../lib/clock';
import { type SandboxHost } from '../lib/host';
import { minuteMs } from '../lib/time';
import type * as z from 'zod';
import { InputError, type inputs } from './inputs';

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

/** What the control pages and the control API do: one place, two ways in. */
export class Controls {
  constructor(
    readonly host: SandboxHost,
    readonly platform: Platform,
    readonly registries: Registries,
  ) {}

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

  /** 原参保地重新上传. @throws ControlError, PlatformControlError */
  reuploadElsewhere(certNo: string): Resident {
    const resident = this.person(certNo);
    this.platform.reuploadElsewhere(resident);
    return resident;
  }
}
