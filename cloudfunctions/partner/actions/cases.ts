import { and, eq, isNotNull, isNull, type SQL } from 'drizzle-orm';
import { type Input } from '@yibao/shared/contracts';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { type Queryable, type Transaction } from '../../lib/database/database';
import { consentCase, type ConsentCase } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import {
  type CaseView,
  endCase,
  holdCase,
  isToErase,
  lockCase,
  ownCase,
  viewCases,
} from '../cases';

const pageSize = 20;

/** A stretch of a list: its rows, and by what they are sorted. */
interface Part {
  where: SQL | undefined;
  sorting: Sorting;
  at: (row: ConsentCase) => number;
}

const parts = {
  open: {
    where: isNull(consentCase.closedAt),
    sorting: { at: consentCase.openedAt, id: consentCase.id, first: 'newest' },
    at: ({ openedAt }) => openedAt,
  },
  closed: {
    where: isNotNull(consentCase.closedAt),
    sorting: { at: consentCase.openedAt, id: consentCase.id, first: 'newest' },
    at: ({ openedAt }) => openedAt,
  },
  /** The longest closed first: those are the ones whose day comes, or is over. */
  toErase: {
    where: isToErase,
    sorting: { at: consentCase.closedAt, id: consentCase.id, first: 'oldest' },
    at: ({ closedAt, openedAt }) => closedAt ?? openedAt,
  },
} satisfies Record<string, Part>;
type PartName = keyof typeof parts;

const lists = {
  open: ['open'],
  toErase: ['toErase'],
  all: ['open', 'closed'],
} as const satisfies Record<Input<'partner.cases'>['show'], readonly PartName[]>;

/** A list of several parts says in its cursor which one goes on, and from where in it. */
function readPlace(list: readonly PartName[], cursor: string | undefined) {
  if (cursor === undefined) return { index: 0, from: undefined };
  const [name, from] = cursor.split('/');
  const index = list.findIndex((part) => part === name);
  if (index < 0 || from === undefined) {
    throw refuseField('cursor', '翻页位置不对，请刷新后重试');
  }
  return { index, from: from === '' ? undefined : from };
}

/** One page of one part, of the caller's organisation. */
async function readPart(
  db: Queryable,
  organisationId: string,
  part: Part,
  { from, limit }: { from: string | undefined; limit: number },
) {
  const { where, sorting, at } = part;
  const found = await db
    .select()
    .from(consentCase)
    .where(and(eq(consentCase.organisationId, organisationId), where, afterCursor(sorting, from)))
    .orderBy(...sortedBy(sorting))
    .limit(limit + 1);
  return pageOf(found, limit, (row) => ({ at: at(row), id: row.id }));
}

/** A page that one part does not fill goes on with the next. */
async function readPage(
  db: Queryable,
  organisationId: string,
  list: readonly PartName[],
  cursor: string | undefined,
): Promise<{ rows: ConsentCase[]; nextCursor: string | null }> {
  const place = readPlace(list, cursor);
  let { from } = place;
  const rows: ConsentCase[] = [];
  for (const name of list.slice(place.index)) {
    const limit = pageSize - rows.length;
    if (limit === 0) return { rows, nextCursor: `${name}/` };
    const page = await readPart(db, organisationId, parts[name], { from, limit });
    rows.push(...page.rows);
    if (page.nextCursor !== null) return { rows, nextCursor: `${name}/${page.nextCursor}` };
    from = undefined;
  }
  return { rows, nextCursor: null };
}

export const cases = query('partner.cases', async ({ runtime, caller, now }, { show, cursor }) => {
  const { db } = runtime;
  const { organisationId } = caller.clerk;
  const { rows, nextCursor } = await readPage(db, organisationId, lists[show], cursor);
  return { rows: await viewCases(db, rows, now), nextCursor };
});

async function viewOne(tx: Transaction, row: ConsentCase, now: number): Promise<CaseView> {
  const [view] = await viewCases(tx, [row], now);
  if (!view) throw new Error('one row has one view');
  return view;
}

/** Ends every look in a case at once; what nobody has answered yet is taken back with it. */
export const closeCase = mutation('partner.closeCase', {
  async run({ tx, runtime, caller, now, audit }, { caseId }) {
    const held = await holdCase(tx, ownCase(caller, caseId));
    if (!held) throw new ServiceError('not_found');
    if (held.row.closedAt !== null) {
      throw new ServiceError('case_state', { message: '这个案件已经结案' });
    }
    const closing = { closedBy: caller.accountId, now, audit };
    return viewOne(tx, await endCase(tx, runtime, held, closing), now);
  },
});

/** The organisation's own word, under the name of the clerk who gives it. */
export const confirmErased = mutation('partner.confirmErased', {
  async run({ tx, caller, now, audit }, { caseId }) {
    const row = await lockCase(tx, caller, caseId);
    if (row.closedAt === null) {
      throw new ServiceError('case_state', { message: '这个案件还没有结案，请先结案' });
    }
    if (row.erasedAt !== null) {
      throw new ServiceError('case_state', { message: '这个案件已经确认过删除' });
    }
    if (row.settledAt !== null) {
      throw new ServiceError('case_state', { message: '这个案件医保局已经处理，不用再确认' });
    }
    const change = { erasedBy: caller.accountId, erasedAt: now };
    await tx.update(consentCase).set(change).where(eq(consentCase.id, caseId));
    const { organisationId, eraseBy } = row;
    await audit({
      action: 'partner.erased',
      subjectPersonId: null,
      details: { caseId, organisationId, eraseBy },
    });
    return viewOne(tx, { ...row, ...change }, now);
  },
});
