import fc from 'fast-check';
import {
  liveNewbornStatuses,
  type NewbornEvent,
  newbornEvents,
  type NewbornStatus,
  newbornStatuses,
  newbornStatusInfo,
  newbornTransitions,
} from './newborn-states';
import { testSeed } from './testing/seed';
import { transition } from './transition';

const seed = testSeed();

/** Written out in full: what is not named here is refused. */
const expected: Record<NewbornStatus, Partial<Record<NewbornEvent, NewbornStatus>>> = {
  queued: {
    checks_passed: 'approved',
    other_parent_first: 'joined',
    mismatch_found: 'refused',
    more_asked: 'need_more',
    withdraw: 'withdrawn',
  },
  need_more: {
    evidence_added: 'queued',
    other_parent_first: 'joined',
    mismatch_found: 'refused',
    withdraw: 'withdrawn',
  },
  approved: {},
  joined: {},
  refused: { evidence_added: 'queued' },
  withdrawn: {},
};

const step = (from: NewbornStatus, event: NewbornEvent) =>
  transition(newbornTransitions, from, event);

describe.each(newbornStatuses)('%s', (from) => {
  test.each(newbornEvents)('%s', (event) => {
    const to = expected[from][event];
    expect(step(from, event)).toEqual(to ? { ok: true, to } : { ok: false });
  });
});

test('the table holds every step once', () => {
  const keys = newbornTransitions.map(({ from, event }) => `${from} ${event}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test('whatever happens: what is approved stays approved, and only the queue approves', () => {
  const events = fc.array(fc.constantFrom(...newbornEvents), { maxLength: 40 });
  fc.assert(
    fc.property(events, (happened) => {
      let status: NewbornStatus = 'queued';
      for (const event of happened) {
        const result = step(status, event);
        if (!result.ok) continue;
        expect(['approved', 'joined', 'withdrawn']).not.toContain(status);
        if (result.to === 'approved') expect(status).toBe('queued');
        status = result.to;
      }
    }),
    { seed, numRuns: 1000 },
  );
});

test('each status speaks plainly, and what waits for us is swept', () => {
  for (const status of newbornStatuses) {
    const info = newbornStatusInfo[status];
    const final = !newbornTransitions.some(({ from }) => from === status);
    expect(info.owner === 'none').toBe(final);
    expect(info.timeoutMinutes === null).toBe(info.sweep === null);
    expect(info.sentence).toMatch(/。$/);
    expect(info.label.length).toBeLessThanOrEqual(8);
  }
  expect(newbornStatusInfo.queued.sweep).not.toBeNull();
});

test('who was refused or withdrew may apply anew', () => {
  const over = newbornStatuses.filter(
    (status) => !(liveNewbornStatuses as readonly string[]).includes(status),
  );
  expect(over).toEqual(['refused', 'withdrawn']);
});
