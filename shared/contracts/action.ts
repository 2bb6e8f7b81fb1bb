import type * as z from 'zod';

/**
 * Who may call an action at all. What a caller may do with a particular person, enrolment or
 * order is decided by the action itself, on the rows it reads.
 */
export type CallerRequirement =
  | 'anyone' // no login needed
  | 'account' // a WeChat account
  | 'verified' // an account bound to a verified person
  | 'staff' // on the bureau's staff list, verified, and logged in of late
  | 'clerk' // an active clerk of an active partner organisation, or its own system
  | 'asker'; // the same, suspended or not: the decision refuses, and the refusal is written down

/** One thing a client can ask for. Declared once; server, client and documentation take their types from it. */
export interface ActionContract<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  /** One line for the reference, in English. */
  summary: string;
  /** A mutation carries a `requestId` and is answered the same however often it arrives. */
  kind: 'query' | 'mutation';
  caller: CallerRequirement;
  input: Input;
  output: Output;
}

/** Keeps the literal schema types of a flow's actions while checking their shape. */
export function defineActions<const T extends Record<string, ActionContract>>(actions: T): T {
  return actions;
}
