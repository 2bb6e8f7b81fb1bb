/**
 * The wire of the platform that keeps employees' personal accounts (职工医保个人账户) and lets their
 * owners pay for relatives (家庭共济, DOMAIN §1.10). No public specification was found; this is the
 * local contract, signed like the data-sharing gateway's. Amounts are integer fen.
 */
import * as z from 'zod';
import { closeRelatives } from '../rules/relation';
import { serviceTime } from './signed-service';
import { wirePerson } from './data-sharing';

const fen = z.int().min(0).max(1_000_000_000);
const bizNo = z.string().min(6).max(64);

export const mutualAidServices = [
  'account',
  'bind',
  'unbind',
  'freeze',
  'deduct',
  'release',
  'freezeStatus',
  'refund',
  'refundStatus',
  'dailyFile',
] as const;
export type MutualAidService = (typeof mutualAidServices)[number];

/** The personal account of an employee; `notFound` when the person has none. */
export const accountInput = z.object({ owner: wirePerson });
export const accountOutput = z.object({
  /** All of the account; what is frozen is part of it and cannot be spent. */
  balanceFen: fen,
  frozenFen: fen,
  members: z.array(
    z.object({
      bindNo: z.string().max(40),
      person: wirePerson,
      relation: z.enum(closeRelatives),
      boundAt: serviceTime,
      /** Money frozen to pay for this relative. */
      frozenFen: fen,
    }),
  ),
});

/** 绑定: the owner lets a relative be paid for. The same bizNo again is the same binding. */
export const bindInput = z.object({
  bizNo,
  owner: wirePerson,
  relative: wirePerson,
  relation: z.enum(closeRelatives),
  /** Which registry proved the relation. */
  proof: z.enum(['marriage', 'birth', 'household']),
});
export const bindOutput = z.object({
  status: z.enum(['bound', 'refused']),
  bindNo: z.string().max(40),
  reason: z.enum(['', 'noAccount', 'full', 'alreadyBound']),
});

/** 解绑: at once, unless money is frozen for the relative. Unbinding twice is unbinding. */
export const unbindInput = z.object({ bindNo: z.string().max(40), owner: wirePerson });
export const unbindOutput = z.object({
  status: z.enum(['unbound', 'refused']),
  reason: z.enum(['', 'frozen']),
});

/** 冻结: money put aside for these people and years. The same bizNo again is the same freeze. */
export const freezeInput = z.object({
  bizNo,
  owner: wirePerson,
  lines: z
    .array(z.object({ person: wirePerson, year: z.int(), amountFen: fen }))
    .min(1)
    .max(8),
  totalFen: fen,
});
/** 扣款: now, or with the batch of the month's last day. */
export const deductInput = z.object({ bizNo, when: z.enum(['now', 'monthEnd']) });
/** 解冻; a number never heard of is released too, so that a freeze that comes late freezes nothing. */
export const releaseInput = z.object({ bizNo });
/** `notFound` for a number never heard of. */
export const freezeStatusInput = z.object({ bizNo });

export const freezeState = z.object({
  bizNo,
  freezeNo: z.string().max(40),
  /** committed: will be deducted with the month's batch. */
  status: z.enum(['frozen', 'committed', 'deducted', 'released', 'refused']),
  /** Why it was refused, at the freeze or at the deduction. */
  reason: z.enum(['', 'noAccount', 'notBound', 'balance']),
  totalFen: fen,
  frozenAt: serviceTime.nullable(),
  /** The batch's day, once committed. */
  deductOn: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .nullable(),
  /** The platform's number of the payment, and its moment; once deducted. */
  deductNo: z.string().max(64),
  deductedAt: serviceTime.nullable(),
});
export type WireFreezeState = z.infer<typeof freezeState>;

/** 退回: part or all of a deduction back to its account. The same refundNo again is the same refund. */
export const refundInput = z.object({
  /** Of the deduction. */
  bizNo,
  refundNo: bizNo,
  amountFen: fen.min(1),
});
/** `notFound` for a number never heard of; a refused refund is not kept, and may be asked again. */
export const refundStatusInput = z.object({ refundNo: bizNo });

export const refundState = z.object({
  bizNo,
  refundNo: bizNo,
  amountFen: fen,
  status: z.enum(['returned', 'refused']),
  /** noAccount: the account has been closed since. */
  reason: z.enum(['', 'noAccount', 'notDeducted', 'tooMuch']),
  /** The platform's number of the booking, and its moment; once returned. */
  returnNo: z.string().max(64),
  returnedAt: serviceTime.nullable(),
});
export type WireRefundState = z.infer<typeof refundState>;
