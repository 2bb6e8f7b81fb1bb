import { serviceCode } from '@yibao/shared/protocols/signed-service';
import type * as z from 'zod';

/** What a service answers, before it is put into a signed envelope. */
export interface Outcome {
  code: number;
  message: string;
  body: Record<string, unknown>;
}

/** A good answer, held against its own schema: the sandbox must not teach a wrong wire. */
export function answered<S extends z.ZodType<Record<string, unknown>>>(
  schema: S,
  body: z.input<S>,
): Outcome {
  return { code: serviceCode.ok, message: '', body: schema.parse(body) };
}

const messages = {
  notFound: '没有查到',
  badRequest: '请求报文不符合接口规范',
  badSignature: '签名验证未通过',
  systemError: '系统繁忙',
} as const satisfies Record<Exclude<keyof typeof serviceCode, 'ok'>, string>;

/** A refusal; the message never carries anything of the person. */
export function refused(reason: keyof typeof messages): Outcome {
  return { code: serviceCode[reason], message: messages[reason], body: {} };
}
