import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { type Reply } from '@yibao/shared/contracts';
import { engines } from '../../../tests/support/database';
import { withAudit } from '../audit/deferred';
import { FieldCipher } from '../crypto/field-cipher';
import { type DatabaseHandle } from '../database/database';
import { auditEntry, idempotency, outbox } from '../database/schema';
import { ServiceError } from '../errors';
import { createLog } from '../log';
import { type TopicHandlers } from '../outbox/deliver';
import { UpstreamError } from '../ports/http';
import { type Runtime } from '../runtime';
import { mutation, query, type WriteContext } from './action';
import { type AnyHandler, createDispatcher } from './dispatcher';

jest.setTimeout(60_000);

type Name = 'identity.acceptMessages';
const action: Name = 'identity.acceptMessages';
const accepted = (n: number) => Promise.resolve({ accepted: n });
const credentials = { kind: 'wechat', appId: 'mini', openId: 'o', unionId: null } as const;

function codeOf(reply: Reply<unknown>): string {
  return reply.ok ? 'ok' : reply.error.code;
}

/** What PostgreSQL says to whoever lost to a concurrent transaction, as Drizzle wraps it. */
function lost(): Error {
  return new Error('Failed query', {
    cause: Object.assign(new Error('deadlock detected'), { code: '40P01' }),
  });
}

describe.each(engines())('the dispatcher on $name', (engine) => {
  let handle: DatabaseHandle;
  let lines: string[];
  beforeEach(async () => {
    handle = await engine.open();
    lines = [];
  });
  afterEach(() => handle.close());

  function dispatcherOf(...handlers: AnyHandler[]) {
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    const indexKey = 'ab'.repeat(32);
    const cipher = new FieldCipher({ keys: { k: 'cd'.repeat(16) }, current: 'k', indexKey });
    const runtime = {
      db: withAudit(handle.db, cipher),
      clock: { now: () => Date.parse('2025-11-20T09:00:00+08:00') },
      cipher,
      log: createLog('debug', sink),
    } as Runtime;
    const dispatcher = createDispatcher(runtime, handlers, {} as TopicHandlers);
    return (requestId: string, templateIds = ['t']) =>
      dispatcher.dispatch({
        action,
        input: { requestId, templateIds },
        credentials,
        traceId: 'trace-1',
      });
  }

  const audited = async ({ audit }: WriteContext<Name>) => {
    await audit({ action, subjectPersonId: null, details: {} });
    return { accepted: 1 };
  };
  const writes = async () => [
    (await handle.db.select().from(auditEntry)).length,
    (await handle.db.select().from(idempotency)).length,
    (await handle.db.select().from(outbox)).length,
  ];

  test('a repeat that overtakes its twin is answered like it, not with what the twin brought about', async () => {
    let calls = 0;
    let release: () => void = () => undefined;
    const twinIsDone = new Promise<void>((resolve) => (release = resolve));
    const call = dispatcherOf(
      mutation(action, {
        async before() {
          calls++;
          if (calls === 1) return;
          await twinIsDone;
          throw new ServiceError('already_enrolled');
        },
        run: audited,
      }),
    );
    const requestId = randomUUID();
    const [first, second] = [call(requestId), call(requestId)];
    // whichever of the two came through first
    const reply = await Promise.race([first, second]);
    release();
    expect(reply).toEqual({ ok: true, data: { accepted: 1 } });
    expect([await first, await second]).toEqual([reply, reply]);
    expect(await writes()).toEqual([1, 1, 0]);
  });

  test('what `before` refuses is refused, and nothing is written', async () => {
    const call = dispatcherOf(
      mutation(action, {
        before: () => Promise.reject(new ServiceError('not_eligible')),
        run: audited,
      }),
    );
    expect(codeOf(await call(randomUUID()))).toBe('not_eligible');
    expect(await writes()).toEqual([0, 0, 0]);
  });

  test('a failure in the transaction undoes all of it, and the same request may come again', async () => {
    let fails = true;
    const call = dispatcherOf(
      mutation(action, {
        async run(context) {
          await context.send({
            topic: 'core.enrol',
            dedupeKey: 'k',
            payload: { enrollmentId: 'e' },
          });
          const result = await audited(context);
          if (fails) throw new TypeError('a slip of ours');
          return result;
        },
      }),
    );
    const requestId = randomUUID();
    const reply = await call(requestId);
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'internal', retryable: true, traceId: 'trace-1' },
    });
    expect(JSON.stringify(reply)).not.toContain('slip');
    expect(lines.join('')).toContain('"type":"TypeError"');
    expect(await writes()).toEqual([0, 0, 0]);
    fails = false;
    // without a handler for the topic the delivery fails loudly; the write stands all the same
    await call(requestId).catch(() => undefined);
    expect(await writes()).toEqual([1, 1, 1]);
  });

  test('no free connection in time: busy, to be tried again, and never a riddle', async () => {
    const crowded = new Error('Failed query: …', {
      cause: new Error('timeout exceeded when trying to connect'),
    });
    const call = dispatcherOf(mutation(action, { run: () => Promise.reject(crowded) }));
    expect(await call(randomUUID())).toMatchObject({ error: { code: 'busy', retryable: true } });
    expect(lines.join('')).toContain('no connection became free');
  });

  test.each([
    [1, 'ok', 2],
    [2, 'ok', 3],
    [3, 'busy', 3],
  ])(
    'losing %i times to a concurrent transaction: %s after %i tries',
    async (times, code, tries) => {
      let runs = 0;
      const call = dispatcherOf(
        mutation(action, {
          async run(context) {
            runs++;
            if (runs <= times) throw lost();
            return audited(context);
          },
        }),
      );
      expect(codeOf(await call(randomUUID()))).toBe(code);
      expect(runs).toBe(tries);
      expect(await writes()).toEqual(code === 'ok' ? [1, 1, 0] : [0, 0, 0]);
    },
  );

  test('one requestId, one content; an account cannot meet another one’s', async () => {
    const call = dispatcherOf(mutation(action, { run: audited }));
    const requestId = randomUUID();
    expect(codeOf(await call(requestId))).toBe('ok');
    expect(codeOf(await call(requestId, ['other']))).toBe('request_id_reused');
    expect(await writes()).toEqual([1, 1, 0]);
  });

  test('a reply that does not fit its contract is not let out', async () => {
    const wrong = { name: action, run: () => Promise.resolve({ accepted: '340603199001010015' }) };
    const reply = await dispatcherOf(wrong)(randomUUID());
    expect(codeOf(reply)).toBe('internal');
    expect(JSON.stringify(reply)).not.toContain('340603');
    expect(lines.join('')).not.toContain('340603');
  });

  test('more than the contract tells is left out of the reply', async () => {
    const talkative = { name: action, run: () => Promise.resolve({ accepted: 1, name: '王小兰' }) };
    expect(await dispatcherOf(talkative)(randomUUID())).toEqual({
      ok: true,
      data: { accepted: 1 },
    });
  });

  test('another system away is retryable, and the log says which and why', async () => {
    const call = dispatcherOf(
      mutation(action, {
        before: () => Promise.reject(new UpstreamError('wechat', 'HTTP 502')),
        run: () => accepted(1),
      }),
    );
    expect(codeOf(await call(randomUUID()))).toBe('upstream_unavailable');
    const line = lines.find((each) => each.includes('upstream failed'))!;
    expect(JSON.parse(line)).toMatchObject({
      traceId: 'trace-1',
      errors: [{ system: 'wechat', reason: 'HTTP 502' }],
    });
  });

  test('an action nobody serves is not even named in the log', async () => {
    const me = query('identity.me', () => Promise.reject(new Error('never called')));
    expect(codeOf(await dispatcherOf(me)(randomUUID()))).toBe('unknown_action');
    expect(lines.join('')).toContain('"action":"unknown"');
    expect(lines.join('')).not.toContain(action);
  });
});
