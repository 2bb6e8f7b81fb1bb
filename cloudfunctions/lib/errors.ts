import { type ErrorBody, type ErrorCode } from '@yibao/shared/contracts';
import { errors } from '@yibao/shared/contracts/errors';

interface ErrorDetails {
  /** A more precise Chinese sentence than the code's own. */
  message?: string;
  field?: string;
  fields?: { field: string; message: string }[];
  cause?: unknown;
}

/** A refusal with a code of the one vocabulary; everything else that is thrown becomes `internal`. */
export class ServiceError extends Error {
  override name = 'ServiceError';
  readonly field: string | undefined;
  readonly fields: { field: string; message: string }[] | undefined;

  constructor(
    readonly code: ErrorCode,
    details: ErrorDetails = {},
  ) {
    super(details.message ?? errors[code].message, { cause: details.cause });
    this.field = details.field;
    this.fields = details.fields;
  }

  get retryable(): boolean {
    return errors[this.code].retryable;
  }
}

/** @returns what the caller is told; nothing of an unexpected error but its trace id */
export function toErrorBody(error: unknown, traceId: string): ErrorBody {
  const known = error instanceof ServiceError ? error : new ServiceError('internal');
  return {
    code: known.code,
    message: known.message,
    retryable: known.retryable,
    ...(known.field === undefined ? {} : { field: known.field }),
    ...(known.fields === undefined ? {} : { fields: known.fields }),
    traceId,
  };
}
