import { type Context, Hono } from 'hono';
import { clockAnswer, elsewhereState, personAnswer, userAnswers } from './answers';
import { type Controls, refusalOf } from './controls';
import { InputError, inputs, parseInput } from './inputs';

async function jsonBody(c: Context): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    throw new InputError('请求内容不是 JSON');
  }
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

  api.get('/log', (c) => c.json({ calls: host.calls.list() }));

  api.onError((error, c) => {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return c.json({ code: 'refused', message: refusal.message }, refusal.status);
  });
  return api;
}
