import {
  type Contracts,
  type MutationName,
  type Input,
  type Output,
  type QueryName,
} from '@yibao/shared/contracts';
import type * as z from 'zod';
import { type AuditRecord } from '../audit';
import { type CallerOf } from '../caller';
import { type Transaction } from '../database/database';
import { type Log } from '../log';
import { type OutgoingMessage } from '../outbox/enqueue';
import { type Runtime } from '../runtime';

type Name = keyof Contracts;
type Requirement<N extends Name> = Contracts[N]['caller'];
/** Input as the contract's parser gives it to the action. */
export type Parsed<N extends Name> = z.output<Contracts[N]['input']>;

export interface ActionContext<N extends Name> {
  runtime: Runtime;
  caller: CallerOf<Requirement<N>>;
  /** Business time of this request: one moment for all its rules. */
  now: number;
  traceId: string;
  log: Log;
}

/** Within the one transaction of a mutation. */
export interface WriteContext<N extends Name> extends ActionContext<N> {
  tx: Transaction;
  audit: (record: AuditRecord) => Promise<void>;
  /** Sends after the commit: at once when possible, else by the jobs function. */
  send: (message: OutgoingMessage) => Promise<void>;
}

export interface QueryHandler<N extends QueryName> {
  name: N;
  run(context: ActionContext<N>, input: Parsed<N>): Promise<Output<N>>;
}

/**
 * A mutation in up to three parts. `before` asks other systems, outside any transaction. `run`
 * is the transaction; what it returns is stored under the requestId. `after` completes a
 * committed result with other systems' answers; it runs again on a repeat, so it must be
 * idempotent by itself.
 */
export interface MutationHandler<N extends MutationName, Facts, Result> {
  name: N;
  before?(context: ActionContext<N>, input: Parsed<N>): Promise<Facts>;
  run(context: WriteContext<N>, input: Parsed<N>, facts: Facts): Promise<Result>;
  after?(context: ActionContext<N>, input: Parsed<N>, result: Result): Promise<Output<N>>;
}

export function query<N extends QueryName>(name: N, run: QueryHandler<N>['run']): QueryHandler<N> {
  return { name, run };
}

/** A mutation whose stored result is its reply. */
export function mutation<N extends MutationName, Facts = undefined>(
  name: N,
  parts: Pick<MutationHandler<N, Facts, Output<N>>, 'before' | 'run'>,
): MutationHandler<N, Facts, Output<N>> {
  return { name, ...parts };
}

/** A mutation whose reply is completed after the commit. */
export function mutationWithAfter<N extends MutationName, Result, Facts = undefined>(
  name: N,
  parts: Pick<MutationHandler<N, Facts, Result>, 'before' | 'run'> &
    Required<Pick<MutationHandler<N, Facts, Result>, 'after'>>,
): MutationHandler<N, Facts, Result> {
  return { name, ...parts };
}

export type { Input, Output };
