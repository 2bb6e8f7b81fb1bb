import { and, desc, eq, inArray, lt, or } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type Output } from '@yibao/shared/contracts';
import { dayMs } from '@yibao/shared/rules/dates';
import {
  grantRequestDays,
  type RecordGrantEvent,
  recordGrantStatusInfo,
  recordGrantTransitions,
  type RecordKind,
} from '@yibao/shared/rules/record-grant-states';
import { transition } from '@yibao/shared/rules/transition';
import { systemActor, writeAudit } from '../lib/audit';
import { type Queryable, type Transaction } from '../lib/database/database';
import { account, type Person, recordGrant, type RecordGrant } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { getPersons, viewPerson } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { kindsOf } from './access';
import { type Relative, relativesOf } from './family';

export type GrantView = Output<'records.give'>;
export type Pair = Pick<RecordGrant, 'ownerPersonId' | 'granteePersonId'>;
type Columns = Pick<RecordGrant, RecordKind>;

const columnsOf = (kinds: readonly RecordKind[]): Columns => ({
  covers: kinds.includes('covers'),
  payments: kinds.includes('payments'),
  settlements: kinds.includes('settlements'),
});

/** The one open matter between two people, held until the transaction ends. */
export async function lockOpen(tx: Transaction, pair: Pair): Promise<RecordGrant | null> {
  const [row] = await tx
    .select()
    .from(recordGrant)
    .where(
      and(
        eq(recordGrant.ownerPersonId, pair.ownerPersonId),
        eq(recordGrant.granteePersonId, pair.granteePersonId),
        inArray(recordGrant.status, ['requested', 'active']),
      ),
    )
    .for('update');
  return row ?? null;
}

/**
 * A grant that one of the two may act on, held until the transaction ends.
 *
 * @throws ServiceError not_found, also for other people's
 */
export async function lockGrant(
  tx: Transaction,
  grantId: string,
  personId: string,
): Promise<RecordGrant> {
  const [row] = await tx
    .select()
    .from(recordGrant)
    .where(
      and(
        eq(recordGrant.id, grantId),
        or(eq(recordGrant.ownerPersonId, personId), eq(recordGrant.granteePersonId, personId)),
      ),
    )
    .for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

/** @throws ServiceError grant_state when somebody else opened one at this very moment */
export async function insertGrant(
  tx: Transaction,
  pair: Pair,
  grant: { status: 'requested' | 'active'; kinds: readonly RecordKind[] },
  now: number,
): Promise<RecordGrant> {
  const { status, kinds } = grant;
  const [row] = await tx
    .insert(recordGrant)
    .values({
      id: randomUUID(),
      ...pair,
      ...columnsOf(kinds),
      status,
      statusSince: now,
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning();
  if (!row) throw new ServiceError('grant_state');
  return row;
}

/**
 * Moves a locked grant on by the transition table.
 *
 * @param kinds what may be seen from now on, when that changes too
 * @throws ServiceError grant_state when its status does not take the event
 */
export async function moveGrant(
  tx: Transaction,
  row: RecordGrant,
  event: RecordGrantEvent,
  now: number,
  kinds?: readonly RecordKind[],
): Promise<RecordGrant> {
  const step = transition(recordGrantTransitions, row.status, event);
  if (!step.ok) throw new ServiceError('grant_state');
  const statusSince = step.to === row.status ? row.statusSince : now;
  const set = { ...(kinds ? columnsOf(kinds) : {}), status: step.to, statusSince };
  await tx.update(recordGrant).set(set).where(eq(recordGrant.id, row.id));
  return { ...row, ...set };
}

/** Whether somebody has proven who they are: a grant to anybody else would be a grant to a name. */
export async function isVerified(db: Queryable, personId: string): Promise<boolean> {
  const rows = await db
    .select({ id: account.id })
    .from(account)
    .where(eq(account.personId, personId))
    .limit(1);
  return rows.length > 0;
}

/** @throws ServiceError not_found unless one of the two has added the other */
export async function requireRelative(
  db: Queryable,
  personId: string,
  otherPersonId: string,
  now: number,
): Promise<Relative> {
  const relatives = await relativesOf(db, personId, now);
  const relative = relatives.find(({ person }) => person.id === otherPersonId);
  if (!relative) throw new ServiceError('not_found');
  return relative;
}

/** Ended ones are shown for so long. */
const shownDays = 30;

/** Open ones and what ended lately, on either side, newest first. */
export async function grantsOf(
  db: Queryable,
  personId: string,
  now: number,
): Promise<RecordGrant[]> {
  const rows = await db
    .select()
    .from(recordGrant)
    .where(or(eq(recordGrant.ownerPersonId, personId), eq(recordGrant.granteePersonId, personId)))
    .orderBy(desc(recordGrant.statusSince))
    .limit(maxGrants);
  const isOpen = ({ status }: RecordGrant) => status === 'requested' || status === 'active';
  return rows.filter((row) => isOpen(row) || now - row.statusSince < shownDays * dayMs);
}
const maxGrants = 200;

/** The other side as one may see them: name masked, and what they are to oneself. */
export function viewParty(runtime: Runtime, person: Person, relatives: readonly Relative[]) {
  const relative = relatives.find((each) => each.person.id === person.id);
  const { nameMasked } = viewPerson(runtime.cipher, person);
  return {
    personId: person.id,
    nameMasked,
    relation: relative?.relation ?? null,
    isNamed: relative?.isNamed ?? false,
  };
}

/** Grants in words, for one of the two. */
export async function viewGrants(
  runtime: Runtime,
  db: Queryable,
  rows: RecordGrant[],
  personId: string,
  now: number,
): Promise<GrantView[]> {
  const otherOf = (row: RecordGrant) =>
    row.ownerPersonId === personId ? row.granteePersonId : row.ownerPersonId;
  const persons = await getPersons(db, rows.map(otherOf));
  const relatives = await relativesOf(db, personId, now);
  return rows.flatMap((row) => {
    const other = persons.get(otherOf(row));
    if (!other) return [];
    const isMine = row.ownerPersonId === personId;
    // whoever asks has shown their face, and was told that the name will be seen
    const isAsked = isMine && row.status === 'requested';
    return {
      grantId: row.id,
      side: isMine ? 'mine' : 'theirs',
      other: viewParty(runtime, other, relatives),
      askerName: isAsked ? viewPerson(runtime.cipher, other).name : null,
      kinds: kindsOf(row),
      status: row.status,
      sentence: recordGrantStatusInfo[row.status].sentence,
      since: row.statusSince,
    };
  });
}

/** Moves on every question that nobody answered within its days. @returns how many */
export async function expireGrantRequests(runtime: Runtime, traceId: string): Promise<number> {
  const step = transition(recordGrantTransitions, 'requested', 'unanswered');
  if (!step.ok) throw new Error('the table has no way out of a question');
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx) => {
    const rows = await tx
      .update(recordGrant)
      .set({ status: step.to, statusSince: now })
      .where(
        and(
          eq(recordGrant.status, 'requested'),
          lt(recordGrant.statusSince, now - grantRequestDays * dayMs),
        ),
      )
      .returning({ id: recordGrant.id, ownerPersonId: recordGrant.ownerPersonId });
    for (const { id, ownerPersonId } of rows) {
      await writeAudit(
        tx,
        { actor: systemActor, traceId, now },
        {
          action: 'records.grantExpired',
          subjectPersonId: ownerPersonId,
          details: { grantId: id, status: step.to },
        },
      );
    }
    return rows.length;
  });
}
