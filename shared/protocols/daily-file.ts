/**
 * The daily file (日账) of a rail with which we have a local contract: the tax bureau's collection and
 * the platform of personal accounts. A UTF-8 text of one line a payment or refund, money in yuan with
 * two decimals, one line of totals at the end. It travels inside the service's signed envelope, with
 * its SM3 digest; nothing in it names a person.
 */
import * as z from 'zod';

export const dailyFileColumns = [
  '委托单位',
  '订单号',
  '业务单号',
  '类型',
  '金额',
  '时间',
  '状态',
] as const;

/** Words of the column 类型, and of the last line. */
export const dailyFileKinds = { 缴费: 'payment', 退费: 'refund' } as const;
export const dailyFileStates = { 成功: 'done', 处理中: 'pending', 失败: 'failed' } as const;
/** The last line: this word, the number of lines, the sum of payments, the sum of refunds. */
export const dailyFileTotal = '合计';

export const dailyFileInput = z.object({ day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) });
export const dailyFileOutput = z.object({
  day: z.string(),
  /** `creating`: ask again later; `expired`: not kept any more. */
  status: z.enum(['ready', 'creating', 'expired']),
  /** SM3 of the file, hex; empty unless ready. */
  digest: z.string().regex(/^([0-9a-f]{64})?$/),
  /** The file in base64; empty unless ready. */
  content: z.string(),
});
