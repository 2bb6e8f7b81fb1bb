import * as z from 'zod';
import { stories } from '../city/resident';
import { departmentItems } from '@yibao/shared/protocols/data-sharing';
import { closeRelatives } from '@yibao/shared/rules/relation';
import { faultKinds, type FaultRequest } from '../lib/host';
import { faultDelayMaxMs, faultMinutesMax, faultTimesMax } from '../lib/faults';
import { latencyMaxMs } from '../lib/latency';
import { statementDamages, statementSenders } from '../lib/statement-damage';
import { parseMoment } from '../lib/time';
import { refundEnds, refundRefusals } from '../wechat-pay/refund';

const tenYearsMinutes = 10 * 366 * 24 * 60;
const minutes = z.coerce.number().int().min(0).max(tenYearsMinutes);
const certNo = z.string().min(1).max(40);

/** 'YYYY-MM-DD', RFC 3339 with an offset, or epoch ms; becomes epoch ms. */
const moment = z.union([z.number(), z.string().max(40)]).transform((value, context) => {
  const ms = typeof value === 'number' ? value : parseMoment(value);
  if (ms === null) context.addIssue({ code: 'custom', message: '不是一个日期或时间' });
  return ms ?? z.NEVER;
});

/** Systems that consult the fault switches; '*' is all of them. */
export const systems = [
  'core-platform',
  'data-sharing',
  'sms',
  'mutual-aid',
  'tax',
  'tax-review',
  'wechat',
  'wechat-pay',
  '*',
] as const;

const certificateNumber = z.string().trim().min(1).max(20);
/** An empty field of a form is a field left out. */
const emptyAsAbsent = (value: unknown): unknown => (value === '' ? undefined : value);

/** Everything the control API and the control forms take in; forms send numbers as text. */
export const inputs = {
  clock: z.union([z.strictObject({ advanceMinutes: minutes }), z.strictObject({ setTo: moment })]),
  fault: z.strictObject({
    system: z.enum(systems),
    operation: z.string().min(1).max(60).default('*'),
    kind: z.enum(faultKinds),
    times: z.coerce.number().int().min(1).max(faultTimesMax).default(1),
    delayMs: z.coerce.number().int().min(0).max(faultDelayMaxMs).default(3000),
    forMinutes: z.preprocess(
      emptyAsAbsent,
      z.coerce.number().int().min(1).max(faultMinutesMax).optional(),
    ),
  }) satisfies z.ZodType<FaultRequest>,
  latency: z.strictObject({ latencyMs: z.coerce.number().int().min(0).max(latencyMaxMs) }),
  certificate: z.strictObject({
    number: certificateNumber,
    change: z.enum(['void', 'restore', 'rename']),
    /** What `rename` makes the baby's name; another one than the present when left out. */
    babyName: z.preprocess(emptyAsAbsent, z.string().trim().min(2).max(50).optional()),
  }),
  household: z.strictObject({ certificateNumber }),
  department: z.strictObject({
    item: z.enum(departmentItems),
    answer: z.enum(['return', 'normal']).optional(),
    reason: z.string().trim().max(200).default(''),
    /** How long the cases take that are handed over from now on. */
    minutes: z.preprocess(emptyAsAbsent, minutes.optional()),
  }),
  person: z.strictObject({ certNo }),
  posting: z.strictObject({ delayMinutes: minutes }),
  /** What another system takes from a personal account, or puts on it (negative), in fen. */
  personalAccount: z.strictObject({
    certNo,
    takeFen: z.coerce.number().int().min(-10_000_000).max(10_000_000),
  }),
  counterBinding: z.strictObject({
    ownerCertNo: certNo,
    relativeCertNo: certNo,
    relation: z.enum(closeRelatives),
  }),
  latePayment: z.strictObject({ orderNo: z.string().trim().min(6).max(32) }),
  /** How the tax bureau and WeChat Pay treat refunds that come from now on. */
  refunds: z.strictObject({
    taxMinutes: z.preprocess(emptyAsAbsent, minutes.optional()),
    /** The next case is rejected, or decided as usual again. */
    nextReview: z.preprocess(emptyAsAbsent, z.enum(['reject', 'normal']).optional()),
    payMinutes: z.preprocess(emptyAsAbsent, minutes.optional()),
    /** How the next refund at WeChat Pay ends. */
    nextRefund: z.preprocess(emptyAsAbsent, z.enum([...refundEnds, ...refundRefusals]).optional()),
  }),
  /** What befalls a person after they have paid. */
  life: z.strictObject({
    certNo,
    event: z.enum(['joinJob', 'leaveJob', 'joinElsewhere', 'die', 'payAtCounter']),
  }),
  statement: z.strictObject({
    sender: z.enum(statementSenders),
    damage: z.enum(['none', ...statementDamages]),
  }),
  cityFilter: z.object({
    text: z.string().max(60).default(''),
    story: z.union([z.enum(Object.keys(stories)), z.literal('')]).default(''),
  }),
} as const;

/** How a refusal names a field; a field without a name here keeps its own. */
const fieldLabels: Record<string, string> = {
  advanceMinutes: '拨动的分钟数',
  setTo: '日期',
  system: '系统',
  operation: '接口',
  kind: '故障',
  times: '次数',
  delayMs: '毫秒数',
  forMinutes: '持续的分钟数',
  latencyMs: '毫秒数',
  number: '出生医学证明编号',
  certificateNumber: '出生医学证明编号',
  takeFen: '金额（分）',
  ownerCertNo: '账户本人的证件号码',
  relativeCertNo: '家人的证件号码',
  relation: '关系',
  orderNo: '订单号',
  babyName: '宝宝姓名',
  item: '事项',
  reason: '退回的原因',
  minutes: '分钟数',
  certNo: '证件号码',
  delayMinutes: '入账要等的分钟数',
  taxMinutes: '税务审核的分钟数',
  payMinutes: '退款到账的分钟数',
  nextReview: '下一件退费审核',
  nextRefund: '下一笔退款',
  event: '发生的事',
  sender: '对账文件的来源',
  damage: '对账文件的毛病',
  story: '情况',
  text: '查找的文字',
  page: '页码',
  code: '核验码',
  name: '姓名',
};

/** An input that fits no schema; the message names the first field that does not fit. */
export class InputError extends Error {
  override name = 'InputError';
}

/** @throws InputError */
export function parseInput<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  throw new InputError(`${(fieldLabels[field] ?? field) || '提交的内容'}填写有误，请检查后重试`);
}
