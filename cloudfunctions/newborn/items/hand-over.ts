import { and, eq, inArray, lte, sql } from 'drizzle-orm';
import { hourMs, minuteMs, startOfDay } from '@yibao/shared/rules/dates';
import { joinedItemInfo, type JoinedItemEvent } from '@yibao/shared/rules/joined-items';
import { maskName } from '@yibao/shared/rules/masking';
import { systemActor, writeAudit } from '../../lib/audit';
import { type Queryable, type Transaction } from '../../lib/database/database';
import {
  newbornItem,
  type NewbornApplication,
  type NewbornItem,
  outbox,
  type Person,
} from '../../lib/database/schema';
import { guardiansOf } from '../../lib/guardians';
import { notify } from '../../lib/notices';
import { deadRestsMs, retryDead, type TopicHandler } from '../../lib/outbox/deliver';
import { getPerson } from '../../lib/people';
import { type HandOver, type HandOverState } from '../../lib/ports/data-sharing';
import { type Runtime } from '../../lib/runtime';
import { type NewbornDetails, openDetails } from '../details';
import { findItem, handOverKey, itemTakes, lockItem, moveItem } from './store';
import { applicationsByParent, progressPage, registeredPersonOf } from '../registration';
import { findApplication } from '../store';
import { upgradeFromRegistry } from '../upgrade/from-registry';

type Delivery = 'done' | 'later';

/** Statuses in which the department's answer still matters. */
const openStatuses = ['sending', 'accepted'] as const;

const isOpen = (item: NewbornItem): boolean =>
  openStatuses.some((status) => status === item.status);

/** The department's name of one attempt: the same attempt is the same case, however often sent. */
const caseNoOf = ({ id, attempt }: NewbornItem): string => `${id}-${attempt}`;

/**
 * One joined item at its department: handed over once, then asked about until it is done or comes
 * back. Giving up changes nothing: `retryDeadItems` asks again each hour, and the insurance does
 * not wait for any of it.
 */
export const departmentItemTopic: TopicHandler<'department.item'> = {
  async deliver(runtime, { itemId }, traceId): Promise<Delivery> {
    const item = await findItem(runtime.db, itemId);
    if (!item || !isOpen(item)) return 'done';
    const application = await findApplication(runtime.db, item.applicationId);
    if (!application?.personId) throw new Error('an item of an application without a baby');
    const state = await askDepartment(runtime, item, application);
    if (state.status === 'done' && item.kind === 'household' && state.residentId !== null) {
      // before the item: if the population registry is away now, the number is not lost
      const { personId } = application;
      await upgradeFromRegistry(runtime, { personId, residentId: state.residentId }, traceId);
    }
    return apply(runtime, { item, application, state, traceId });
  },

  async giveUp() {
    return Promise.resolve();
  },
};

/** @throws UpstreamError when the gateway does not answer: nothing has changed then */
async function askDepartment(
  runtime: Runtime,
  item: NewbornItem,
  application: NewbornApplication,
): Promise<HandOverState> {
  const { dataSharing } = runtime.ports;
  if (item.status === 'accepted') {
    const known = await dataSharing.handOverState(caseNoOf(item));
    if (known) return known;
  }
  // new to the department, or lost there: the same case number makes no second case
  return dataSharing.handOver(await handOverOf(runtime, item, application));
}

async function handOverOf(
  { db, cipher }: Runtime,
  item: NewbornItem,
  application: NewbornApplication,
): Promise<HandOver> {
  if (application.personId === null) throw new Error('an item of an application without a baby');
  const details = openDetails(cipher, application);
  const baby = await getPerson(db, application.personId);
  // one case number, one content: a number that comes later must not change what was sent before
  const tellsNumber = joinedItemInfo[item.kind].needsIdNumber && baby.documentType === 'residentId';
  return {
    caseNo: caseNoOf(item),
    item: item.kind,
    certificateNumber: details.certificateNumber,
    babyName: details.babyName,
    sex: details.sex,
    bornAt: bornAtOf(details),
    guardian: registeredPersonOf(cipher, await guardianFor(db, application, baby.id)),
    householdArea: application.householdArea,
    residentId: tellsNumber ? cipher.open('person.document_number', baby.documentNumber) : null,
  };
}

/** The parent in whose name it is handed over: who applied, or whoever is the guardian by now. */
async function guardianFor(
  db: Queryable,
  { applicantPersonId }: NewbornApplication,
  babyPersonId: string,
): Promise<Person> {
  const guardians = (await guardiansOf(db, babyPersonId)).map((each) => each.guardianPersonId);
  const isStill = guardians.includes(applicantPersonId);
  return getPerson(db, isStill ? applicantPersonId : (guardians[0] ?? applicantPersonId));
}

/** @returns epoch milliseconds of the birth, to the minute as the certificate has it */
function bornAtOf({ bornOn, bornAtTime }: NewbornDetails): number {
  const [hours, minutes] = bornAtTime.split(':');
  return startOfDay(bornOn) + Number(hours) * hourMs + Number(minutes) * minuteMs;
}

interface Answered {
  item: NewbornItem;
  application: NewbornApplication;
  state: HandOverState;
  traceId: string;
}

/** Moves the item by the answer; whoever comes second finds nothing left to do. */
async function apply(runtime: Runtime, answered: Answered): Promise<Delivery> {
  const { item, application, state, traceId } = answered;
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx): Promise<Delivery> => {
    const locked = await lockItem(tx, item.applicationId, item.kind);
    // sent again meanwhile: the newer attempt has a message of its own
    if (locked.attempt !== item.attempt || !isOpen(locked)) return 'done';
    const event: JoinedItemEvent = state.status;
    if (!itemTakes(locked, event)) return 'later';
    const reason = state.status === 'returned' ? reasonOf(state.reason) : null;
    const moved = await moveItem(tx, locked, event, now, { reference: state.reference, reason });
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: `newborn.item_${event}`,
        subjectPersonId: application.personId,
        details: {
          applicationId: application.id,
          itemId: item.id,
          kind: item.kind,
          attempt: item.attempt,
        },
      },
    );
    if (isOpen(moved)) return 'later';
    await tell(tx, runtime, application, moved, now);
    return 'done';
  });
}

/** As people are shown it: one line, and none of the numbers a department may have quoted. */
function reasonOf(words: string): string {
  const plain = words
    .replace(/[A-Za-z]?\d{6,}[Xx]?/g, '……')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[。；.;]+$/, '');
  return plain === '' ? '没有写明原因' : plain;
}

/** The parents hear of the end of it, each on their own page; the steps between they see there. */
async function tell(
  tx: Transaction,
  { cipher }: Runtime,
  application: NewbornApplication,
  item: NewbornItem,
  now: number,
): Promise<void> {
  if (application.personId === null) return;
  const { title, department } = joinedItemInfo[item.kind];
  const name = maskName(openDetails(cipher, application).babyName);
  const text =
    item.status === 'done'
      ? {
          title: `「${title}」办好了`,
          body: `${name}的「${title}」，${department}部门已经办好。`,
        }
      : {
          title: `「${title}」退回来了，可以重新提交`,
          body: `${department}部门退回了${name}的「${title}」：${item.reason ?? ''}。准备好后可以重新提交。宝宝的医保不受影响。`,
        };
  const parents = await applicationsByParent(tx, application.personId);
  for (const [personId, applicationId] of parents) {
    await notify(
      tx,
      {
        personId,
        dedupeKey: `newborn-item:${handOverKey(item)}:${item.status}`,
        ...text,
        link: progressPage(applicationId),
        message: null,
      },
      now,
    );
  }
}

/**
 * What a department or the core platform has not heard of for hours is not given up: items that
 * are on their way and changes of identity get one more attempt an hour until they settle.
 *
 * @param options.limit at most so many of each kind
 * @returns how many messages were taken up again
 */
export async function retryDeadItems(
  runtime: Runtime,
  options: { limit: number },
): Promise<number> {
  const now = runtime.clock.now();
  const { db } = runtime;
  const rested = and(eq(outbox.status, 'dead'), lte(outbox.settledAt, now - deadRestsMs));
  const items = await db
    .select({ key: outbox.dedupeKey })
    .from(newbornItem)
    .innerJoin(
      outbox,
      and(
        eq(outbox.topic, 'department.item'),
        eq(outbox.dedupeKey, sql`${newbornItem.id}::text || ':' || ${newbornItem.attempt}::text`),
      ),
    )
    .where(and(inArray(newbornItem.status, [...openStatuses]), rested))
    .limit(options.limit);
  const changes = await db
    .select({ key: outbox.dedupeKey })
    .from(outbox)
    .where(and(eq(outbox.topic, 'core.changeIdentity'), rested))
    .limit(options.limit);
  const keys = (rows: { key: string }[]) => rows.map(({ key }) => key);
  const [itemKeys, changeKeys] = [keys(items), keys(changes)];
  let retried = 0;
  if (itemKeys.length > 0) {
    retried += await retryDead(db, { topic: 'department.item', dedupeKeys: itemKeys }, now);
  }
  if (changeKeys.length > 0) {
    retried += await retryDead(db, { topic: 'core.changeIdentity', dedupeKeys: changeKeys }, now);
  }
  return retried;
}
