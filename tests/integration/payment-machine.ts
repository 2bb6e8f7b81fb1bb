/** The payment state machine under random operations: what may happen, and what must always hold. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Reply } from '@yibao/shared/contracts';
import { assembleRuntime } from '@yibao/cloudfunctions/lib/entry/start';
import { createDispatcher } from '@yibao/cloudfunctions/lib/dispatcher/dispatcher';
import { topicHandlers } from '@yibao/cloudfunctions/lib/outbox/handlers';
import { type Runtime } from '@yibao/cloudfunctions/lib/runtime';
import { allHandlers } from '@yibao/cloudfunctions/gateway/app';
import { timers } from '@yibao/cloudfunctions/jobs/run-jobs';
import { addDays, hourMs, shanghaiDate, startOfDay } from '@yibao/shared/rules/dates';
import { rails } from '@yibao/shared/rules/rails';
import { type PayOrder } from '@yibao/sandbox/wechat-pay/order';
import { type Story } from '@yibao/sandbox/city/resident';
import { type Phone } from '../support/system';
import { balances, expectedBalances, nonZero } from './ledger-balance';
import { befalls, instruct } from './refund-support';
import { type Operation } from './payment-operations';
import {
  atCashier,
  bindOnly,
  payLate,
  railBooks,
  setBalance,
  type WaysOver,
} from './payment-machine-rails';
import {
  addToFamily,
  books,
  type CreatedOrder,
  deliver,
  signNotification,
  type Town,
} from './payment-support';

const faultKinds = ['error500', 'drop', 'timeout', 'duplicate'] as const;
/** What is refused, lost or doubled. */
const operations = [
  ['wechat-pay', 'order'],
  ['wechat-pay', 'query'],
  ['wechat-pay', 'close'],
  ['wechat-pay', 'refund'],
  ['core-platform', 'R201'],
  ['core-platform', '90100'],
  ['core-platform', 'R202'],
  ['mutual-aid', 'account'],
  ['mutual-aid', 'freeze'],
  ['mutual-aid', 'deduct'],
  ['mutual-aid', 'release'],
  ['mutual-aid', 'freezeStatus'],
  ['mutual-aid', 'refund'],
  ['tax', 'openHandOver'],
  ['tax', 'handOverState'],
  ['tax', 'closeHandOver'],
  ['tax', 'payBack'],
] as const;
/** Enough for every order of a run. */
const richFen = 10_000_000;

export interface Machine {
  perform(step: Operation): Promise<void>;
  /** @throws the first invariant that does not hold */
  check(): Promise<void>;
  /** Lets everything come to its end: faults over, news delivered, clock on. */
  quiesce(): Promise<void>;
}

/** A process that dies: after so many transactions nothing more is written. */
function dying(runtime: Runtime, afterTransactions: number): Runtime {
  let left = afterTransactions;
  const db = new Proxy(runtime.db, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const writes = ['transaction', 'update', 'insert', 'delete'].includes(String(key));
        if (writes && left-- <= 0) throw new Error('the process has died');
        return Reflect.apply(value, target, args);
      };
    },
  });
  return { ...runtime, db };
}

/** Whether a contribution has gone back. */
const isBack = (parts: { paymentItemId: string; state: string }[], itemId: string): boolean =>
  parts.some((part) => part.paymentItemId === itemId && part.state === 'refunded');

const plainStories = ['insuredLastYear', 'child', 'insuredLastYear', 'child'] as const;

/**
 * Five fresh people in two payers' families, and everything that may befall their orders. The first
 * payer has a personal account, to which all five are bound.
 */
export async function startMachine(
  town: Town,
  payers: [Phone, Phone],
  subsidised: Story,
): Promise<Machine> {
  const { host } = town.sandbox;
  const run = randomUUID().slice(0, 8);
  let runtime = town.runtime;
  const persons: string[] = [];
  for (const story of [...plainStories, subsidised]) {
    const personId = await town.adopt(payers[0], story);
    await addToFamily(town, payers[1], town.residentOf(personId));
    persons.push(personId);
  }
  await bindOnly(
    town,
    payers[0],
    persons.map((personId) => town.residentOf(personId)),
  );
  await setBalance(town, payers[0], richFen);
  const wechatBook = host.journal.store<PayOrder>('wechat-pay-orders');
  const railBook = railBooks(town);
  const waysOver: WaysOver = new Map();
  const settledBefore = new Map<string, string | null>();

  const rows = async () => {
    const all = await books(town);
    const items = all.items.filter((item) => persons.includes(item.personId));
    const orderIds = new Set(items.map((item) => item.orderId));
    return {
      items,
      orders: all.orders.filter((order) => orderIds.has(order.id)),
      covers: all.covers.filter(
        (cover) => persons.includes(cover.personId) && cover.endedAt === null,
      ),
      refunds: all.refunds.filter(({ orderId }) => orderIds.has(orderId)),
      refundItems: all.refundItems,
      enrollments: all.enrollments.filter((row) => persons.includes(row.personId)),
      outbox: all.outbox,
    };
  };

  async function call(payer: number, action: string, input: object): Promise<Reply<unknown>> {
    const { user } = payers[payer === 0 ? 0 : 1];
    const dispatcher = createDispatcher(runtime, allHandlers, topicHandlers);
    const reply = await dispatcher.dispatch({
      action,
      input: { requestId: randomUUID(), ...input },
      credentials: {
        kind: 'wechat',
        appId: host.keys.wechat.miniProgram.appId,
        openId: user.miniProgramOpenid,
        unionId: user.unionid,
      },
      traceId: run,
    });
    if (!reply.ok && reply.error.code === 'internal' && runtime === town.runtime) {
      throw new Error(`${action} answered internal`);
    }
    keepWayOver(reply);
    return reply;
  }

  /** Where to pay is known to who was told so. */
  function keepWayOver(reply: Reply<unknown>): void {
    if (!reply.ok) return;
    const { order, payment } = reply.data as Partial<CreatedOrder>;
    if (order && payment?.kind === 'taxHandOver') waysOver.set(order.reference, payment);
  }

  async function register(index: number): Promise<void> {
    const personId = persons[index] ?? '';
    await call(0, 'enrollment.register', { personId, coverageYear: 2026 });
  }
  for (const index of persons.keys()) await register(index);
  await instruct(town, { taxMinutes: 20 });

  async function orderAt(index: number) {
    const { orders } = await rows();
    const sorted = orders.sort((a, b) => a.createdAt - b.createdAt);
    return sorted.length === 0 ? null : (sorted[index % sorted.length] ?? null);
  }
  type Order = NonNullable<Awaited<ReturnType<typeof orderAt>>>;

  const payerOf = async (order: Order) => {
    const { verified } = await payers[0].call('identity.me', {});
    return verified?.personId === order.payerPersonId ? 0 : 1;
  };
  const onOrder: Record<string, (order: Order) => Promise<unknown>> = {
    resume: async ({ id, ...order }) =>
      call(await payerOf({ id, ...order }), 'payment.resumeOrder', { orderId: id }),
    refresh: async (order) =>
      call(await payerOf(order), 'payment.refreshOrder', { orderId: order.id }),
    cancel: async (order) =>
      call(await payerOf(order), 'payment.cancelOrder', { orderId: order.id }),
    pay: (order) => atCashier(town, order, 'pay', waysOver),
    decline: (order) => atCashier(town, order, 'decline', waysOver),
    notify: (order) => announce(order, 1),
    notifyTwice: (order) => announce(order, 2),
    latePay: (order) => payLate(town, order),
    askRefund: async (order) => {
      const { items } = await rows();
      const item = items.find((each) => each.orderId === order.id && each.live);
      if (!item) return;
      await befalls(town, town.residentOf(item.personId), 'joinJob');
      const input = { itemId: item.id, refundReason: 'JOINED_EMPLOYEE' };
      await call(await payerOf(order), 'refund.request', input);
    },
  };

  /** The very notification WeChat Pay made, by whichever process is up. */
  async function announce(order: Order, times: number): Promise<void> {
    const body = wechatBook.get(order.outTradeNo)?.notification?.body;
    if (body === undefined) return;
    const once = () => deliver(town, signNotification(town, body));
    await Promise.all(Array.from({ length: times }, once));
  }

  async function createOrder(step: Extract<Operation, { kind: 'createOrder' }>): Promise<void> {
    const { enrollments } = await rows();
    const live = enrollments.filter((row) => row.status !== 'cancelled');
    const chosen = live.filter((row) => step.people & (1 << persons.indexOf(row.personId)));
    if (chosen.length === 0) return;
    await call(step.payer, 'payment.createOrder', {
      requestId: `${run}-${step.requestId}`,
      enrollmentIds: chosen.map((row) => row.id),
      rail: rails[step.rail % rails.length] ?? 'wechatPay',
    });
  }

  async function withdraw(index: number): Promise<void> {
    const { enrollments } = await rows();
    const row = enrollments.find(
      (each) => each.personId === persons[index] && each.status !== 'cancelled',
    );
    if (row) await call(0, 'enrollment.cancel', { enrollmentId: row.id });
  }

  const minute = () => timers.minute(runtime, run);
  const onTown: Record<string, () => Promise<unknown>> = {
    sweep: minute,
    minute: () => town.advance(1).then(minute),
    expire: () => town.advance(31).then(minute),
    night: () => timers.night(runtime, run),
    poor: () => setBalance(town, payers[0], 0),
    rich: () => setBalance(town, payers[0], richFen),
    restart: () => {
      runtime = town.runtime;
      const { config, clock, db, log } = runtime;
      const { photos, checkpoints } = runtime.ports;
      const parts = { config, clock, db, log, photos, checkpoints };
      Object.assign(town.runtime, assembleRuntime(parts));
      return Promise.resolve();
    },
    faultsOver: () => {
      calm();
      return Promise.resolve();
    },
    coreDown: () => {
      const rule = { system: 'core-platform', operation: 'R201', kind: 'error500' } as const;
      town.fault({ ...rule, times: 500 });
      return Promise.resolve();
    },
  };

  /** No faults but one: notifications come only when a step brings them. */
  function calm(): void {
    host.faults.clear();
    town.fault({ system: 'wechat-pay', operation: 'notify', kind: 'drop', times: 10_000 });
  }
  calm();

  async function perform(step: Operation): Promise<void> {
    switch (step.kind) {
      case 'createOrder':
        return createOrder(step);
      case 'register':
        return register(step.person);
      case 'withdraw':
        return withdraw(step.person);
      case 'fault': {
        const [system, operation] = operations[step.operation % operations.length] ?? operations[0];
        const kind = faultKinds[step.fault % faultKinds.length] ?? 'drop';
        town.fault({ system, operation, kind });
        return;
      }
      case 'crash': {
        runtime = dying(town.runtime, step.afterTransactions);
        // a dead process answers nobody
        await perform(step.during).catch(() => undefined);
        runtime = town.runtime;
        return;
      }
      default: {
        const order = 'order' in step ? await orderAt(step.order) : null;
        if (order) await onOrder[step.kind]?.(order);
        else await onTown[step.kind]?.();
      }
    }
  }

  const problem = (text: string, ...facts: unknown[]): never => {
    throw new Error(`${text}: ${JSON.stringify(facts)}`);
  };

  async function check(): Promise<void> {
    const { items, orders, covers, enrollments, outbox, ...back } = await rows();
    const byId = new Map(orders.map((order) => [order.id, order]));
    const live = items.filter((item) => item.live);
    if (new Set(live.map((item) => item.personId)).size !== live.length) {
      problem('two live payments for one person and year', live);
    }
    for (const row of enrollments) {
      const cover = covers.filter((each) => each.enrollmentId === row.id);
      const paid = live.filter(
        (item) => item.enrollmentId === row.id && byId.get(item.orderId)?.paidAt != null,
      );
      const expected = row.status === 'covered' ? 1 : 0;
      if (cover.length !== expected || paid.length !== expected) {
        problem('covered and paid must be the same', row, cover, paid);
      }
    }
    const ledger = nonZero(await balances(town, new Set(byId.keys())));
    const expected = expectedBalances({ orders, items, ...back });
    if (!isDeepStrictEqual(ledger, expected)) problem('the ledger differs', ledger, expected);
    for (const order of orders) {
      const own = items.filter((item) => item.orderId === order.id);
      const sum = own.reduce((total, item) => total + item.amountFen, 0);
      if (sum !== order.totalFen) problem('items do not add up', order, own);
      if (own.some((item) => item.standardFen !== item.subsidyFen + item.amountFen)) {
        problem('an item does not add up', own);
      }
      const ended = ['closed', 'refund_due', 'refunded'].includes(order.status);
      const kept = own.filter((item) => !isBack(back.refundItems, item.id));
      if (kept.some((item) => item.live === ended)) problem('live items of the wrong order', order);
      checkMoney(order);
      const waits = own.some((item) =>
        outbox.some((row) => row.dedupeKey === item.id && row.status === 'pending'),
      );
      const final = ['posted', 'closed', 'refund_due', 'refunded'].includes(order.status);
      if (!final && order.nextSweepAt === null && !waits) problem('nobody moves it on', order);
      if (final && order.nextSweepAt !== null) problem('a final order is still swept', order);
    }
  }

  function checkMoney(order: Order): void {
    const settled = ['paid', 'posted', 'posting_overdue', 'refund_due', 'refunded'].includes(
      order.status,
    );
    if (settledBefore.has(order.id)) {
      const before = settledBefore.get(order.id);
      if (!settled || before !== order.transactionId) problem('paid became unpaid', order);
    }
    if (!settled) return;
    settledBefore.set(order.id, order.transactionId);
    if (order.totalFen === 0) return;
    const taken = railBook.taken(order);
    if (taken?.transactionId !== order.transactionId) {
      problem('settled without money', order, taken);
    }
    if (taken?.amountFen !== order.totalFen) problem('another amount was taken', order, taken);
    if (railBook.given(order) > order.totalFen) problem('more was given back than taken', order);
  }

  /** The day's lists are compared with ours: what nobody told us comes to light. */
  async function nextMorning(): Promise<void> {
    const tomorrow = addDays(shanghaiDate(host.clock.now()), 1);
    const at = new Date(startOfDay(tomorrow) + 10.5 * hourMs).toISOString();
    await town.sandboxPost('/control/clock', { setTo: at });
    await timers.morning(town.runtime, run);
    for (let n = 0; n < 2; n++) await town.advance(62);
  }

  /** At rest, each rail holds what the ledger says that it holds. */
  async function checkRails(orders: Order[]): Promise<void> {
    const ledger = await balances(town, new Set(orders.map(({ id }) => id)));
    for (const rail of rails) {
      const held = orders
        .filter((order) => order.rail === rail)
        .reduce(
          (sum, order) => sum + (railBook.taken(order)?.amountFen ?? 0) - railBook.given(order),
          0,
        );
      if (held !== (ledger[rail] ?? 0)) problem('the rail holds other money', rail, held, ledger);
    }
  }

  async function quiesce(): Promise<void> {
    calm();
    runtime = town.runtime;
    for (const order of (await rows()).orders) await announce(order, 1);
    for (let n = 0; n < 4; n++) await town.advance(62);
    await nextMorning();
    const { orders } = await rows();
    for (const order of orders) {
      const payment = railBook.taken(order);
      const ends = ['posted', 'refund_due', 'refunded'];
      const expected = payment || order.totalFen === 0 ? ends : ['closed'];
      const free = order.totalFen === 0 && order.status === 'closed';
      if (!expected.includes(order.status) && !free) problem('not at its end', order, payment);
    }
    await check();
    await checkRails(orders);
  }

  return { perform, check, quiesce };
}
