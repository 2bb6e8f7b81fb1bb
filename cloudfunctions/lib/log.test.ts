import { Writable } from 'node:stream';
import { ConfigError } from './config';
import { createLog, describeError, startReason } from './log';
import { UpstreamError } from './ports/http';

const secret = '王小兰 340603199001010015';

test('an error is told by class, code, constraint and place, never by its message', () => {
  const driver = Object.assign(new Error(`insert … params: ${secret}`), {
    code: '23505',
    constraint: 'person_pkey',
  });
  const outer = new Error(`Failed query: ${secret}`, { cause: driver });
  const described = describeError(outer);
  expect(JSON.stringify(described)).not.toContain('王小兰');
  expect(described).toMatchObject({
    errors: [{ type: 'Error' }, { type: 'Error', code: '23505', constraint: 'person_pkey' }],
  });
  const [first] = (described as { errors: { at: string[] }[] }).errors;
  expect(first!.at[0]).toMatch(/^at .*log\.test\.ts/);
});

test.each([`params:\n    at ${secret}`, `\n at ${secret}\n at x`])(
  'a message that looks like a stack stays out: %#',
  (message) => {
    expect(JSON.stringify(describeError(new Error(message)))).not.toContain('王小兰');
  },
);

test("another system's failure says which one and why", () => {
  const error = new UpstreamError('wechat', 'HTTP 502', new TypeError(secret));
  const described = describeError(error);
  expect(described).toMatchObject({
    errors: [{ system: 'wechat', reason: 'HTTP 502', code: 'upstream_unavailable' }, {}],
  });
  expect(JSON.stringify(described)).not.toContain('王小兰');
});

test.each([[undefined], [null], [secret], [{ message: secret }], [7]])(
  'what is thrown but no error is told by its type: %#',
  (thrown) => {
    expect(describeError(thrown)).toEqual({ errors: [{ type: typeof thrown }] });
  },
);

test('a chain of causes without end has one', () => {
  const error = new Error('a');
  error.cause = error;
  expect((describeError(error) as { errors: unknown[] }).errors).toHaveLength(4);
});

test('only a configuration error says in words why a start failed', () => {
  expect(startReason(new ConfigError('DATA_KEYS: missing'))).toEqual({
    reason: 'DATA_KEYS: missing',
  });
  expect(startReason(new Error(secret))).toEqual({});
});

test('a line is one JSON object with level and time', () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = createLog('info', sink);
  log.debug('too quiet');
  log.info({ traceId: 't' }, 'request');
  expect(lines).toHaveLength(1);
  const entry = JSON.parse(lines[0]!) as Record<string, unknown>;
  expect(entry).toMatchObject({ level: 'info', traceId: 't', msg: 'request' });
  expect(String(entry['time'])).toMatch(/^\d{4}-\d{2}-\d{2}T.*Z$/);
});
