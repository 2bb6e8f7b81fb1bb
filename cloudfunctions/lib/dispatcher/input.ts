import { fieldLabels } from '@yibao/shared/contracts/fields';
import type * as z from 'zod';
import { ServiceError } from '../errors';

type Issue = z.core.$ZodIssue;

/** Beyond so many characters nobody has typed it: it is a file. */
const longText = 10_000;

/** @returns a Chinese half-sentence for what is wrong, never quoting what was sent */
function reason(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'array'
        ? `至少选择 ${issue.minimum} 项`
        : issue.origin === 'string'
          ? '没有填写'
          : `不能小于 ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `最多 ${issue.maximum} 项`
        : issue.origin === 'string'
          ? Number(issue.maximum) > longText
            ? '太大，请换一份小一点的'
            : `最多 ${issue.maximum} 个字`
          : `不能大于 ${issue.maximum}`;
    case 'invalid_type':
      return '没有填写或格式不对';
    case 'invalid_value':
      return '不在可选的范围内';
    default:
      return '格式不对';
  }
}

function label(field: string): string {
  return fieldLabels[field] ?? '提交的内容';
}

function toField(issue: Issue): { field: string; message: string } {
  if (issue.code === 'unrecognized_keys') {
    return { field: 'input', message: '提交了不认识的内容，请更新后重试' };
  }
  const field = String(issue.path[0] ?? 'input');
  return { field, message: `${label(field)}${reason(issue)}` };
}

/**
 * @returns the input as the contract wants it
 * @throws ServiceError bad_input naming every field in Chinese
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw refuseFields(result.error.issues.map(toField));
}

/** A refusal of several fields; one sentence a field is enough, however much of it is wrong. */
export function refuseFields(all: { field: string; message: string }[]): ServiceError {
  const fields = all.filter(
    ({ field }, index) => all.findIndex((other) => other.field === field) === index,
  );
  const [first] = fields;
  return new ServiceError('bad_input', {
    ...(first ? { message: first.message, field: first.field } : {}),
    fields,
  });
}

/** A refusal of one field found by a domain rule rather than by the contract's shape. */
export function refuseField(field: string, message: string): ServiceError {
  return new ServiceError('bad_input', { message, field, fields: [{ field, message }] });
}
