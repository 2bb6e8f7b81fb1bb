import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { UpstreamError } from './http';
import { SmsClient } from './sms';

let server: Server;
let answer: (sessionContext: string) => { status?: number; body: unknown };
let client: SmsClient;
const seen: Record<string, string | string[] | undefined>[] = [];

const configOf = (port: number) => ({
  url: `http://127.0.0.1:${port}`,
  region: 'ap-guangzhou',
  secretId: 'id',
  secretKey: 'key',
  sdkAppId: '1400000001',
  signName: '医保',
  templates: [],
});

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      seen.push(request.headers);
      const { SessionContext } = JSON.parse(text) as { SessionContext: string };
      const { status = 200, body } = answer(SessionContext);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new SmsClient(configOf((server.address() as AddressInfo).port));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const send = () =>
  client.send({ id: 'ours-1', phone: '13900001111', templateId: '1', parameters: ['123456'] });
const status = (Code: string) => (SessionContext: string) => ({
  body: { Response: { SendStatusSet: [{ Code, SessionContext }], RequestId: 'r' } },
});

test('what goes out is signed over host, type and action', async () => {
  answer = status('Ok');
  expect(await send()).toEqual({ outcome: 'sent' });
  expect(seen.at(-1)).toMatchObject({ 'x-tc-action': 'SendSms', 'x-tc-version': '2021-01-11' });
  expect(seen.at(-1)!['authorization']).toMatch(
    /^TC3-HMAC-SHA256 Credential=id\/\d{4}-\d\d-\d\d\/sms\/tc3_request, SignedHeaders=content-type;host;x-tc-action, Signature=[0-9a-f]{64}$/,
  );
});

test.each([
  ['FailedOperation.PhoneNumberInBlacklist', 'blacklisted'],
  ['InvalidParameterValue.IncorrectPhoneNumber', 'wrongNumber'],
  ['LimitExceeded.PhoneNumberDailyLimit', 'limit'],
  ['LimitExceeded.DeliveryFrequencyLimit', 'limit'],
])('%s stops', async (code, reason) => {
  answer = status(code);
  expect(await send()).toEqual({ outcome: 'refused', reason });
});

const failed = (Code: string) => () => ({
  body: { Response: { Error: { Code, Message: '13900001111' }, RequestId: 'r' } },
});
test.each<[string, typeof answer, boolean]>([
  ['LimitExceeded.AppDailyLimit', status('LimitExceeded.AppDailyLimit'), false],
  ['InternalError.OtherError', status('InternalError.OtherError'), false],
  ['InternalError.Timeout', status('InternalError.Timeout'), true],
  ['InternalError.SendAndRecvFail', status('InternalError.SendAndRecvFail'), true],
  ['RequestLimitExceeded', failed('RequestLimitExceeded'), false],
  ['HTTP 500', () => ({ status: 500, body: {} }), false],
  ['HTTP 502', () => ({ status: 502, body: {} }), true],
  ['HTTP 504', () => ({ status: 504, body: {} }), true],
  ['malformed answer', () => ({ body: { Response: {} } }), true],
  ['answer to another message', () => status('Ok')('ours-2'), true],
])('%s fails; perhaps it went all the same: %#', async (reason, given, mayHaveBeenProcessed) => {
  answer = given;
  const error = await send().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UpstreamError);
  expect(error).toMatchObject({ system: 'sms', reason, mayHaveBeenProcessed });
});

test('nobody listens: it has certainly not gone', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await new Promise((resolve) => other.close(resolve));
  const nobody = new SmsClient(configOf(port));
  const error = await nobody
    .send({ id: 'x', phone: '13900001111', templateId: '1', parameters: [] })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ mayHaveBeenProcessed: false });
});
