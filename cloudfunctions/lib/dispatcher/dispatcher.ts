import { contracts, type ActionName, type Reply } from '@yibao/shared/contracts';
import { type ActionContract } from '@yibao/shared/contracts/action';
import { type Actor, auditAs } from '../audit';
import { authorize, type Caller, type Credentials, resolveCaller } from '../caller';
import { actorKindOf } from '../clerks';
import { isPoolExhausted, isSerializationFailure } from '../database/database';
import { ServiceError, toErrorBody } from '../errors';
import { describeError, type Log } from '../log';
import { deliverDue, type TopicHandlers } from '../outbox/deliver';
import { enqueue } from '../outbox/enqueue';
import { UpstreamError } from '../ports/http';
import { type Runtime } from '../runtime';
import { claimIntention, findResult, hashInput, type Intention, storeResult } from './idempotency';
import { parseInput } from './input';

/** A handler with its types erased; `query()` and `mutation()` have checked them. */
export interface AnyHandler {
  name: ActionName;
  before?(context: never, input: never): Promise<unknown>;
  run(context: never, input: never, facts: never): Promise<unknown>;
  after?(context: never, input: never, result: never): Promise<unknown>;
}

export interface Request {
  action: string;
  input: unknown;
  credentials: Credentials;
  /** Identifies the request in logs, audit and error messages. */
  traceId: string;
}

export interface Dispatcher {
  /** Never throws: every failure is a reply with a code. */
  dispatch(request: Request): Promise<Reply<unknown>>;
}

const maxTransactionAttempts = 3;

interface Call {
  handler: AnyHandler;
  contract: ActionContract;
  input: unknown;
  context: { runtime: Runtime; caller: Caller | null; now: number; traceId: string; log: Log };
}

/**
 * The one way into the service, whichever entry a request came through: contract, caller,
 * idempotency, one transaction with audit and outbox, reply through the contract.
 *
 * @param handlers the actions this function serves
 * @param topics how outgoing messages are delivered right after a commit
 */
export function createDispatcher(
  runtime: Runtime,
  handlers: AnyHandler[],
  topics: TopicHandlers,
): Dispatcher {
  const byName = new Map<string, AnyHandler>(handlers.map((handler) => [handler.name, handler]));
  return {
    async dispatch(request) {
      const startedAt = performance.now();
      const log = runtime.log.child({ traceId: request.traceId });
      const handler = byName.get(request.action);
      let code = 'ok';
      try {
        if (!handler) throw new ServiceError('unknown_action');
        const data = await perform(runtime, handler, topics, request, log);
        return { ok: true, data };
      } catch (thrown) {
        const crowded = isPoolExhausted(thrown);
        const error = crowded ? new ServiceError('busy', { cause: thrown }) : thrown;
        const body = toErrorBody(error, request.traceId);
        code = body.code;
        if (crowded) log.warn(describeError(error), 'no connection became free');
        if (body.code === 'internal') log.error(describeError(error), 'unexpected error');
        if (error instanceof UpstreamError) log.warn(describeError(error), 'upstream failed');
        return { ok: false, error: body };
      } finally {
        const durationMs = Math.round(performance.now() - startedAt);
        log.info({ action: handler?.name ?? 'unknown', code, durationMs }, 'request');
      }
    },
  };
}

async function perform(
  runtime: Runtime,
  handler: AnyHandler,
  topics: TopicHandlers,
  request: Request,
  log: Log,
): Promise<unknown> {
  const contract: ActionContract = contracts[handler.name];
  const now = runtime.clock.now();
  const caller = authorize(
    contract.caller,
    await resolveCaller(runtime.db, request.credentials, now),
  );
  const input = parseInput(contract.input, request.input);
  const context = { runtime, caller, now, traceId: request.traceId, log };
  const call: Call = { handler, contract, input, context };
  const output =
    contract.kind === 'query'
      ? await handler.run(context as never, input as never, undefined as never)
      : await mutate(call, topics);
  return contract.output.parse(output);
}

async function mutate(call: Call, topics: TopicHandlers): Promise<unknown> {
  const { handler, input, context } = call;
  const { runtime, caller } = context;
  if (!caller) throw new ServiceError('not_logged_in');
  const { requestId } = input as { requestId: string };
  const intention: Intention = {
    accountId: caller.accountId,
    requestId,
    action: handler.name,
    inputHash: hashInput(handler.name, input),
  };
  const { result, messages } = await carryOut(call, intention);
  if (messages.length > 0) {
    const { traceId } = context;
    await deliverDue(runtime, topics, { limit: messages.length, traceId, only: messages });
  }
  if (!handler.after) return result;
  // what happened meanwhile is later than the request's own moment
  const later = { ...context, now: runtime.clock.now() };
  return handler.after(later as never, input as never, result as never);
}

interface Committed {
  result: unknown;
  /** Outbox messages made by this call, to be delivered at once. */
  messages: number[];
}

/** Does what was asked, once: a repeat gets the stored result, also when it overtakes its twin. */
async function carryOut(call: Call, intention: Intention): Promise<Committed> {
  const { db, cipher } = call.context.runtime;
  const before = await findResult(db, cipher, intention);
  if (before) return { ...before, messages: [] };
  let facts: unknown;
  try {
    facts = await call.handler.before?.(call.context as never, call.input as never);
  } catch (error) {
    // the twin may have committed meanwhile, and its very success be what `before` refuses
    const meanwhile = await findResult(db, cipher, intention);
    if (meanwhile) return { ...meanwhile, messages: [] };
    throw error;
  }
  return commit(call, intention, facts);
}

async function commit(call: Call, intention: Intention, facts: unknown): Promise<Committed> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await commitOnce(call, intention, facts);
    } catch (error) {
      if (!isSerializationFailure(error)) throw error;
      if (attempt >= maxTransactionAttempts) throw new ServiceError('busy', { cause: error });
    }
  }
}

function actorOf({ contract, context }: Call, accountId: string): Actor {
  const clerk = context.caller?.clerk ?? null;
  if (clerk !== null) return { kind: actorKindOf(clerk), accountId };
  return { kind: contract.caller === 'staff' ? 'staff' : 'account', accountId };
}

async function commitOnce(call: Call, intention: Intention, facts: unknown): Promise<Committed> {
  const { runtime, now, traceId } = call.context;
  const actor = actorOf(call, intention.accountId);
  return runtime.db.transaction(async (tx) => {
    if (!(await claimIntention(tx, intention, now))) {
      const done = await findResult(tx, runtime.cipher, intention);
      if (!done) throw new ServiceError('busy');
      return { result: done.result, messages: [] };
    }
    const messages: number[] = [];
    const context = {
      ...call.context,
      tx,
      audit: auditAs(tx, { actor, traceId, now }),
      send: async (message: Parameters<typeof enqueue>[1]) => {
        const id = await enqueue(tx, message, now);
        if (id !== null) messages.push(id);
      },
    };
    const result = await call.handler.run(context as never, call.input as never, facts as never);
    await storeResult(tx, runtime.cipher, intention, result);
    return { result, messages };
  });
}
