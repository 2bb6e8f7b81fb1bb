import { infcode } from '@yibao/shared/protocols/core-platform';
import { type CoreBench, documentOf, openCoreBench } from './test-client';

let bench: CoreBench;
beforeEach(() => {
  bench = openCoreBench();
});
afterEach(() => bench.close());

const goodInput = () => documentOf(bench.host.residents.testUsers()[0]!.resident);

test('a signed request gets a signed answer that refers to it', async () => {
  const request = bench.envelope('1101', goodInput());
  const answer = await bench.send(JSON.stringify(request));
  expect(answer).toMatchObject({ infcode: infcode.ok, err_msg: '' });
  expect(request).toMatchObject({ msgid: answer.inf_refmsgid });
});

test.each([
  ['another signature', { cainfo: '3045022100' }],
  ['no signature', { cainfo: '' }],
  ['an altered input', { input: { psn_cert_type: '01', certno: 'x', psn_name: 'x' } }],
  ['an altered header', { opter_name: 'someone' }],
  ['a field that was not signed', { extra: 'field' }],
])('%s is a bad signature', async (_title, change) => {
  const altered = { ...bench.envelope('1101', goodInput()), ...change };
  const answer = await bench.send(JSON.stringify(altered));
  expect(answer.infcode).toBe(infcode.badSignature);
  expect(answer.output).toEqual({});
});

test.each([
  ['no JSON', 'x'],
  ['an empty body', ''],
  ['an unknown interface', '{"infno":"9999"}'],
  ['an array', '[]'],
])('%s is a bad request', async (_title, body) => {
  expect((await bench.send(body)).infcode).toBe(infcode.badRequest);
});

test('a well signed input that fits no schema is a bad request', async () => {
  for (const infno of ['1101', '90100', 'R101', 'R102', 'R201'] as const) {
    expect((await bench.call(infno, { nothing: 1 })).infcode).toBe(infcode.badRequest);
  }
});

test('the call log has the interface and the code, nothing of the person', async () => {
  await bench.call('1101', goodInput());
  await bench.call('1101', { ...goodInput(), psn_name: '张三' });
  const calls = bench.host.calls.list();
  expect(calls.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
    '1101 infcode 0',
    '1101 infcode 1404',
  ]);
  expect(JSON.stringify(calls)).not.toContain(goodInput().certno);
});

test.each([
  ['error500', 500],
  ['drop', 599],
] as const)('under %s nothing is processed', async (kind, status) => {
  bench.host.faults.add({ system: 'core-platform', operation: 'R101', kind, times: 1, delayMs: 0 });
  const input = { ...goodInput(), biz_no: 'enrol-0001', insu_year: '2026', psn_type: '1501' };
  const body = JSON.stringify(bench.envelope('R101', { ...input, insuplc_admdvs: '340600' }));
  const response = await bench.app.request('/core', { method: 'POST', body });
  expect(response.status).toBe(status);
  expect(bench.platform.enrolments.byBizNo('enrol-0001')).toBeUndefined();
  expect((await bench.send(body)).infcode).toBe(infcode.ok);
});

test('every call takes the latency that is set', async () => {
  bench.host.latency.set(25);
  const start = performance.now();
  await bench.call('1101', goodInput());
  expect(performance.now() - start).toBeGreaterThan(23);
});

test('under timeout it is processed, and asking again gives the same answer', async () => {
  bench.host.faults.add({
    system: 'core-platform',
    operation: 'R101',
    kind: 'timeout',
    times: 1,
    delayMs: 1,
  });
  const input = { ...goodInput(), biz_no: 'enrol-0001', insu_year: '2026', psn_type: '1501' };
  const body = JSON.stringify(bench.envelope('R101', { ...input, insuplc_admdvs: '340600' }));
  const lost = await bench.app.request('/core', { method: 'POST', body });
  expect(lost.status).toBe(599);
  const kept = bench.platform.enrolments.byBizNo('enrol-0001');
  expect((await bench.send(body)).output).toMatchObject({ regi_no: kept!.registrationNo });
});
