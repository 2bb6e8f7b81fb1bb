import { refundOutcomeOf } from './wechat-pay-refund';

test.each([
  [400, 'PARAM_ERROR'],
  [400, 'INVALID_REQUEST'],
  [403, 'USER_ACCOUNT_ABNORMAL'],
  [403, 'NO_AUTH'],
  [404, 'RESOURCE_NOT_EXISTS'],
  [404, 'MCH_NOT_EXISTS'],
  // whatever they think of next
  [409, 'SOMETHING_NEW'],
])('%d %s: a person has to look', (status, code) => {
  expect(refundOutcomeOf({ status, code })).toEqual({ outcome: 'refused', code });
});

test.each([
  [403, 'NOT_ENOUGH'],
  [429, 'FREQUENCY_LIMITED'],
  [400, 'FREQUENCY_LIMIT_EXCEED'],
  [429, 'RATELIMIT_EXCEEDED'],
  [429, 'SOMETHING_NEW'],
])('%d %s: the same once more, later', (status, code) => {
  expect(refundOutcomeOf({ status, code })).toEqual({ outcome: 'later', code });
});

test.each([
  [500, 'SYSTEM_ERROR'],
  [400, 'SYSTEM_ERROR'],
  [400, 'BIZ_ERR_NEED_RETRY'],
  [503, 'SOMETHING_NEW'],
  // our signature: nothing of the request was looked at
  [401, 'SIGN_ERROR'],
])('%d %s: nobody knows, so it is asked', (status, code) => {
  expect(refundOutcomeOf({ status, code })).toBeNull();
});
