import { randomInt } from 'node:crypto';
import type * as z from 'zod';
import {
  contributionsOutput,
  elsewhereOutput,
  enrolOutput,
  giveBackOutput,
  infcode,
  type InterfaceNumber,
  listPostingsOutput,
  personOutput,
  postingPageSizeMax,
  postPaymentOutput,
  responseEnvelope,
  settlementPageSizeMax,
  settlementsOutput,
} from '@yibao/shared/protocols/core-platform';
import { signEnvelope, verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import { type EnrollmentFacts, type Sex } from '@yibao/shared/rules/facts';
import { fenToYuanText, yuanTextToFen } from '@yibao/shared/rules/money';
import { type RailName } from '@yibao/shared/rules/rails';
import { type Clock } from '../clock';
import { type Config } from '../config';
import { certTypes, documentTypesByCert, hardshipCodes } from './code-sets';
import {
  type GiveBackRequest,
  type GiveBackResult,
  isBusinessRefusal,
  wireGiveBack,
} from './give-back';
import { type PostingPage, toPostingPage } from './core-platform-postings';
import { callJson, UpstreamError } from './http';
import { inTurn } from './in-turn';
import { type Settlement, toSettlement } from './settlement';
import { fromWireTime, toWireTime } from './wire-time';
import { type DocumentTypeName } from '../wire';

const system = 'core-platform';
const usualTimeoutMs = 4_000;
/** A page of 500 rows; nobody waits in front of a screen for it. */
const listTimeoutMs = 20_000;

/** A natural person as the platform is asked about them. */
export interface Identity {
  documentType: DocumentTypeName;
  documentNumber: string;
  name: string;
}

export interface PlatformPerson {
  platformNumber: string;
  name: string;
  facts: Omit<EnrollmentFacts, 'insuredYears'>;
}

export interface Contribution {
  coverageYear: number;
  insurance: 'resident' | 'employee';
  poolingArea: string;
  poolingAreaName: string;
  amountFen: number;
  paidAt: number;
  arrived: boolean;
  businessNo: string;
  collectionNo: string;
}

export type EnrolResult =
  /** The number is null when another counter had enrolled the person before. */
  | { outcome: 'accepted'; registration: string | null; platformNumber: string | null }
  | { outcome: 'elsewhere'; poolingAreaName: string; insurance: 'resident' | 'employee' }
  | { outcome: 'refused'; reason: EnrolRefusal };
export type EnrolRefusal = 'employeeInsured' | 'deceased' | 'yearNotOpen' | 'personNotFound';

/** What the platform needs to know of somebody it has no record of yet. */
export interface NewPerson {
  birthDate: string;
  sex: Sex;
  /** Region where the household is to be registered. */
  householdRegion: string;
  guardian: Identity;
}

export type EnrolRequest = Identity & {
  businessNo: string;
  coverageYear: number;
  /** For a newborn: the platform makes the person with the enrolment. */
  newborn?: NewPerson;
};

export interface IdentityChange {
  businessNo: string;
  platformNumber: string;
  from: Identity;
  to: Identity;
}

export interface PostPaymentRequest {
  businessNo: string;
  platformNumber: string;
  coverageYear: number;
  amountFen: number;
  subsidyFen: number;
  paidAt: number;
  rail: RailName;
  /** The rail's number of the payment; null when there was nothing to pay. */
  transactionId: string | null;
}

export type PostedPayment =
  | {
      outcome: 'accepted';
      collectionNo: string;
      /** Whether it stands in the platform's books already. */
      arrived: boolean;
    }
  /** The year stands in the books by another payment: this one will never be booked. */
  | { outcome: 'paidElsewhere' }
  /** This very payment was given back (R202). */
  | { outcome: 'givenBack' };

/** The city's insurance core platform, behind the bureau's front gateway. */
export interface CorePlatform {
  /**
   * 1101. @returns null when name and document do not belong to one person
   *
   * @param options.timeoutMs how long to wait, when less than usual
   */
  findPerson(identity: Identity, options?: { timeoutMs: number }): Promise<PlatformPerson | null>;
  /** 90100, all years. */
  listContributions(platformNumber: string): Promise<Contribution[]>;
  /**
   * 5203, all pages between two Shanghai days. What somebody was ill with is not asked for.
   *
   * @throws UpstreamError also when there is no end to the pages
   */
  listSettlements(
    platformNumber: string,
    range: { from: string; to: string },
  ): Promise<Settlement[]>;
  /** R101; idempotent by `businessNo`. */
  enrol(request: EnrolRequest): Promise<EnrolResult>;
  /** R102: a person's document changes, the number stays; idempotent by `businessNo`. */
  changeIdentity(change: IdentityChange): Promise<void>;
  /** R201; idempotent by `businessNo`. */
  postPayment(request: PostPaymentRequest): Promise<PostedPayment>;
  /** R202: confirms a refund and ends the year's relation; idempotent by `businessNo`. */
  giveBack(request: GiveBackRequest): Promise<GiveBackResult>;
  /** R301: what it booked of the payments of a day ('YYYY-MM-DD'), page by page from 1. */
  listPostings(day: string, page: number): Promise<PostingPage>;
}

const relationStatuses = { '1': 'active', '2': 'suspended', '4': 'ended' } as const;

const refusals: Partial<Record<number, EnrolRefusal>> = {
  [infcode.personNotFound]: 'personNotFound',
  [infcode.employeeInsured]: 'employeeInsured',
  [infcode.deceased]: 'deceased',
  [infcode.yearNotOpen]: 'yearNotOpen',
};

/** A thousand settlements in ten years is somebody on dialysis; five times that is a fault. */
const maxSettlementPages = 50;

const insuranceOf = (code: '310' | '390') => (code === '310' ? 'employee' : 'resident');

/** The real client: signed envelopes over HTTP, replies verified before they are read. */
export class CorePlatformClient implements CorePlatform {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  private call(infno: InterfaceNumber, input: Record<string, unknown>, timeoutMs = usualTimeoutMs) {
    return inTurn(system, () => this.ask(infno, input, timeoutMs));
  }

  private async ask(infno: InterfaceNumber, input: Record<string, unknown>, timeoutMs: number) {
    const { config } = this;
    const { url, institution, privateKey, publicKey } = config.corePlatform;
    const now = this.clock.now();
    const request = signEnvelope(
      {
        infno,
        msgid: messageId(institution, now),
        mdtrtarea_admvs: config.poolingArea,
        insuplc_admdvs: config.poolingArea,
        recer_sys_code: 'YIBAO',
        signtype: 'SM2' as const,
        infver: 'V1.0',
        opter_type: '3' as const,
        opter: 'yibao',
        opter_name: '医保随身办',
        inf_time: toWireTime(now),
        fixmedins_code: institution,
        input,
      },
      privateKey,
    );
    const reply = await callJson(system, url, { method: 'POST', body: request, timeoutMs });
    const envelope = responseEnvelope.safeParse(reply);
    if (!envelope.success) throw new UpstreamError(system, 'malformed envelope');
    const fits =
      envelope.data.inf_refmsgid === request.msgid && verifyEnvelope(envelope.data, publicKey);
    if (!fits) throw new UpstreamError(system, 'bad signature');
    return envelope.data;
  }

  private output<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new UpstreamError(system, 'malformed output');
    return parsed.data;
  }

  async findPerson(
    identity: Identity,
    options?: { timeoutMs: number },
  ): Promise<PlatformPerson | null> {
    const reply = await this.call('1101', wireIdentity(identity), options?.timeoutMs);
    if (reply.infcode === infcode.personNotFound) return null;
    requireOk(reply.infcode);
    return toPerson(this.output(personOutput, reply.output));
  }

  async listContributions(platformNumber: string): Promise<Contribution[]> {
    const reply = await this.call('90100', { psn_no: platformNumber });
    requireOk(reply.infcode);
    return this.output(contributionsOutput, reply.output).clctinfo.map(toContribution);
  }

  async listSettlements(
    platformNumber: string,
    { from, to }: { from: string; to: string },
  ): Promise<Settlement[]> {
    const found = new Map<string, Settlement>();
    for (let page = 1; page <= maxSettlementPages; page++) {
      const reply = await this.call('5203', {
        psn_no: platformNumber,
        begntime: from,
        endtime: to,
        page_num: page,
        page_size: settlementPageSizeMax,
      });
      requireOk(reply.infcode);
      const { setlinfo, recordCounts } = this.output(settlementsOutput, reply.output);
      for (const each of setlinfo.map(toSettlement)) found.set(each.settlementNo, each);
      if (setlinfo.length === 0 || page * settlementPageSizeMax >= recordCounts) {
        return [...found.values()];
      }
    }
    throw new UpstreamError(system, 'settlements without end');
  }

  async enrol(request: EnrolRequest): Promise<EnrolResult> {
    const { businessNo, coverageYear, newborn, ...identity } = request;
    const reply = await this.call('R101', {
      biz_no: businessNo,
      ...wireIdentity(identity),
      insu_year: String(coverageYear),
      insuplc_admdvs: this.config.poolingArea,
      psn_type: newborn ? personTypes.newborn : personTypes.resident,
      ...(newborn ? { newborn: wireNewPerson(newborn) } : {}),
    });
    if (reply.infcode === infcode.insuredElsewhere) {
      const { insuplc_name, insutype } = this.output(elsewhereOutput, reply.output);
      return {
        outcome: 'elsewhere',
        poolingAreaName: insuplc_name,
        insurance: insuranceOf(insutype),
      };
    }
    if (reply.infcode === infcode.alreadyEnrolled) {
      return { outcome: 'accepted', registration: null, platformNumber: null };
    }
    const reason = refusals[reply.infcode];
    if (reason) return { outcome: 'refused', reason };
    requireOk(reply.infcode);
    const { regi_no, psn_no } = this.output(enrolOutput, reply.output);
    return { outcome: 'accepted', registration: regi_no, platformNumber: psn_no };
  }

  async changeIdentity(change: IdentityChange): Promise<void> {
    const reply = await this.call('R102', {
      biz_no: change.businessNo,
      psn_no: change.platformNumber,
      from: wireIdentity(change.from),
      to: wireIdentity(change.to),
    });
    requireOk(reply.infcode);
  }

  async postPayment(request: PostPaymentRequest): Promise<PostedPayment> {
    const reply = await this.call('R201', {
      biz_no: request.businessNo,
      psn_no: request.platformNumber,
      insu_year: String(request.coverageYear),
      clct_amt: fenToYuanText(request.amountFen),
      subs_amt: fenToYuanText(request.subsidyFen),
      clct_time: toWireTime(request.paidAt),
      pay_way: request.transactionId === null ? '00' : payWays[request.rail],
      trans_no: request.transactionId ?? '',
    });
    if (reply.infcode === infcode.alreadyPosted) return { outcome: 'paidElsewhere' };
    if (reply.infcode === infcode.givenBack) return { outcome: 'givenBack' };
    requireOk(reply.infcode);
    const { clct_no, clct_flag } = this.output(postPaymentOutput, reply.output);
    return { outcome: 'accepted', collectionNo: clct_no, arrived: clct_flag === '1' };
  }

  async giveBack(request: GiveBackRequest): Promise<GiveBackResult> {
    const reply = await this.call('R202', wireGiveBack(request));
    if (isBusinessRefusal(reply.infcode)) return { outcome: 'refused', code: reply.infcode };
    requireOk(reply.infcode);
    const { refd_no } = this.output(giveBackOutput, reply.output);
    return { outcome: 'confirmed', refundNo: refd_no };
  }

  async listPostings(day: string, page: number): Promise<PostingPage> {
    const input = { clct_date: day, page_num: page, page_size: postingPageSizeMax };
    const reply = await this.call('R301', input, listTimeoutMs);
    requireOk(reply.infcode);
    return toPostingPage(this.output(listPostingsOutput, reply.output), page);
  }
}

/** pay_way by the rail the money came on. */
const payWays = { wechatPay: '01', mutualAid: '02', taxHandOver: '03' } as const satisfies Record<
  RailName,
  string
>;

/** 12 characters of institution, the time to the second, four digits: 30 in all. */
function messageId(institution: string, now: number): string {
  const time = toWireTime(now).replace(/\D/g, '');
  return `${institution}${time}${String(randomInt(10_000)).padStart(4, '0')}`;
}

function requireOk(code: number): void {
  if (code !== infcode.ok) throw new UpstreamError(system, `infcode ${code}`);
}

/** psn_type: 1401 newborn, 1701 resident. */
const personTypes = { newborn: '1401', resident: '1701' } as const;

function wireNewPerson({ birthDate, sex, householdRegion, guardian }: NewPerson) {
  return {
    brdy: birthDate,
    gend: sex === 'male' ? '1' : '2',
    hsreg_admdvs: householdRegion,
    guardian: wireIdentity(guardian),
  };
}

function wireIdentity(identity: Identity) {
  return {
    psn_cert_type: certTypes[identity.documentType],
    certno: identity.documentNumber,
    psn_name: identity.name,
  };
}

const documentTypes = { ...documentTypesByCert, '99': 'birthCertificate' } as const;

function toPerson({ baseinfo, insuinfo, idetinfo }: z.output<typeof personOutput>): PlatformPerson {
  return {
    platformNumber: baseinfo.psn_no,
    name: baseinfo.psn_name,
    facts: {
      documentType: documentTypes[baseinfo.psn_cert_type],
      birthDate: baseinfo.brdy,
      sex: baseinfo.gend === '1' ? 'male' : 'female',
      deceased: baseinfo.surv_stas === '0',
      householdRegion: baseinfo.hsreg_admdvs === '' ? null : baseinfo.hsreg_admdvs,
      hasResidencePermit: baseinfo.resd_prmt === '1',
      isStudentHere: baseinfo.schl_reg === '1',
      insurances: insuinfo.map((relation) => ({
        insurance: insuranceOf(relation.insutype),
        status: relationStatuses[relation.psn_insu_stas],
        poolingArea: relation.insuplc_admdvs,
        poolingAreaName: relation.insuplc_name,
        since: relation.psn_insu_date,
        suspendedAt: relation.paus_insu_date === '' ? null : fromWireTime(relation.paus_insu_date),
      })),
      hardship: idetinfo.map((record) => ({
        identity: hardshipCodes[record.psn_idet_type],
        from: record.begntime,
        to: record.endtime === '' ? null : record.endtime,
      })),
    },
  };
}

function toContribution(
  record: z.output<typeof contributionsOutput>['clctinfo'][number],
): Contribution {
  return {
    coverageYear: Number(record.accrym_begn.slice(0, 4)),
    insurance: insuranceOf(record.insutype),
    poolingArea: record.poolarea_no,
    poolingAreaName: record.poolarea_name,
    amountFen: yuanTextToFen(record.clct_amt),
    paidAt: fromWireTime(record.clct_time),
    arrived: record.clct_flag === '1',
    businessNo: record.biz_no,
    collectionNo: record.clct_no,
  };
}
