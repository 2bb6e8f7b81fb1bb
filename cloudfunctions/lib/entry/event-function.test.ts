import { ConfigError } from '../config';
import { eventFunction } from './event-function';

test('a start that fails is a retryable answer with the id of the invocation, and no reason', async () => {
  const main = eventFunction([], () => Promise.reject(new ConfigError('DATA_KEYS: missing')));
  const reply = await main({ action: 'identity.me' }, { request_id: 'r-1' });
  expect(reply).toMatchObject({
    ok: false,
    error: { code: 'internal', retryable: true, traceId: 'r-1' },
  });
  expect(JSON.stringify(reply)).not.toContain('DATA_KEYS');
});
