import { beginAnew, currentEnding, noteFailure, onEnding } from './access';
import { type ClientErrorCode, ServiceError } from './errors';

const failed = (code: ClientErrorCode) =>
  new ServiceError({ code, message: '不能用', retryable: false, traceId: 't1' });

afterEach(beginAnew);

test.each([
  ['a session that is over', 'not_logged_in'],
  ['a suspended organisation', 'organisation_suspended'],
  ['a suspended clerk or another network', 'not_allowed'],
] as const)('the clerks’ door closes for %s', (_why, code) => {
  expect(noteFailure('partner.consents', failed(code))).toBe(true);
  expect(currentEnding()).toMatchObject({ door: 'clerk', message: '不能用', traceId: 't1' });
});

test('staff, whom an action may refuse by its own rules, stay until they are signed out', () => {
  expect(noteFailure('newborn.staffView', failed('not_allowed'))).toBe(false);
  expect(currentEnding()).toBeNull();
  expect(noteFailure('oversight.figures', failed('not_logged_in'))).toBe(true);
  expect(currentEnding()).toMatchObject({ door: 'staff', isSessionOver: true });
});

test('what can be mended or tried again closes nothing', () => {
  for (const code of ['bad_input', 'offline', 'busy', 'case_state', 'no_agreement'] as const) {
    expect(noteFailure('partner.request', failed(code))).toBe(false);
  }
});

test('everybody who listens is told, until they stop', () => {
  const told = jest.fn();
  const stop = onEnding(told);
  noteFailure('partner.me', failed('not_logged_in'));
  stop();
  beginAnew();
  expect(told).toHaveBeenCalledTimes(1);
});
