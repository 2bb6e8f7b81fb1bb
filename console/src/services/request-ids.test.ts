import { requestIdFor, settleRequest } from './request-ids';

const input = { consentId: 'c1', words: '说明' };

test('one intention keeps its identifier until it is answered for good', () => {
  const first = requestIdFor('partner.withdraw', input);
  expect(first).toMatch(/^[A-Za-z0-9_-]{16,64}$/);
  expect(requestIdFor('partner.withdraw', { ...input })).toBe(first);
  settleRequest('partner.withdraw', input);
  expect(requestIdFor('partner.withdraw', input)).not.toBe(first);
});

test('another input or another action is another intention', () => {
  const one = requestIdFor('partner.withdraw', { consentId: 'c2' });
  expect(requestIdFor('partner.withdraw', { consentId: 'c3' })).not.toBe(one);
  expect(requestIdFor('partner.takeUp', { consentId: 'c2' })).not.toBe(one);
});
