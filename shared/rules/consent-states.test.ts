import {
  consentEvents,
  type ConsentStatus,
  consentStatuses,
  consentStatusInfo,
  consentTransitions,
} from './consent-states';
import { transition } from './transition';

test('every status by every event', () => {
  const table = Object.fromEntries(
    consentStatuses.map((from) => [
      from,
      Object.fromEntries(
        consentEvents.flatMap((event) => {
          const step = transition(consentTransitions, from, event);
          return step.ok ? [[event, step.to]] : [];
        }),
      ),
    ]),
  );
  expect(table).toEqual({
    requested: {
      granted: 'active',
      denied: 'denied',
      withdrawn: 'withdrawn',
      unanswered: 'lapsed',
      agreement_ended: 'lapsed',
    },
    active: {
      paused: 'paused',
      revoked: 'revoked',
      used_up: 'exhausted',
      ran_out: 'expired',
      guardian_ended: 'expired',
    },
    paused: {
      resumed: 'active',
      revoked: 'revoked',
      ran_out: 'expired',
      guardian_ended: 'expired',
    },
    denied: {},
    withdrawn: {},
    lapsed: {},
    exhausted: {},
    expired: {},
    revoked: {},
  });
});

test('what is not over is somebody’s to move, and is swept', () => {
  const isOver = (status: ConsentStatus) => !consentTransitions.some(({ from }) => from === status);
  for (const status of consentStatuses) {
    const { owner, sweep } = consentStatusInfo[status];
    expect([status, owner === 'none', sweep === null]).toEqual([
      status,
      isOver(status),
      isOver(status),
    ]);
  }
});
