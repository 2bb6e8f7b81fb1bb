import { type Context, Hono } from 'hono';
import {
  accountAnswer,
  birthAnswer,
  clockAnswer,
  elsewhereState,
  personAnswer,
  userAnswers,
} from './answers';
import { type Controls, refusalOf } from './controls';
import { openStatementDamages } from '../lib/statement-damage';
import { InputError, inputs, parseInput } from './inputs';

async function jsonBody(c: Context): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    throw new InputError('请求内容不是 JSON');
  }
}

/** The registries and departments behind the data-sharing gateway. */
function addRegistries(api: Hono, controls: Controls): void {
  const { latency } = controls.host;
  const { certificates, departments } = controls.registries;

  api.get('/latency', (c) => c.json({ latencyMs: latency.ms }));
  api.post('/latency', async (c) => {
    latency.set(parseInput(inputs.latency, await jsonBody(c)).latencyMs);
    return c.json({ latencyMs: latency.ms });
  });

  api.get('/births', (c) =>
    c.json({ births: certificates.list().map((each) => birthAnswer(controls, each)) }),
  );
  api.post('/certificate', async (c) => {
    const birth = controls.changeCertificate(parseInput(inputs.certificate, await jsonBody(c)));
    return c.json({ birth: birthAnswer(controls, birth) });
  });
  api.post('/household', async (c) => {
    const { certificateNumber } = parseInput(inputs.household, await jsonBody(c));
    return c.json({ residentId: controls.registerHousehold(certificateNumber) });
  });

  api.get('/department', (c) => c.json({ departments: departments.list() }));
  api.post('/department', async (c) => {
    controls.instructDepartment(parseInput(inputs.department, await jsonBody(c)));
    return c.json({ departments: departments.list() });
  });
}

/** Personal accounts and the tax bureau's book. */
function addRails(api: Hono, controls: Controls): void {
  const { mutualAid, tax } = controls;

  api.get('/mutual-aid', (c) =>
    c.json({ accounts: mutualAid.accounts.owners().map((each) => accountAnswer(controls, each)) }),
  );
  api.post('/mutual-aid/take', async (c) => {
    const owner = controls.takeFromAccount(parseInput(inputs.personalAccount, await jsonBody(c)));
    return c.json({ account: accountAnswer(controls, owner) });
  });
  api.post('/mutual-aid/bind', async (c) => {
    const bindNo = controls.bindAtCounter(parseInput(inputs.counterBinding, await jsonBody(c)));
    return c.json({ bindNo });
  });

  api.get('/tax', (c) => c.json({ handOvers: tax.list() }));
  api.post('/tax/late-payment', async (c) => {
    const { orderNo } = parseInput(inputs.latePayment, await jsonBody(c));
    controls.payLateAtTax(orderNo);
    return c.json({ handOver: tax.get(orderNo) });
  });
}

/** Refunds: the tax bureau's review, WeChat Pay's end of it, and what makes people ask for one. */
function addRefunds(api: Hono, controls: Controls): void {
  const { taxReviews, refunds } = controls.back;
  const state = () => ({ tax: taxReviews.current, wechatPay: refunds.current });
  api.get('/refunds', (c) => c.json(state()));
  api.post('/refunds', async (c) => {
    controls.instructRefunds(parseInput(inputs.refunds, await jsonBody(c)));
    return c.json(state());
  });
  api.post('/life', async (c) => {
    const { personNo } = controls.live(parseInput(inputs.life, await jsonBody(c)));
    return c.json({ personNo });
  });
}

/** The JSON control API of the sandbox, for tests and scripts; mounted at /sandbox/control. */
export function createControlApi(controls: Controls): Hono {
  const { host, platform } = controls;
  const api = new Hono();

  api.get('/clock', (c) => c.json(clockAnswer(controls)));
  api.post('/clock', async (c) => {
    controls.moveClock(parseInput(inputs.clock, await jsonBody(c)));
    return c.json(clockAnswer(controls));
  });

  api.get('/faults', (c) => c.json({ faults: host.faults.list() }));
  api.post('/faults', async (c) => {
    host.faults.add(parseInput(inputs.fault, await jsonBody(c)));
    return c.json({ faults: host.faults.list() });
  });
  api.delete('/faults', (c) => {
    host.faults.clear();
    return c.json({ faults: [] });
  });

  api.get('/city', (c) => {
    const found = controls.findPeople(parseInput(inputs.cityFilter, c.req.query()));
    return c.json({ people: found.map((each) => personAnswer(controls, each)) });
  });
  api.get('/users', (c) => c.json({ users: userAnswers(controls) }));

  api.post('/elsewhere/suspend', async (c) => {
    const { certNo } = parseInput(inputs.person, await jsonBody(c));
    return c.json({ elsewhere: elsewhereState(controls, controls.suspendElsewhere(certNo)) });
  });
  api.post('/elsewhere/reupload', async (c) => {
    const { certNo } = parseInput(inputs.person, await jsonBody(c));
    return c.json({ elsewhere: elsewhereState(controls, controls.reuploadElsewhere(certNo)) });
  });

  api.get('/posting', (c) => c.json({ delayMinutes: platform.postingDelayMinutes }));
  api.post('/posting', async (c) => {
    platform.setPostingDelay(parseInput(inputs.posting, await jsonBody(c)).delayMinutes);
    return c.json({ delayMinutes: platform.postingDelayMinutes });
  });

  api.post('/statement', async (c) => {
    const { sender, damage } = parseInput(inputs.statement, await jsonBody(c));
    openStatementDamages(host).set(sender, damage === 'none' ? null : damage);
    return c.json({ sender, damage });
  });

  addRegistries(api, controls);
  addRails(api, controls);
  addRefunds(api, controls);

  api.get('/log', (c) => c.json({ calls: host.calls.list() }));

  api.onError((error, c) => {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return c.json({ code: 'refused', message: refusal.message }, refusal.status);
  });
  return api;
}
