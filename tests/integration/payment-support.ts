/** What the tests of enrolment, payment, jobs and outbox share: people at hand, WeChat Pay's side. */
import { createCipheriv, createSign, randomBytes, randomUUID } from 'node:crypto';
import { type Output } from '@yibao/shared/contracts';
import {
  coverage,
  enrollment,
  familyMember,
  notice,
  outbox,
  paymentItem,
  paymentOrder,
  refund,
  refundItem,
} from '@yibao/cloudfunctions/lib/database/schema';
import { type KnownPerson, savePerson } from '@yibao/cloudfunctions/lib/people';
import { type Resident, type Story } from '@yibao/sandbox/city/resident';
import { type FaultRule } from '@yibao/sandbox/lib/host';
import { type PayOrder } from '@yibao/sandbox/wechat-pay/order';
import { type Engine } from '../support/database';
import { claimOf, selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';

export const coverageYear = 2026;
export type CreatedOrder = Output<'payment.createOrder'>;

/** A running system, and people of the city that no other test of the file has touched. */
export interface Town extends TestSystem {
  /** A verified user; verified once, however often asked for. */
  login(userKey: string): Promise<Phone>;
  /** The next unused resident of a story, in the phone's family. */
  adopt(phone: Phone, story?: Story): Promise<string>;
  /** The same, already enrolled: what there is to pay for. */
  payable(phone: Phone, story?: Story): Promise<string>;
  residentOf(personId: string): Resident;
  fault(rule: Pick<FaultRule, 'system' | 'operation' | 'kind'> & Partial<FaultRule>): void;
  /** WeChat Pay's own book. */
  wechatOrder(reference: string): PayOrder | undefined;
  /** Calls of one interface that reached the sandbox since the given count. */
  callsOf(operation: string): string[];
}

/** @param sites built sites for a test that has a browser */
export async function startTown(
  engine: Engine,
  sites: Parameters<typeof startTestSystem>[2] = {},
): Promise<Town> {
  const system = await startTestSystem(engine, {}, sites);
  const { host } = system.sandbox;
  const phones = new Map<string, Promise<Phone>>();
  const known = new Set(host.residents.testUsers().flatMap((user) => [user.resident.certNo]));
  for (const user of host.residents.testUsers()) {
    for (const { resident } of user.family) known.add(resident.certNo);
  }
  const residents = new Map<string, Resident>();

  async function adopt(phone: Phone, story: Story = 'insuredLastYear'): Promise<string> {
    const resident = host.residents
      .list()
      .find((each) => each.story === story && !known.has(each.certNo));
    if (!resident) throw new Error(`nobody left of ${story}`);
    known.add(resident.certNo);
    const personId = await addToFamily(system, phone, resident);
    residents.set(personId, resident);
    return personId;
  }

  return {
    ...system,
    adopt,
    async payable(phone, story) {
      const personId = await adopt(phone, story);
      const { enrollmentId, status } = await phone.call('enrollment.register', {
        personId,
        coverageYear,
      });
      if (status !== 'registered') throw new Error(`registered as ${status}`);
      return enrollmentId;
    },
    login(userKey) {
      const made = phones.get(userKey) ?? loginOnce(system, userKey);
      phones.set(userKey, made);
      return made;
    },
    residentOf(personId) {
      const resident = residents.get(personId);
      if (!resident) throw new Error('not adopted here');
      return resident;
    },
    fault: (rule) => host.faults.add({ times: 1, delayMs: 0, ...rule }),
    wechatOrder: (reference) => host.journal.store<PayOrder>('wechat-pay-orders').get(reference),
    callsOf: (operation) =>
      host.calls
        .list()
        .filter((call) => call.operation === operation)
        .map((call) => call.outcome),
  };
}

async function loginOnce(system: TestSystem, userKey: string): Promise<Phone> {
  const phone = system.phone(userKey);
  await verify(system, phone);
  return phone;
}

/** Past the family's limit, which is not what these tests are about. */
export async function addToFamily(
  system: TestSystem,
  phone: Phone,
  resident: Resident,
): Promise<string> {
  const { runtime } = system;
  const { sex, birthDate, personNo } = resident;
  const known = {
    identity: claimOf(resident),
    platform: { platformNumber: personNo, facts: { sex, birthDate } },
  } as KnownPerson;
  const now = runtime.clock.now();
  const { id } = await savePerson(runtime.db, runtime.cipher, known, now);
  await runtime.db.insert(familyMember).values({
    id: randomUUID(),
    ownerPersonId: await selfId(phone),
    memberPersonId: id,
    relation: resident.sex === 'male' ? 'brother' : 'sister',
    addedAt: now,
  });
  return id;
}

/** Every row that speaks of money or cover. */
export async function books({ runtime: { db } }: TestSystem) {
  return {
    orders: await db.select().from(paymentOrder),
    items: await db.select().from(paymentItem),
    covers: await db.select().from(coverage),
    enrollments: await db.select().from(enrollment),
    outbox: await db.select().from(outbox),
    notices: await db.select().from(notice),
    refunds: await db.select().from(refund),
    refundItems: await db.select().from(refundItem),
  };
}

export async function orderRow({ runtime: { db } }: TestSystem, orderId: string) {
  const row = (await db.select().from(paymentOrder)).find((each) => each.id === orderId);
  if (!row) throw new Error('no such order');
  return row;
}

export async function itemRows({ runtime: { db } }: TestSystem, orderId: string) {
  const rows = await db.select().from(paymentItem);
  return rows.filter((row) => row.orderId === orderId);
}

export async function coversOf({ runtime: { db } }: TestSystem, enrollmentId: string) {
  const rows = await db.select().from(coverage);
  return rows.filter((row) => row.enrollmentId === enrollmentId);
}

/** Titles of a person's notices with that dedupe key prefix. */
export async function noticesOf({ runtime: { db } }: TestSystem, dedupePrefix: string) {
  const rows = await db.select().from(notice);
  return rows.filter((row) => row.dedupeKey.startsWith(dedupePrefix));
}

/** The books of the core platform for one business number. */
export function platformPosting(system: TestSystem, itemId: string) {
  return system.sandbox.host.journal
    .store<{ amountFen: number; subsidyFen: number; payWay: string; transactionNo: string }>(
      'core-postings',
    )
    .get(itemId);
}

export interface RawNotification {
  body: string;
  headers: Record<string, string>;
}

/** The trade that WeChat Pay would announce for an order, to be changed by a test. */
export function tradeOf(system: TestSystem, reference: string, changes: object = {}) {
  const { wechat, wechatPay } = system.sandbox.host.keys;
  return {
    appid: wechat.miniProgram.appId,
    mchid: wechatPay.mchid,
    out_trade_no: reference,
    trade_state: 'SUCCESS',
    transaction_id: `42000${randomBytes(12).toString('hex').slice(0, 23)}`,
    success_time: new Date(system.runtime.clock.now()).toISOString(),
    amount: { total: 40_000, payer_total: 40_000, currency: 'CNY', payer_currency: 'CNY' },
    ...changes,
  };
}

/** Sealed with the APIv3 key as WeChat Pay does; nothing of it is signed yet. */
export function sealTrade(system: TestSystem, trade: object): string {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', system.sandbox.host.keys.wechatPay.apiV3Key, nonce);
  cipher.setAAD(Buffer.from('transaction'));
  const sealed = [cipher.update(JSON.stringify(trade), 'utf8'), cipher.final()];
  return JSON.stringify({
    id: randomUUID(),
    create_time: new Date().toISOString(),
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: Buffer.concat([...sealed, cipher.getAuthTag()]).toString('base64'),
      associated_data: 'transaction',
      nonce,
    },
  });
}

/** Signed by the sandbox's real platform key, or by another one. */
export function signNotification(
  system: TestSystem,
  body: string,
  options: { ageMs?: number; privateKeyPem?: string; serial?: string } = {},
): RawNotification {
  const { platform, platformKeyId } = system.sandbox.host.keys.wechatPay;
  const timestamp = String(Math.floor((Date.now() - (options.ageMs ?? 0)) / 1000));
  const nonce = randomBytes(16).toString('hex');
  return {
    body,
    headers: {
      'Content-Type': 'application/json',
      'Wechatpay-Serial': options.serial ?? platformKeyId,
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': nonce,
      'Wechatpay-Signature': createSign('RSA-SHA256')
        .update(`${timestamp}\n${nonce}\n${body}\n`)
        .sign(options.privateKeyPem ?? platform.privateKeyPem, 'base64'),
    },
  };
}

/** @returns the HTTP status our side answered */
export async function deliver(system: TestSystem, { body, headers }: RawNotification) {
  const url = `${system.url}/notify/wechat-pay`;
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.text();
  return response.status;
}
