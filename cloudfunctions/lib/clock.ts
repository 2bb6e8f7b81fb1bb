/** Business time in epoch milliseconds. Rules get it as an argument; only entries read a clock. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
