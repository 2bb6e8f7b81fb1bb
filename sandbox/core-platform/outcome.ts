import { infcode } from '@yibao/shared/protocols/core-platform';
import type * as z from 'zod';

/** What an interface answers, before it is put into a signed envelope. */
export interface Outcome {
  infcode: number;
  message: string;
  output: Record<string, unknown>;
}

/** A good answer, held against its own schema: the sandbox must not teach a wrong wire. */
export function accepted<S extends z.ZodType<Record<string, unknown>>>(
  schema: S,
  output: z.input<S>,
): Outcome {
  return { infcode: infcode.ok, message: '', output: schema.parse(output) };
}

const messages = {
  personNotFound: '未查询到与姓名和证件相符的人员',
  alreadyEnrolled: '该人员本年度已参保登记',
  insuredElsewhere: '该人员在其他统筹区有正常参保登记信息',
  employeeInsured: '该人员正在参加职工基本医疗保险',
  deceased: '该人员已注销',
  yearNotOpen: '该年度未开放参保登记',
  notEnrolled: '该人员本年度没有参保登记',
  amountMismatch: '缴费金额与本年度标准不符',
  alreadyPosted: '该人员本年度已有另一笔缴费入账',
  givenBack: '该笔缴费已办理退费，不能再入账',
  badRequest: '请求报文不符合接口规范',
  badSignature: '签名验证未通过',
  systemError: '系统繁忙',
} as const satisfies Record<Exclude<keyof typeof infcode, 'ok'>, string>;

/** A refusal; the message never carries anything of the person. */
export function refused(
  reason: keyof typeof messages,
  output: Record<string, unknown> = {},
): Outcome {
  return { infcode: infcode[reason], message: messages[reason], output };
}
