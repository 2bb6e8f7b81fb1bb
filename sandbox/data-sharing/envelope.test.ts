import { sharingCode, sharingServices } from '@yibao/shared/protocols/data-sharing';
import { generateKeys } from '../lib/keys';
import { signEnvelope } from '@yibao/shared/protocols/signed-envelope';
import { birthOf, openSharingBench, personOf, type SharingBench } from './test-client';

let bench: SharingBench;
beforeEach(() => {
  bench = openSharingBench();
});
afterEach(() => bench.close());

const goodBody = () => personOf(birthOf(bench, '乔一诺').mother);

test('a signed request gets a signed answer that refers to it', async () => {
  const request = bench.envelope('population', goodBody());
  const answer = await bench.send(JSON.stringify(request));
  expect(answer).toMatchObject({
    code: sharingCode.ok,
    message: '',
    requestId: request.requestId,
    time: '2025-11-20 09:00:00',
  });
});

test.each([
  ['another signature', { cainfo: '3045022100' }],
  ['no signature', { cainfo: '' }],
  ['an altered body', { body: { number: 'T340000000' } }],
  ['an altered service', { service: 'marriage' }],
  ['another application', { appId: 'sandbox-other' }],
  ['a field that was not signed', { extra: 'field' }],
])('%s is a bad signature', async (_title, change) => {
  const altered = { ...bench.envelope('population', goodBody()), ...change };
  const answer = await bench.send(JSON.stringify(altered));
  expect(answer).toMatchObject({ code: sharingCode.badSignature, body: {} });
});

test('a stranger’s own good signature is a bad one', async () => {
  const { cainfo, ...unsigned } = bench.envelope('population', goodBody());
  const stranger = generateKeys().dataSharing.client;
  const forged = signEnvelope(unsigned, stranger.privateKey);
  expect(forged.cainfo).not.toBe(cainfo);
  expect((await bench.send(JSON.stringify(forged))).code).toBe(sharingCode.badSignature);
});

test.each([
  ['no JSON', 'x'],
  ['an empty body', ''],
  ['an unknown service', '{"service":"everything"}'],
  ['an array', '[]'],
])('%s is a bad request', async (_title, body) => {
  expect((await bench.send(body)).code).toBe(sharingCode.badRequest);
});

test('a well signed body that fits no schema is a bad request', async () => {
  for (const service of sharingServices) {
    expect((await bench.call(service, { nothing: 1 })).code).toBe(sharingCode.badRequest);
  }
});

test('the call log has the service and the code, nothing of the person', async () => {
  await bench.call('population', goodBody());
  await bench.call('population', { ...goodBody(), name: '张三' });
  const calls = bench.host.calls.list();
  expect(calls.map((call) => `${call.system} ${call.operation} ${call.outcome}`)).toEqual([
    'data-sharing population code 0',
    'data-sharing population code 404',
  ]);
  expect(JSON.stringify(calls)).not.toContain(goodBody().certNo);
});

test('a fault strikes one registry for its minutes, the others answer', async () => {
  bench.host.faults.add({
    system: 'data-sharing',
    operation: 'marriage',
    kind: 'error500',
    times: 1,
    delayMs: 0,
    forMinutes: 10,
  });
  const ask = async (service: string) => {
    const body = JSON.stringify(bench.envelope(service, goodBody()));
    return (await bench.app.request('/data-sharing', { method: 'POST', body })).status;
  };
  expect([await ask('marriage'), await ask('marriage'), await ask('population')]).toEqual([
    500, 500, 200,
  ]);
  bench.host.clock.advance(10 * 60_000);
  expect(await ask('marriage')).toBe(200);
});

test('every call takes the latency that is set', async () => {
  bench.host.latency.set(25);
  const start = performance.now();
  await bench.call('population', goodBody());
  expect(performance.now() - start).toBeGreaterThan(23);
});
