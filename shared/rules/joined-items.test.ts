import fc from 'fast-check';
import {
  type JoinedItemEvent,
  joinedItemEvents,
  joinedItemInfo,
  joinedItemKinds,
  type JoinedItemStatus,
  joinedItemStatuses,
  joinedItemTransitions,
} from './joined-items';
import { testSeed } from './testing/seed';
import { transition } from './transition';

const seed = testSeed();
const no = null;

/** Written out in full: what every event does in every status; `no` is a refusal. */
const expected: Record<JoinedItemStatus, Record<JoinedItemEvent, JoinedItemStatus | null>> = {
  waiting: { ready: 'sending', accepted: no, done: no, returned: no, sent_again: no },
  sending: { ready: no, accepted: 'accepted', done: 'done', returned: 'returned', sent_again: no },
  accepted: { ready: no, accepted: no, done: 'done', returned: 'returned', sent_again: no },
  done: { ready: no, accepted: no, done: no, returned: no, sent_again: no },
  returned: { ready: no, accepted: no, done: no, returned: no, sent_again: 'sending' },
};

const step = (from: JoinedItemStatus, event: JoinedItemEvent) =>
  transition(joinedItemTransitions, from, event);

describe.each(joinedItemStatuses)('%s', (from) => {
  test.each(joinedItemEvents)('%s', (event) => {
    const to = expected[from][event];
    expect(step(from, event)).toEqual(to === null ? { ok: false } : { ok: true, to });
  });
});

test('the table holds every step once', () => {
  const keys = joinedItemTransitions.map(({ from, event }) => `${from} ${event}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test('whatever happens: done stays done, and a returned item moves only when sent again', () => {
  const events = fc.array(fc.constantFrom(...joinedItemEvents), { maxLength: 40 });
  const first = fc.constantFrom<JoinedItemStatus>('waiting', 'sending');
  fc.assert(
    fc.property(first, events, (start, happened) => {
      let status: JoinedItemStatus = start;
      for (const event of happened) {
        const result = step(status, event);
        if (!result.ok) continue;
        expect(status).not.toBe('done');
        if (status === 'returned') expect(event).toBe('sent_again');
        expect(result.to).not.toBe('waiting');
        status = result.to;
      }
    }),
    { seed, numRuns: 1000 },
  );
});

test('every item says what, who and what it brings; only the card needs an ID number', () => {
  for (const kind of joinedItemKinds) {
    const { title, department, note } = joinedItemInfo[kind];
    expect(title.length).toBeLessThanOrEqual(8);
    expect(department).not.toBe('');
    expect(note).toMatch(/。$/);
  }
  const needing = joinedItemKinds.filter((kind) => joinedItemInfo[kind].needsIdNumber);
  expect(needing).toEqual(['socialCard']);
});
