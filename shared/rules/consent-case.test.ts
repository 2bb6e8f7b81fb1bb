import { type CaseConsent, caseEndsAt, erasureStateOf } from './consent-case';
import { dayMs } from './dates';

const opened = Date.parse('2025-11-20T09:00:00+08:00');
const after = (days: number) => opened + days * dayMs;

const consent = (changes: Partial<CaseConsent> = {}): CaseConsent => ({
  status: 'requested',
  statusSince: opened,
  requestedAt: opened,
  wasGranted: false,
  ...changes,
});
const granted = (status: CaseConsent['status'], statusSince: number) =>
  consent({ status, statusSince, wasGranted: true });

test.each<[string, CaseConsent[], number | null]>([
  ['nothing in it', [], after(90)],
  ['one in force', [granted('active', opened), granted('revoked', opened)], null],
  ['one that its person has stopped for a while', [granted('paused', after(5))], null],
  [
    'the last one ended on day 40',
    [granted('expired', after(40)), granted('revoked', after(3))],
    after(130),
  ],
  [
    'asked again after that',
    [granted('exhausted', after(1)), consent({ requestedAt: after(80), statusSince: after(80) })],
    after(91),
  ],
  [
    'refused after that',
    [granted('revoked', after(1)), consent({ status: 'denied', statusSince: after(80) })],
    after(91),
  ],
  [
    'nobody granted: the last request counts',
    [consent(), consent({ requestedAt: after(60) })],
    after(150),
  ],
])('%s', (_name, consents, expected) => {
  expect(caseEndsAt(opened, consents, 90)).toBe(expected);
});

test.each([
  [{ eraseBy: null, erasedAt: null, settledAt: null }, 'open'],
  [{ eraseBy: '2025-11-20', erasedAt: null, settledAt: null }, 'due'],
  [{ eraseBy: '2025-11-19', erasedAt: null, settledAt: null }, 'overdue'],
  [{ eraseBy: '2025-11-19', erasedAt: opened, settledAt: null }, 'erased'],
  [{ eraseBy: '2025-11-19', erasedAt: null, settledAt: opened }, 'settled'],
] as const)('%o is %s', (row, expected) => {
  expect(erasureStateOf(row, '2025-11-20')).toBe(expected);
});
