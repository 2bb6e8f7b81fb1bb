import { type Output } from '@yibao/shared/contracts';
import { type DocumentType } from '@yibao/shared/rules/facts';
import { type Resident } from '@yibao/sandbox/city/resident';
import { type Phone, type TestSystem } from './system';

/** The sandbox, as far as a journey needs it. */
export type Sandbox = Pick<TestSystem, 'sandboxPost'>;

const documentTypes = {
  '01': 'residentId',
  '07': 'foreignPermanent',
  '17': 'hkMoTwResidence',
} as const satisfies Record<Resident['certType'], DocumentType>;

/** Name and document of a resident, as a person types them. */
export function claimOf(resident: Resident) {
  return {
    documentType: documentTypes[resident.certType],
    documentNumber: resident.certNo,
    name: resident.name,
  };
}

/** From a WeChat account to a verified person, by face; who is one already stays as they are. */
export async function verify(system: Sandbox, phone: Phone): Promise<void> {
  if ((await phone.call('identity.me', {})).verified) return;
  const { version, textHash } = await phone.call('identity.faceNotice', {});
  const { consentId } = await phone.call('identity.agreeFaceNotice', { version, textHash });
  const started = await phone.call('identity.startFace', {
    consentId,
    ...claimOf(phone.user.resident),
  });
  await system.sandboxPost('/wechat/face/decide', {
    verify_id: started.verifyId,
    decision: 'pass',
  });
  const { verificationId } = started;
  const { outcome } = await phone.call('identity.finishFace', { verificationId });
  if (outcome !== 'verified') throw new Error(`face: ${outcome}`);
}

export async function selfId(phone: Phone): Promise<string> {
  const { verified } = await phone.call('identity.me', {});
  if (!verified) throw new Error('not verified');
  return verified.personId;
}

/** Adds the relative of that relation from the test user's own family. @returns the person id */
export async function addRelative(phone: Phone, relation: string): Promise<string> {
  const relative = phone.user.family.find((each) => each.relation === relation);
  if (!relative) throw new Error(`no ${relation}`);
  const { personId } = await phone.call('identity.addFamilyMember', {
    relation: relative.relation,
    ...claimOf(relative.resident),
  });
  return personId;
}

type OrderReply = Output<'payment.createOrder'>;

/** Pays, declines or walks away at the sandbox's cashier. */
export async function atCashier(
  system: Sandbox,
  payment: OrderReply['payment'],
  decision: 'pay' | 'decline' | 'walk-away',
): Promise<void> {
  if (payment.kind !== 'wechatPay') throw new Error('nothing to pay');
  await system.sandboxPost('/wechat-pay/cashier/decide', { ...payment.params, decision });
}

/** Verified, enrolled and paid for themselves, booked. @returns the order's and the person's id */
export async function paidUp(
  system: Sandbox,
  phone: Phone,
  coverageYear: number,
): Promise<{ personId: string; orderId: string }> {
  await verify(system, phone);
  const personId = await selfId(phone);
  return { personId, ...(await payFor(system, phone, { personId, coverageYear })) };
}

/** Enrols and pays for one person, and waits for the booking. */
export async function payFor(
  system: Sandbox,
  phone: Phone,
  { personId, coverageYear }: { personId: string; coverageYear: number },
): Promise<{ orderId: string }> {
  const { enrollmentId } = await phone.call('enrollment.register', { personId, coverageYear });
  const { order, payment } = await phone.call('payment.createOrder', {
    enrollmentIds: [enrollmentId],
  });
  const { orderId } = order;
  if (payment.kind === 'wechatPay') await atCashier(system, payment, 'pay');
  await until(
    () => phone.call('payment.refreshOrder', { orderId }),
    ({ status }) => status === 'posted',
  );
  return { orderId };
}

/** Asks again until the answer fits; bounded. */
export async function until<T>(
  ask: () => Promise<T>,
  fits: (value: T) => boolean,
  limitMs = 10_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await ask();
    if (fits(value)) return value;
    if (Date.now() > end) throw new Error(`never fitted: ${JSON.stringify(value).slice(0, 400)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
