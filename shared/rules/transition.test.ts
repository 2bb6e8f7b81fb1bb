import { type Transition, transition } from './transition';

const door: Transition<'open' | 'shut', 'push' | 'pull'>[] = [
  { from: 'open', event: 'push', to: 'shut' },
  { from: 'shut', event: 'pull', to: 'open' },
];

test('only what the table holds is allowed', () => {
  expect(transition(door, 'open', 'push')).toEqual({ ok: true, to: 'shut' });
  expect(transition(door, 'shut', 'pull')).toEqual({ ok: true, to: 'open' });
  expect(transition(door, 'open', 'pull')).toEqual({ ok: false });
  expect(transition([], 'open', 'push')).toEqual({ ok: false });
});
