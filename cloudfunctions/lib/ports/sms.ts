import * as z from 'zod';
import { type SmsConfig } from '../config';
import { tc3Authorization } from '../crypto/tc3';
import { readJson, UpstreamError } from './http';

const system = 'sms';
const timeoutMs = 5_000;
const version = '2021-01-11';

export interface ShortMessage {
  /** Ours, at most 512 bytes: echoed by the carrier, so that a bill can be matched. */
  id: string;
  /** Eleven digits, mainland. */
  phone: string;
  templateId: string;
  parameters: string[];
}

/** Why the carrier does not deliver to a number; trying again would change nothing. */
export type SmsRefusal = 'wrongNumber' | 'blacklisted' | 'limit';

export type SmsResult = { outcome: 'sent' } | { outcome: 'refused'; reason: SmsRefusal };

/** Short messages (短信). */
export interface Sms {
  /**
   * @throws UpstreamError; `mayHaveBeenProcessed` when the message may be on its way all the same
   */
  send(message: ShortMessage): Promise<SmsResult>;
}

const sendStatus = z.object({ Code: z.string(), SessionContext: z.string() });
const reply = z.object({
  Response: z.union([
    z.object({ SendStatusSet: z.array(sendStatus).length(1) }),
    z.object({ Error: z.object({ Code: z.string() }) }),
  ]),
});

const refusals: Readonly<Record<string, SmsRefusal>> = {
  'InvalidParameterValue.IncorrectPhoneNumber': 'wrongNumber',
  'FailedOperation.PhoneNumberParseFail': 'wrongNumber',
  'FailedOperation.PhoneNumberInBlacklist': 'blacklisted',
  'LimitExceeded.DeliveryFrequencyLimit': 'limit',
  'LimitExceeded.PhoneNumberDailyLimit': 'limit',
  'LimitExceeded.PhoneNumberOneHourLimit': 'limit',
  'LimitExceeded.PhoneNumberSameContentDailyLimit': 'limit',
  'LimitExceeded.PhoneNumberThirtySecondLimit': 'limit',
};
/** Their own time-outs: what was handed on before is not known. */
const uncertain = new Set(['InternalError.Timeout', 'InternalError.SendAndRecvFail']);

/** The real client of Tencent Cloud SMS: SendSms of 2021-01-11, signed with TC3-HMAC-SHA256. */
export class SmsClient implements Sms {
  constructor(private readonly config: SmsConfig) {}

  async send({ id, phone, templateId, parameters }: ShortMessage): Promise<SmsResult> {
    const { sdkAppId, signName } = this.config;
    const answer = reply.safeParse(
      await this.call('SendSms', {
        PhoneNumberSet: [`+86${phone}`],
        SmsSdkAppId: sdkAppId,
        SignName: signName,
        TemplateId: templateId,
        TemplateParamSet: parameters,
        SessionContext: id,
      }),
    );
    if (!answer.success) throw new UpstreamError(system, 'malformed answer', undefined, true);
    const { Response: response } = answer.data;
    if ('Error' in response) throw failure(response.Error.Code);
    const [status] = response.SendStatusSet;
    if (status?.SessionContext !== id) {
      throw new UpstreamError(system, 'answer to another message', undefined, true);
    }
    if (status.Code === 'Ok') return { outcome: 'sent' };
    const reason = refusals[status.Code];
    if (reason) return { outcome: 'refused', reason };
    throw failure(status.Code);
  }

  private async call(action: string, body: object): Promise<unknown> {
    const { url, region, secretId, secretKey } = this.config;
    const payload = JSON.stringify(body);
    const contentType = 'application/json; charset=utf-8';
    // freshness is wall time, whatever the business clock says
    const timestampS = Math.floor(Date.now() / 1000);
    const signed = { 'content-type': contentType, host: new URL(url).host };
    return readJson(system, url, {
      method: 'POST',
      signal: AbortSignal.timeout(timeoutMs),
      body: payload,
      headers: {
        'content-type': contentType,
        authorization: tc3Authorization({
          secretId,
          secretKey,
          service: 'sms',
          headers: { ...signed, 'x-tc-action': action.toLowerCase() },
          payload,
          timestampS,
        }),
        'x-tc-action': action,
        'x-tc-version': version,
        'x-tc-timestamp': String(timestampS),
        'x-tc-region': region,
      },
    });
  }
}

function failure(code: string): UpstreamError {
  // codes are words of a fixed list; anything else stays out of the log
  const reason = /^[A-Za-z.]{1,80}$/.test(code) ? code : 'unknown code';
  return new UpstreamError(system, reason, undefined, uncertain.has(code));
}
