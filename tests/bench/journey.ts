import { randomUUID } from 'node:crypto';
import { type ActionName, contracts, type Input, type Output } from '@yibao/shared/contracts';
import { type Resident, type TestUser } from '@yibao/sandbox/city/resident';
import { type Recorder } from './recorder';

const coverageYear = 2026;
const pollMs = 5;
const coveredWithinMs = 30_000;

type CallInput<N extends ActionName> = Omit<Input<N>, 'requestId'>;

export async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

/** A phone: wx.cloud.callFunction as the local server offers it. */
export function phoneOf(url: string, user: TestUser) {
  return async <N extends ActionName>(action: N, input: CallInput<N>): Promise<Output<N>> => {
    const isMutation = contracts[action].kind === 'mutation';
    const body = { action, input: isMutation ? { requestId: randomUUID(), ...input } : input };
    const [flow = ''] = action.split('.');
    const headers = { 'x-sandbox-openid': user.miniProgramOpenid };
    const { result } = await post(`${url}/sandbox/cloud/callFunction/${flow}`, body, headers);
    const reply = result as { ok: true; data: Output<N> } | { ok: false; error: unknown };
    if (!reply.ok) throw new Error(`${action}: ${JSON.stringify(reply.error)}`);
    return reply.data;
  };
}
export type Phone = ReturnType<typeof phoneOf>;

const claimOf = (resident: Resident) => ({
  documentType: 'residentId' as const,
  documentNumber: resident.certNo,
  name: resident.name,
});

/** From a WeChat account to a verified person; not measured. @returns the person id */
export async function verify(url: string, user: TestUser, call: Phone): Promise<string> {
  const { version, textHash } = await call('identity.faceNotice', {});
  const { consentId } = await call('identity.agreeFaceNotice', { version, textHash });
  const claim = { consentId, ...claimOf(user.resident) };
  const { verifyId, verificationId } = await call('identity.startFace', claim);
  await post(`${url}/sandbox/wechat/face/decide`, { verify_id: verifyId, decision: 'pass' });
  await call('identity.finishFace', { verificationId });
  const { verified } = await call('identity.me', {});
  if (!verified) throw new Error(`${user.key} is not verified`);
  return verified.personId;
}

/** A verified person with her mother in the family; not measured. */
async function prepare(url: string, user: TestUser, call: Phone): Promise<string[]> {
  const people = [await verify(url, user, call)];
  for (const { relation, resident } of user.family) {
    people.push(
      (await call('identity.addFamilyMember', { relation, ...claimOf(resident) })).personId,
    );
  }
  return people;
}

async function untilCovered(call: Phone, orderId: string): Promise<void> {
  const end = Date.now() + coveredWithinMs;
  for (;;) {
    const { status } = await call('payment.getOrder', { orderId });
    if (status === 'posted') return;
    if (Date.now() > end) throw new Error(`order is ${status} after ${coveredWithinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/**
 * One whole journey of somebody new: login, face check, mother added, both checked, enrolled and
 * paid for in one order, until both are covered.
 */
export async function runJourney(url: string, user: TestUser, recorder: Recorder): Promise<void> {
  const call = phoneOf(url, user);
  const people = await prepare(url, user, call);
  const enrollmentIds: string[] = [];
  for (const personId of people) {
    const input = { personId, coverageYear };
    await recorder.time('check', () => call('enrollment.check', input));
    const enrolled = await recorder.time('register', () => call('enrollment.register', input));
    enrollmentIds.push(enrolled.enrollmentId);
  }
  const { order, payment } = await recorder.time('createOrder', () =>
    call('payment.createOrder', { enrollmentIds }),
  );
  if (payment.kind !== 'wechatPay') throw new Error('nothing to pay');
  const decision = { ...payment.params, decision: 'pay' };
  await recorder.time('pay to covered', async () => {
    await post(`${url}/sandbox/wechat-pay/cashier/decide`, decision);
    await untilCovered(call, order.orderId);
  });
}
