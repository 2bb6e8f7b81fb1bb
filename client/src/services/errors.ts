import type { ErrorBody, ErrorCode } from '@yibao/shared/contracts';

/** The server's codes and the one only a client can know: no answer came. */
export type ClientErrorCode = ErrorCode | 'offline';

const NO_ANSWER = '网络没有连上。您填的内容还在，重试也不会重复办理';

/** A call that failed; `message` is the sentence a person reads. */
export class ServiceError extends Error {
  readonly code: ClientErrorCode;
  readonly retryable: boolean;
  /** Refused fields with what is wrong with each. */
  readonly fields: readonly { field: string; message: string }[];
  /** The number to quote to the hotline; empty when the call never reached us. */
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

/** No answer within the time or no network at all. Whether the server acted is not known. */
export function noAnswer(): ServiceError {
  return new ServiceError({ code: 'offline', message: NO_ANSWER, retryable: true, traceId: '' });
}

/** Whatever was thrown, as an error a screen can show. */
export function toServiceError(thrown: unknown): ServiceError {
  return thrown instanceof ServiceError ? thrown : noAnswer();
}
