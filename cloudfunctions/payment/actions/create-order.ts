import { randomUUID } from 'node:crypto';
import { policyFor } from '@yibao/shared/policy';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { coverIfPaid } from '../../enrollment/cover';
import { paidHere } from '../../enrollment/facts';
import { findEnrollments, lockEnrollments } from '../../enrollment/store';
import { type VerifiedCaller } from '../../lib/caller';
import { type Transaction, isConflict } from '../../lib/database/database';
import { type Enrollment, paymentItem, paymentOrder } from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { describeError, type Log } from '../../lib/log';
import { actsFor, getPersons, platformNumberOf } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { newOutTradeNo, orderExpiry, preparePayment } from '../prepay';
import { requireOffered } from '../rails/offers';
import { findPaymentsOf, getOwnOrder, inProgress, wasTakenOverFrom } from '../store';
import { nextOpenSweepAt } from '../sweep-schedule';
import { viewOrder } from '../view';

/**
 * One order for several people. The amounts are those of the enrolments; a request can name
 * people, never money. The order commits before its rail hears of it, and the same requestId
 * finds it again.
 */
export const createOrder = mutationWithAfter('payment.createOrder', {
  async before(context, { enrollmentIds, rail }) {
    const { runtime, caller, now } = context;
    const mine = await actsFor(runtime.db, caller, now);
    const found = await findEnrollments(runtime.db, enrollmentIds);
    const rows = found.filter((row) => mine.has(row.personId));
    await refusePaidElsewhere(context, rows);
    // who is refused anyway hears that and not what a rail says of them
    const payable = rows.filter(({ status }) => status === 'registered');
    if (payable.length === enrollmentIds.length) await requireOffered(rail, { ...context, rows });
  },

  async run({ tx, runtime, caller, now, audit }, { enrollmentIds, rail }) {
    if (new Set(enrollmentIds).size !== enrollmentIds.length) {
      throw refuseField('enrollmentIds', '同一个人在订单里重复了');
    }
    const rows = await lockEnrollments(tx, enrollmentIds);
    const mine = await actsFor(tx, caller, now);
    if (rows.length !== enrollmentIds.length || rows.some((row) => !mine.has(row.personId))) {
      throw new ServiceError('not_found');
    }
    await requirePayable(tx, rows, caller);
    if (await wasTakenOverFrom(tx, caller.personId, enrollmentIds, now)) {
      throw new ServiceError('not_allowed', { message: keptForThemselves });
    }
    const expiresAt = expiryOf(rows, runtime.config.region, now);
    const orderId = randomUUID();
    const totalFen = rows.reduce((sum, row) => sum + row.payableFen, 0);
    await tx.insert(paymentOrder).values({
      id: orderId,
      outTradeNo: newOutTradeNo(now),
      payerPersonId: caller.personId,
      payerAccountId: caller.accountId,
      appId: caller.appId,
      openId: caller.openId,
      rail,
      status: 'created',
      statusSince: now,
      totalFen,
      createdAt: now,
      expiresAt,
      nextSweepAt: nextOpenSweepAt(0, now, expiresAt),
    });
    const inChosenOrder = rows.toSorted(
      (a, b) => enrollmentIds.indexOf(a.id) - enrollmentIds.indexOf(b.id),
    );
    await insertItems(tx, orderId, inChosenOrder);
    await audit({
      action: 'payment.createOrder',
      subjectPersonId: caller.personId,
      details: { orderId, totalFen, rail, enrollmentIds },
    });
    return { orderId };
  },

  async after(context, _input, { orderId }) {
    const { runtime, caller, traceId } = context;
    const payment = await preparePayment(runtime, orderId, traceId);
    const current = await getOwnOrder(runtime.db, caller, orderId);
    return { order: await viewOrder(runtime, current, runtime.clock.now()), payment };
  },
});

/**
 * Somebody may have paid at a counter or through the tax bureau since the enrolment; the platform's
 * books (90100) know. When it does not answer nobody is kept from paying: the posting would be
 * refused later, and staff would see it.
 */
async function refusePaidElsewhere(
  { runtime, log }: { runtime: Runtime; log: Log },
  rows: Enrollment[],
): Promise<void> {
  const { db, cipher, config, ports } = runtime;
  const people = await getPersons(
    db,
    rows.map((row) => row.personId),
  );
  const isPaid = async (row: Enrollment): Promise<boolean> => {
    const person = people.get(row.personId);
    const policy = policyFor(config.region, row.coverageYear);
    if (!person || policy?.status !== 'published' || row.status !== 'registered') return false;
    const number = platformNumberOf(cipher, person);
    if (number === null) return false;
    return paidHere(await ports.corePlatform.listContributions(number), policy) !== null;
  };
  const answers = await Promise.allSettled(rows.map(isPaid));
  if (answers.some((answer) => answer.status === 'fulfilled' && answer.value)) {
    const message = '有人这一年度已经在别处缴过费，不用再缴；请在订单里去掉这一位';
    throw new ServiceError('already_paid', { message });
  }
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed) log.warn(describeError(failed.reason), 'paid elsewhere: could not be asked');
}

const keptForThemselves =
  '有人的费用由本人、监护人或办理登记的人自己来缴，不用您再缴；请在订单里去掉这一位';

async function requirePayable(
  tx: Transaction,
  rows: Enrollment[],
  caller: VerifiedCaller,
): Promise<void> {
  if (rows.some((row) => row.status === 'covered')) throw new ServiceError('already_paid');
  if (rows.some((row) => row.status !== 'registered')) {
    throw new ServiceError('enrollment_not_payable');
  }
  const live = await findPaymentsOf(
    tx,
    rows.map((row) => row.id),
  );
  if (live.size === 0) return;
  throw inProgress(
    [...live.values()].map(({ order }) => order),
    caller,
  );
}

/** The earliest end among the years of the order; each person must be covered by paying today. */
function expiryOf(rows: Enrollment[], region: string, now: number): number {
  const ends = rows.map((row) => {
    const policy = policyFor(region, row.coverageYear);
    if (policy?.status !== 'published') throw new ServiceError('year_unpublished');
    const expiresAt = orderExpiry(policy, now, row.assessment.newborn);
    // paying in the very last moment must still bring cover
    if (!coverIfPaid(row, shanghaiDate(expiresAt - 1))) throw new ServiceError('window_closed');
    return expiresAt;
  });
  return Math.min(...ends);
}

async function insertItems(tx: Transaction, orderId: string, rows: Enrollment[]): Promise<void> {
  try {
    await tx.insert(paymentItem).values(
      rows.map((row, position) => ({
        id: randomUUID(),
        orderId,
        position,
        enrollmentId: row.id,
        personId: row.personId,
        coverageYear: row.coverageYear,
        standardFen: row.standardFen,
        subsidyFen: row.subsidyFen,
        amountFen: row.payableFen,
        live: true,
      })),
    );
  } catch (error) {
    if (isConflict(error)) throw new ServiceError('payment_in_progress', { cause: error });
    throw error;
  }
}
