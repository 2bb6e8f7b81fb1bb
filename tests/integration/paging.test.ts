import { randomUUID } from 'node:crypto';
import { notice, paymentOrder } from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { selfId } from '../support/journey';
import { type Phone } from '../support/system';
import { books, startTown, type Town } from './payment-support';

jest.setTimeout(60_000);

/** Pages through a whole list. @returns the ids in the order in which they were shown */
async function walk(
  page: (cursor?: string) => Promise<{ ids: string[]; nextCursor: string | null }>,
): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | undefined, pages = 0; pages < 20; pages++) {
    const { ids, nextCursor } = await page(cursor);
    seen.push(...ids);
    if (nextCursor === null) return seen;
    cursor = nextCursor;
  }
  throw new Error('no end');
}

describe.each(engines())('lists in pages, on $name', (engine) => {
  let town: Town;
  let phone: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    phone = await town.login('xu-huilan');
  });
  afterAll(() => town.close());

  // one more than fills a page, exactly two pages, and many of one moment
  test.each([21, 40, 45])('%d messages of one moment are all shown, each once', async (count) => {
    const personId = await selfId(phone);
    await town.runtime.db.delete(notice);
    await town.runtime.db.insert(notice).values(
      Array.from({ length: count }, (_, n) => ({
        id: randomUUID(),
        personId,
        title: `消息 ${n}`,
        body: '',
        link: '',
        createdAt: 1_763_686_800_000,
        dedupeKey: `paging:${randomUUID()}`,
      })),
    );
    const seen = await walk(async (cursor) => {
      const { notices, nextCursor } = await phone.call('identity.listNotices', { cursor });
      return { ids: notices.map(({ noticeId }) => noticeId), nextCursor };
    });
    expect(seen).toHaveLength(count);
    expect(new Set(seen).size).toBe(count);
  });

  test('orders of one moment are all shown, each once; the last page says so', async () => {
    const enrollmentId = await town.payable(phone);
    for (let n = 0; n < 20; n++) {
      const { order } = await phone.call('payment.createOrder', { enrollmentIds: [enrollmentId] });
      await phone.call('payment.cancelOrder', { orderId: order.orderId });
    }
    await town.runtime.db.update(paymentOrder).set({ createdAt: 1_763_686_800_000 });
    const { orders: all } = await books(town);
    const sizes: number[] = [];
    const seen = await walk(async (cursor) => {
      const { orders, nextCursor } = await phone.call('payment.listOrders', { cursor });
      sizes.push(orders.length);
      return { ids: orders.map(({ orderId }) => orderId), nextCursor };
    });
    expect(sizes).toEqual([10, 10]);
    expect([...seen].sort()).toEqual(all.map(({ id }) => id).sort());
  });
});
