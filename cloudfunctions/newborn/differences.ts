import { and, asc, eq, exists, gt, gte, isNull, lte, notExists, or, sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { policyFor } from '@yibao/shared/policy';
import { addDays, hourMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { type HardshipRecord } from '@yibao/shared/rules/facts';
import { maskName } from '@yibao/shared/rules/masking';
import { formatYuan } from '@yibao/shared/rules/money';
import { differenceOwed } from '@yibao/shared/rules/newborn-money';
import { systemActor, writeAudit } from '../lib/audit';
import { type Queryable } from '../lib/database/database';
import {
  contributionDifference,
  enrollment,
  newbornApplication,
  type NewbornApplication,
  paymentItem,
  paymentOrder,
  type Person,
} from '../lib/database/schema';
import { guardiansOf } from '../lib/guardians';
import { describeError } from '../lib/log';
import { notify, type NoticeText } from '../lib/notices';
import { getPerson, identityOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { registeredPersonOf } from './registration';

/** Babies older than this have had their first years settled. */
const watchedDays = 400;
/** Once a night each, whenever in the night its turn came. */
const restsMs = 20 * hourMs;

/**
 * Babies whose contribution was paid in full and one of whose guardians' households came onto a
 * hardship list afterwards (困难群众参保资助): the difference is written down and the payer told. Giving the money
 * back is a work of its own; the rows are its list.
 *
 * The one asked about longest ago comes first; whom the registry does not answer for is asked
 * again the next night.
 *
 * @param options.limit at most so many babies
 * @returns how many babies were looked at
 */
export async function noteDifferences(
  runtime: Runtime,
  options: { limit: number; traceId: string },
): Promise<number> {
  const due = await claimDue(runtime, options.limit);
  for (const application of due) {
    try {
      await lookAt(runtime, application, options.traceId);
    } catch (error) {
      const log = runtime.log.child({
        traceId: options.traceId,
        applicationId: application.id,
      });
      log.warn(describeError(error), 'hardship list not seen; it is asked for the next night');
    }
  }
  return due.length;
}

/**
 * An approved application needs no further check, so its `next_check_at` says when its baby's turn
 * comes here. It is moved on before anybody is asked: a crash asks late rather than twice.
 */
async function claimDue(runtime: Runtime, limit: number): Promise<NewbornApplication[]> {
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx) => {
    const { nextCheckAt } = newbornApplication;
    const due = await tx
      .select()
      .from(newbornApplication)
      .where(
        and(
          eq(newbornApplication.status, 'approved'),
          gte(newbornApplication.birthDate, addDays(shanghaiDate(now), -watchedDays)),
          or(isNull(nextCheckAt), lte(nextCheckAt, now)),
          exists(paidInFull(tx, sql`${newbornApplication.personId}`)),
        ),
      )
      .orderBy(sql`${nextCheckAt} asc nulls first`, asc(newbornApplication.id))
      .limit(limit)
      .for('update', { skipLocked: true });
    for (const { id } of due) {
      await tx
        .update(newbornApplication)
        .set({ nextCheckAt: now + restsMs })
        .where(eq(newbornApplication.id, id));
    }
    return due;
  });
}

/** Years of a person that were paid without subsidy and of which no difference is noted yet. */
function paidInFull(db: Queryable, personId: ReturnType<typeof sql> | string) {
  const noted = db
    .select({ id: contributionDifference.id })
    .from(contributionDifference)
    .where(
      and(
        eq(contributionDifference.personId, enrollment.personId),
        eq(contributionDifference.coverageYear, enrollment.coverageYear),
      ),
    );
  return db
    .select({ enrollment, paidFen: paymentItem.amountFen, order: paymentOrder })
    .from(enrollment)
    .innerJoin(
      paymentItem,
      and(eq(paymentItem.enrollmentId, enrollment.id), eq(paymentItem.live, true)),
    )
    .innerJoin(paymentOrder, eq(paymentOrder.id, paymentItem.orderId))
    .where(
      and(
        eq(enrollment.personId, personId),
        eq(enrollment.status, 'covered'),
        eq(enrollment.subsidyFen, 0),
        gt(paymentItem.amountFen, 0),
        notExists(noted),
      ),
    )
    .orderBy(enrollment.coverageYear);
}

type PaidYear = Awaited<ReturnType<typeof paidInFull>>[number];

async function lookAt(
  runtime: Runtime,
  application: NewbornApplication,
  traceId: string,
): Promise<void> {
  const { db } = runtime;
  if (application.personId === null) return;
  const baby = await getPerson(db, application.personId);
  const lists = await listsOfGuardians(runtime, baby);
  if ([...lists.values()].flat().length === 0) return;
  for (const paid of await paidInFull(db, baby.id)) {
    await note(runtime, { baby, paid, lists, traceId });
  }
}

/** Guardian's person id → the lists their household is on. */
type Lists = Map<string, HardshipRecord[]>;

/**
 * Parents need not be one household, and whose is listed does not matter for the child. When one
 * of them cannot be asked nothing is known yet: a difference is noted once, and not a worse one.
 *
 * @throws UpstreamError
 */
async function listsOfGuardians(runtime: Runtime, baby: Person): Promise<Lists> {
  const { db, cipher, ports } = runtime;
  const guardians = await guardiansOf(db, baby.id);
  const entries = guardians.map(async ({ guardianPersonId }) => {
    const guardian = registeredPersonOf(cipher, await getPerson(db, guardianPersonId));
    return [guardianPersonId, await ports.dataSharing.listHardship(guardian)] as const;
  });
  return new Map(await Promise.all(entries));
}

interface Finding {
  baby: Person;
  paid: PaidYear;
  lists: Lists;
  traceId: string;
}

async function note(runtime: Runtime, { baby, paid, lists, traceId }: Finding): Promise<void> {
  const now = runtime.clock.now();
  const { paidFen, order } = paid;
  const { id: enrollmentId, region, coverageYear } = paid.enrollment;
  const policy = policyFor(region, coverageYear);
  if (policy?.status !== 'published') return;
  const { birthDate: bornOn, sex } = baby;
  const owedBy = (hardship: HardshipRecord[]) =>
    differenceOwed({ paidFen, policy, hardship, on: shanghaiDate(now), bornOn, sex });
  const owed = owedBy([...lists.values()].flat());
  if (!owed) return;
  const { dueFen, differenceFen, row } = owed;
  await runtime.db.transaction(async (tx) => {
    const id = randomUUID();
    const inserted = await tx
      .insert(contributionDifference)
      .values({
        id,
        personId: baby.id,
        coverageYear,
        enrollmentId,
        orderId: order.id,
        paidFen,
        dueFen,
        differenceFen,
        ruleId: row.id,
        notedAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: contributionDifference.id });
    if (inserted.length === 0) return;
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: 'newborn.differenceNoted',
        subjectPersonId: baby.id,
        details: { differenceId: id, coverageYear, paidFen, dueFen, differenceFen, ruleId: row.id },
      },
    );
    const ownLists = lists.get(order.payerPersonId) ?? [];
    const isOwnList = owedBy(ownLists)?.row.id === row.id;
    const name = maskName(identityOf(runtime.cipher, baby).name);
    const text = newsFor(isOwnList, { name, coverageYear, differenceFen, ruleTitle: row.title });
    await notify(
      tx,
      {
        personId: order.payerPersonId,
        dedupeKey: `difference:${id}`,
        ...text,
        link: `packagePayment/pages/order/index?orderId=${order.id}`,
        message: null,
      },
      now,
    );
  });
}

/**
 * A grandmother who paid hears of her money, and so does a father whose own household is on no
 * list. Which list the mother's is on is hers to tell, and the title of the policy row would say it.
 */
function newsFor(
  isOwnList: boolean,
  owed: { name: string; coverageYear: number; differenceFen: number; ruleTitle: string },
): Pick<NoticeText, 'title' | 'body'> {
  const { name, coverageYear, ruleTitle } = owed;
  const amount = formatYuan(owed.differenceFen);
  const title = '多缴的医保费会退给您';
  if (!isOwnList) {
    return {
      title,
      body: `您为${name}缴的 ${coverageYear} 年度医保费，按规定可以少缴。多缴的 ${amount}会退给您。`,
    };
  }
  return {
    title,
    body: `宝宝的家庭已列入资助名单，${name} ${coverageYear} 年度多缴的 ${amount}会退给您。依据：${ruleTitle}。`,
  };
}
