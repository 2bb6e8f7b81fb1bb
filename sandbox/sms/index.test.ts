import { type Hono } from 'hono';
import { tc3Authorization } from '@yibao/cloudfunctions/lib/crypto/tc3';
import { createTestHost, type TestHost } from '../wechat/test-support';
import { createSms } from './index';
import { smsTemplates } from './templates';

let host: TestHost;
let app: Hono;
beforeEach(() => {
  host = createTestHost();
  app = createSms(host);
});
afterEach(() => host.close());

const number = '13900001111';
const bodyOf = (changes: object = {}) => ({
  PhoneNumberSet: [`+86${number}`],
  SmsSdkAppId: host.keys.sms.sdkAppId,
  SignName: host.keys.sms.signName,
  TemplateId: smsTemplates.code.templateId,
  TemplateParamSet: ['123456'],
  SessionContext: 'ours-1',
  ...changes,
});

interface Signing {
  secretId?: string;
  secretKey?: string;
  ageS?: number;
  service?: string;
  signed?: string[];
  action?: string;
  /** What is sent in place of what was signed. */
  payload?: string;
}

async function send(body: object, signing: Signing = {}) {
  const payload = JSON.stringify(body);
  const timestampS = Math.floor(host.clock.wallNow() / 1000) - (signing.ageS ?? 0);
  const all: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    host: 'sms.example',
    'x-tc-action': 'SendSms',
  };
  const names = signing.signed ?? Object.keys(all);
  const response = await app.request('http://sms.example/sms', {
    method: 'POST',
    body: signing.payload ?? payload,
    headers: {
      ...all,
      'x-tc-action': signing.action ?? 'SendSms',
      'x-tc-version': '2021-01-11',
      'x-tc-timestamp': String(timestampS),
      authorization: tc3Authorization({
        secretId: signing.secretId ?? host.keys.sms.secretId,
        secretKey: signing.secretKey ?? host.keys.sms.secretKey,
        service: signing.service ?? 'sms',
        headers: Object.fromEntries(names.map((name) => [name, all[name] ?? ''])),
        payload,
        timestampS,
      }),
    },
  });
  const { Response: reply } = (await response.json()) as {
    Response: { Error?: { Code: string }; SendStatusSet?: { Code: string }[] };
  };
  return reply.Error?.Code ?? reply.SendStatusSet?.[0]?.Code;
}

const inbox = async () => {
  const response = await app.request(`/sms?phone=${number}`);
  return ((await response.json()) as { messages: { text: string; sessionContext: string }[] })
    .messages;
};

test('a signed message arrives, with its own id beside it', async () => {
  expect(await send(bodyOf())).toBe('Ok');
  expect(await inbox()).toMatchObject([{ sessionContext: 'ours-1' }]);
  expect((await inbox())[0]!.text).toContain('123456 是您绑定手机号的验证码');
});

test.each<[string, Signing, string]>([
  ['another key', { secretKey: 'sandbox-other' }, 'AuthFailure.SignatureFailure'],
  ['an unknown id', { secretId: 'sandbox-other' }, 'AuthFailure.SecretIdNotFound'],
  ['a changed body', { payload: '{}' }, 'AuthFailure.SignatureFailure'],
  ['a replay after six minutes', { ageS: 360 }, 'AuthFailure.SignatureExpire'],
  ['a signature of the future', { ageS: -360 }, 'AuthFailure.SignatureExpire'],
  ['another product', { service: 'cvm' }, 'AuthFailure.InvalidAuthorization'],
  ['the host not signed', { signed: ['content-type'] }, 'AuthFailure.InvalidAuthorization'],
  ['a changed action', { action: 'AddSmsSign' }, 'AuthFailure.SignatureFailure'],
])('%s is refused, and nothing arrives', async (_what, signing, code) => {
  expect(await send(bodyOf(), signing)).toBe(code);
  expect(await inbox()).toEqual([]);
});

test.each<[string, object, string]>([
  ['another application', { SmsSdkAppId: '1' }, 'InvalidParameterValue.SdkAppIdNotExist'],
  ['another name', { SignName: '别家' }, 'FailedOperation.SignatureIncorrectOrUnapproved'],
  ['no template', { TemplateId: '1' }, 'FailedOperation.TemplateUnapprovedOrNotExist'],
  [
    'a parameter too many',
    { TemplateParamSet: ['1', '2'] },
    'FailedOperation.TemplateParamSetNotMatchApprovedTemplate',
  ],
  [
    'a parameter too long',
    { TemplateParamSet: ['1234567'] },
    'InvalidParameterValue.TemplateParameterLengthLimit',
  ],
  ['no phone', { PhoneNumberSet: ['+8612'] }, 'InvalidParameterValue.IncorrectPhoneNumber'],
  [
    'one who unsubscribed',
    { PhoneNumberSet: ['+8613900000003'] },
    'FailedOperation.PhoneNumberInBlacklist',
  ],
])('%s: %#', async (_what, changes, code) => {
  expect(await send(bodyOf(changes))).toBe(code);
  expect(await inbox()).toEqual([]);
});

test('the page masks the phone and escapes the text', async () => {
  await send(bodyOf({ TemplateParamSet: ['<b>'] }));
  const page = await (await app.request('/sms', { headers: { accept: 'text/html' } })).text();
  expect(page).toContain('139****1111');
  expect(page).not.toContain(number);
  expect(page).toContain('&lt;b&gt;');
});
