import { tc3Authorization } from './tc3';

/** The example that Tencent Cloud publishes with the method, its invented keys included. */
const published = {
  secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE',
  secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE',
  service: 'cvm',
  headers: {
    'content-type': 'application/json; charset=utf-8',
    host: 'cvm.tencentcloudapi.com',
  },
  payload:
    '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
  timestampS: 1_551_113_065,
};

test('the published example gives the published signature', () => {
  expect(tc3Authorization(published)).toBe(
    'TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, ' +
      'SignedHeaders=content-type;host, ' +
      'Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168',
  );
});

test('headers are signed in order, whatever order they come in, and in lower case', () => {
  const { host, ...rest } = published.headers;
  const turned = { ...published, headers: { host: host.toUpperCase(), ...rest } };
  expect(tc3Authorization(turned)).toBe(tc3Authorization(published));
});

test.each([
  ['another body', { payload: '{}' }],
  ['another second', { timestampS: published.timestampS + 1 }],
  ['another product', { service: 'sms' }],
  ['another key', { secretKey: 'other' }],
  ['another host', { headers: { ...published.headers, host: 'sms.tencentcloudapi.com' } }],
  ['an action signed too', { headers: { ...published.headers, 'x-tc-action': 'SendSms' } }],
])('%s gives another signature', (_what, change) => {
  const signature = (text: string) => text.split('Signature=')[1];
  const other = tc3Authorization({ ...published, ...change });
  expect(signature(other)).not.toBe(signature(tc3Authorization(published)));
});
