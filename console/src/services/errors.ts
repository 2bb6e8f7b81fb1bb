import type { ErrorBody, ErrorCode } from '@yibao/shared/contracts';

/** The server's codes and the one only a client can know: no answer came. */
export type ClientErrorCode = ErrorCode | 'offline';

/** A call that failed; `message` is the sentence a person reads. */
export class ServiceError extends Error {
  readonly code: ClientErrorCode;
  readonly retryable: boolean;
  /** Refused fields with what is wrong with each. */
  readonly fields: readonly { field: string; message: string }[];
  /** The number to quote when asking for help; empty when the call never reached the server. */
  readonly traceId: string;

  constructor(body: Omit<ErrorBody, 'code'> & { code: ClientErrorCode }) {
    super(body.message);
    this.name = 'ServiceError';
    this.code = body.code;
    this.retryable = body.retryable;
    this.fields = body.fields ?? (body.field ? [{ field: body.field, message: body.message }] : []);
    this.traceId = body.traceId;
  }
}

/** No answer within the time, or no network. Whether the server acted is not known. */
export function noAnswer(): ServiceError {
  return new ServiceError({
    code: 'offline',
    message: '网络没有连上，填的内容还在；重试不会重复办理',
    retryable: true,
    traceId: '',
  });
}

/** Whatever was thrown, as an error a page can show. */
export function toServiceError(thrown: unknown): ServiceError {
  return thrown instanceof ServiceError ? thrown : noAnswer();
}
