/** What may befall an order, drawn at random. */
import fc from 'fast-check';

/** One operation; numbers pick among what there is at the time. */
export type Operation =
  | { kind: 'createOrder'; payer: number; people: number; rail: number; requestId: string }
  | {
      kind:
        | 'resume'
        | 'refresh'
        | 'cancel'
        | 'pay'
        | 'decline'
        | 'notify'
        | 'notifyTwice'
        | 'latePay'
        | 'askRefund';
      order: number;
    }
  | { kind: 'withdraw' | 'register'; person: number }
  | {
      kind:
        | 'sweep'
        | 'minute'
        | 'expire'
        | 'night'
        | 'poor'
        | 'rich'
        | 'restart'
        | 'faultsOver'
        | 'coreDown';
    }
  | { kind: 'fault'; operation: number; fault: number }
  | { kind: 'crash'; afterTransactions: number; during: Operation };

const pick = fc.nat(20);
const simple: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('createOrder' as const),
      payer: fc.nat(1),
      // one bit a person; mostly one, since who is in an open order is in no other
      people: fc.oneof(
        { weight: 3, arbitrary: fc.nat(4).map((n) => 1 << n) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 31 }) },
      ),
      rail: fc.nat(2),
      // few enough that some intentions come twice
      requestId: fc.integer({ min: 0, max: 25 }).map((n) => `intention-number-${n}`),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'resume' as const,
        'refresh' as const,
        'cancel' as const,
        'pay' as const,
        'pay' as const,
        'decline' as const,
        'notify' as const,
        'notify' as const,
        'notifyTwice' as const,
        'latePay' as const,
        'latePay' as const,
        'askRefund' as const,
        'cancel' as const,
      ),
      order: pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('withdraw' as const, 'register' as const, 'register' as const),
      person: fc.nat(4),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'sweep' as const,
        'minute' as const,
        'minute' as const,
        'expire' as const,
        'night' as const,
        'poor' as const,
        'rich' as const,
        'restart' as const,
        'faultsOver' as const,
        'coreDown' as const,
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('fault' as const), operation: pick, fault: pick }),
  },
);
const crash: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constant('crash' as const),
  afterTransactions: fc.integer({ min: 0, max: 3 }),
  during: simple,
});
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 7, arbitrary: simple },
  { weight: 1, arbitrary: crash },
);
