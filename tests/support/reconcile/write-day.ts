/** Writes drafts into the database and into the books of the systems outside. */
import {
  account,
  coverage,
  enrollment,
  ledgerEntry,
  ledgerPosting,
  outbox,
  paymentItem,
  paymentOrder,
  person,
} from '@yibao/cloudfunctions/lib/database/schema';
import { type LocalSystem } from '@yibao/cloudfunctions/local/local-system';
import { toWireTime } from '@yibao/cloudfunctions/lib/ports/wire-time';
import { hourMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { type SeededRandom } from '@yibao/sandbox/city/random';
import { type Posting } from '@yibao/sandbox/core-platform/platform';
import { type Freeze } from '@yibao/sandbox/mutual-aid/freezes';
import { type HandOver } from '@yibao/sandbox/tax/book';
import { type PayOrder } from '@yibao/sandbox/wechat-pay/order';
import { writeRefunds } from './write-refunds';
import { coverageYear, type ItemDraft, type OrderDraft, premiumFen, seededUuid } from './drafts';

const batchSize = 400;
const openId = 'osandbox-mp-of-a-generated-day';
/** Of people of whom the platform only knows postings. */
const strangersNumber = '34060099000009999999';

interface Rows {
  people: (typeof person.$inferInsert)[];
  accounts: (typeof account.$inferInsert)[];
  enrollments: (typeof enrollment.$inferInsert)[];
  orders: (typeof paymentOrder.$inferInsert)[];
  items: (typeof paymentItem.$inferInsert)[];
  covers: (typeof coverage.$inferInsert)[];
  postings: (typeof ledgerPosting.$inferInsert)[];
  entries: (typeof ledgerEntry.$inferInsert)[];
  messages: (typeof outbox.$inferInsert)[];
}

/** Money that bought nothing covers nobody. */
const buysCover = ({ status }: OrderDraft): boolean => status === 'posted' || status === 'paid';

const isPaid = ({ status }: OrderDraft): boolean => status !== 'prepaid' && status !== 'closed';

/** Fills rows from drafts; what nobody will read (names of strangers) is sealed once and repeated. */
class RowMaker {
  readonly rows: Rows = {
    people: [],
    accounts: [],
    enrollments: [],
    orders: [],
    items: [],
    covers: [],
    postings: [],
    entries: [],
    messages: [],
  };
  private readonly known = new Set<string>();
  private readonly sealed;

  constructor(
    private readonly system: LocalSystem,
    private readonly random: SeededRandom,
  ) {
    const { cipher } = system.runtime;
    this.sealed = {
      name: cipher.seal('person.name', '某某'),
      documentNumber: cipher.seal('person.document_number', '000000'),
      platformNumber: cipher.seal('person.platform_number', strangersNumber),
    };
  }

  add(order: OrderDraft): void {
    for (const item of order.items) this.addPerson(item, order);
    const payerPersonId = order.items[0]!.personId;
    const accountId = this.uuid();
    const createdAt = order.paidAt - 60_000;
    this.rows.accounts.push({
      id: accountId,
      unionId: null,
      personId: payerPersonId,
      verifiedAt: createdAt,
      verifiedBy: 'face',
      createdAt,
    });
    const paid = isPaid(order);
    this.rows.orders.push({
      id: order.id,
      outTradeNo: order.outTradeNo,
      payerPersonId,
      payerAccountId: accountId,
      appId: this.system.runtime.config.wechat.miniProgram.appId,
      openId,
      rail: order.rail,
      status: order.status,
      statusSince: order.paidAt,
      totalFen: order.totalFen,
      prepayId: `prepay-${order.outTradeNo}`,
      transactionId: paid ? order.transactionId : null,
      createdAt,
      expiresAt: createdAt + hourMs,
      paidAt: paid ? order.paidAt : null,
      postedAt: order.status === 'posted' ? order.paidAt + 60_000 : null,
      nextSweepAt: null,
    });
    for (const [position, item] of order.items.entries()) this.addItem(item, position, order);
    if (paid) {
      const kind = buysCover(order) ? 'paid' : 'superseded';
      const credit = kind === 'paid' ? 'unposted' : 'refundable';
      this.book(kind, order.id, order, order.totalFen, [order.rail, credit]);
    }
  }

  private uuid(): string {
    return seededUuid(this.random);
  }

  private addPerson(item: ItemDraft, order: OrderDraft): void {
    if (this.known.has(item.personId)) return;
    this.known.add(item.personId);
    const { cipher } = this.system.runtime;
    const { resident } = item;
    const createdAt = order.paidAt - hourMs;
    const hex = item.personId.replaceAll('-', '');
    this.rows.people.push({
      id: item.personId,
      documentType: 'residentId',
      documentNumberIndex: resident
        ? cipher.index('person.document_number', resident.certNo)
        : hex + hex,
      ...this.sealed,
      ...(resident
        ? {
            name: cipher.seal('person.name', resident.name),
            documentNumber: cipher.seal('person.document_number', resident.certNo),
            platformNumber: cipher.seal('person.platform_number', resident.personNo),
          }
        : {}),
      sex: resident?.sex ?? 'female',
      birthDate: resident?.birthDate ?? '1980-01-01',
      createdAt,
    });
    this.rows.enrollments.push({
      id: item.enrollmentId,
      personId: item.personId,
      coverageYear,
      region: this.system.runtime.config.region,
      requestedBy: item.personId,
      status: buysCover(order) ? 'covered' : 'registered',
      statusSince: createdAt,
      standardFen: premiumFen,
      subsidyFen: 0,
      payableFen: premiumFen,
      assessment: {
        waitingMonths: 0,
        waitingReason: '',
        brokenYears: 0,
        waitingExempt: false,
        subsidyReason: null,
        hints: [],
        rules: [],
      },
      createdAt,
    });
    if (!buysCover(order)) return;
    this.rows.covers.push({
      id: this.uuid(),
      personId: item.personId,
      coverageYear,
      enrollmentId: item.enrollmentId,
      orderId: order.id,
      coverFrom: `${coverageYear}-01-01`,
      coverTo: `${coverageYear}-12-31`,
      waitingUntil: null,
      createdAt,
    });
  }

  private addItem(item: ItemDraft, position: number, order: OrderDraft): void {
    const posted = item.posted && buysCover(order);
    this.rows.items.push({
      id: item.id,
      orderId: order.id,
      position,
      enrollmentId: item.enrollmentId,
      personId: item.personId,
      coverageYear,
      standardFen: premiumFen,
      subsidyFen: 0,
      amountFen: premiumFen,
      live: item.live,
      postedAt: posted ? order.paidAt + 60_000 : null,
      collectionNo: posted ? collectionNo(item) : null,
    });
    if (posted) this.book('posted', item.id, order, premiumFen, ['unposted', 'posted']);
    else if (buysCover(order)) {
      this.rows.messages.push({
        topic: 'core.postPayment',
        dedupeKey: item.id,
        payload: { itemId: item.id },
        status: 'dead',
        attempts: 14,
        nextAttemptAt: order.paidAt,
        createdAt: order.paidAt,
        settledAt: order.paidAt,
      });
    }
  }

  private book(
    kind: 'paid' | 'superseded' | 'posted',
    reference: string,
    order: OrderDraft,
    amountFen: number,
    [debit, credit]: [
      NonNullable<(typeof ledgerEntry.$inferInsert)['account']>,
      NonNullable<(typeof ledgerEntry.$inferInsert)['account']>,
    ],
  ): void {
    const id = this.uuid();
    const at = order.paidAt;
    this.rows.postings.push({
      id,
      kind,
      reference,
      orderId: order.id,
      bookedOn: shanghaiDate(at),
      at,
    });
    this.rows.entries.push({ postingId: id, account: debit, amountFen });
    this.rows.entries.push({ postingId: id, account: credit, amountFen: -amountFen });
  }
}

const collectionNo = (item: ItemDraft): string => `SANDBOX-JF-${item.id.slice(0, 13)}`;

function batches<T>(rows: T[]): T[][] {
  const made: T[][] = [];
  for (let from = 0; from < rows.length; from += batchSize)
    made.push(rows.slice(from, from + batchSize));
  return made;
}

async function insertAll({ runtime: { db } }: LocalSystem, rows: Rows): Promise<void> {
  for (const batch of batches(rows.people)) await db.insert(person).values(batch);
  for (const batch of batches(rows.accounts)) await db.insert(account).values(batch);
  for (const batch of batches(rows.enrollments)) await db.insert(enrollment).values(batch);
  for (const batch of batches(rows.orders)) await db.insert(paymentOrder).values(batch);
  for (const batch of batches(rows.items)) await db.insert(paymentItem).values(batch);
  for (const batch of batches(rows.covers)) await db.insert(coverage).values(batch);
  // a booking and its entries commit together
  const entries = new Map<string, (typeof ledgerEntry.$inferInsert)[]>();
  for (const entry of rows.entries) {
    entries.set(entry.postingId, [...(entries.get(entry.postingId) ?? []), entry]);
  }
  for (const batch of batches(rows.postings)) {
    await db.transaction(async (tx) => {
      await tx.insert(ledgerPosting).values(batch);
      await tx.insert(ledgerEntry).values(batch.flatMap(({ id }) => entries.get(id) ?? []));
    });
  }
  for (const batch of batches(rows.messages)) await db.insert(outbox).values(batch);
}

/** The rail's own books. */
function payAtRail(system: LocalSystem, order: OrderDraft): void {
  if (!order.there) return;
  if (order.rail === 'wechatPay') payAtWechat(system, order, order.there);
  else if (order.rail === 'taxHandOver') payAtBureau(system, order, order.there);
  else deduct(system, order, order.there);
}

type There = NonNullable<OrderDraft['there']>;

function payAtBureau({ sandbox: { host } }: LocalSystem, order: OrderDraft, there: There): void {
  host.journal.store<HandOver>('tax-hand-overs').set(order.outTradeNo, {
    orderNo: order.outTradeNo,
    handOverNo: `SANDBOX-SW-${order.outTradeNo}`,
    content: order.outTradeNo,
    lines: [],
    totalFen: order.totalFen,
    expiresAt: there.paidAt + hourMs,
    closedAt: null,
    cancelledAt: null,
    payment: {
      receiptNo: there.transactionId,
      paidFen: there.amountFen,
      paidAt: there.paidAt,
    },
  });
}

function deduct({ sandbox: { host } }: LocalSystem, order: OrderDraft, there: There): void {
  host.journal.store<Freeze>('mutual-aid-freezes').set(order.outTradeNo, {
    bizNo: order.outTradeNo,
    freezeNo: `SANDBOX-DJ-${order.outTradeNo}`,
    ownerNo: null,
    lines: [],
    totalFen: there.amountFen,
    status: 'deducted',
    reason: '',
    frozenAt: there.paidAt,
    deductOn: null,
    deductNo: there.transactionId,
    deductedAt: there.paidAt,
  });
}

function payAtWechat(
  { sandbox: { host }, runtime }: LocalSystem,
  order: OrderDraft,
  there: There,
): void {
  host.journal.store<PayOrder>('wechat-pay-orders').set(order.outTradeNo, {
    outTradeNo: order.outTradeNo,
    appid: runtime.config.wechat.miniProgram.appId,
    description: '城乡居民基本医疗保险费',
    attach: null,
    notifyUrl: runtime.config.wechatPay.notifyUrl,
    amountFen: there.amountFen,
    openid: openId,
    content: order.outTradeNo,
    prepayId: `prepay-${order.outTradeNo}`,
    prepayIssuedAt: there.paidAt - 60_000,
    createdAt: there.paidAt - 60_000,
    expireAt: there.paidAt + hourMs,
    closedAt: null,
    payment: { transactionId: there.transactionId, paidAt: there.paidAt },
    notification: null,
  });
}

/** As the platform is told the rail. */
const payWays = { wechatPay: '01', mutualAid: '02', taxHandOver: '03' } as const;

/** The platform's own books. */
function postAtPlatform({ sandbox: { host } }: LocalSystem, order: OrderDraft): void {
  const store = host.journal.store<Posting>('core-postings');
  for (const item of order.items) {
    if (!item.there) continue;
    store.set(item.id, {
      bizNo: item.id,
      personNo: item.resident?.personNo ?? strangersNumber,
      year: coverageYear,
      amountFen: item.there.amountFen,
      subsidyFen: 0,
      payWay: payWays[order.rail],
      transactionNo: order.transactionId,
      paidTime: toWireTime(order.paidAt),
      contributionNo: collectionNo(item),
      bookedAt: item.there.arrived ? order.paidAt : order.paidAt + 1_000 * hourMs,
    });
  }
}

/** Residents whom our database knows are enrolled there, through the service's own port. */
async function enrolResidents({ runtime }: LocalSystem, items: ItemDraft[]): Promise<void> {
  for (const { resident, enrollmentId } of items) {
    if (!resident) continue;
    const request = {
      businessNo: enrollmentId,
      coverageYear,
      documentType: 'residentId' as const,
      documentNumber: resident.certNo,
      name: resident.name,
    };
    // writing thousands of rows kept this process from its sockets: an idle one may be gone
    const { corePlatform } = runtime.ports;
    const answer = await corePlatform.enrol(request).catch(() => corePlatform.enrol(request));
    if (answer.outcome !== 'accepted') throw new Error(`not enrolled: ${answer.outcome}`);
  }
}

export async function writeOrders(
  system: LocalSystem,
  random: SeededRandom,
  orders: OrderDraft[],
): Promise<void> {
  const maker = new RowMaker(system, random);
  for (const order of orders) {
    if (order.here) maker.add(order);
    payAtRail(system, order);
    postAtPlatform(system, order);
  }
  await insertAll(system, maker.rows);
  await writeRefunds(system, orders);
  const items = orders.filter(({ here }) => here).flatMap((order) => order.items);
  await enrolResidents(system, items);
}
