import {
  recordGrantEvents,
  recordGrantStatuses,
  recordGrantStatusInfo,
  recordGrantTransitions,
} from './record-grant-states';
import { transition } from './transition';

const open = ['requested', 'active'];

test('every status is reached and every open one is left', () => {
  const reached = new Set<string>(recordGrantTransitions.map(({ to }) => to));
  for (const status of recordGrantStatuses) {
    if (status !== 'requested') expect(reached).toContain(status);
    const ways = recordGrantTransitions.filter(({ from }) => from === status);
    expect(ways.length > 0).toBe(open.includes(status));
    expect(recordGrantStatusInfo[status].owner === 'none').toBe(!open.includes(status));
  }
});

test('what has ended takes no event, and a step is defined once', () => {
  for (const status of recordGrantStatuses.filter((each) => !open.includes(each))) {
    for (const event of recordGrantEvents) {
      expect(transition(recordGrantTransitions, status, event)).toEqual({ ok: false });
    }
  }
  const steps = recordGrantTransitions.map(({ from, event }) => `${from} ${event}`);
  expect(new Set(steps).size).toBe(steps.length);
});

test('a question has a time-out and a sweep', () => {
  expect(recordGrantStatusInfo.requested).toMatchObject({ timeoutMinutes: 43_200 });
  expect(recordGrantStatusInfo.requested.sweep).toBe('expireGrantRequests');
});
