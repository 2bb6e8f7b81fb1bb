/** Agreements as the bureau sees them. */
import { desc, eq, inArray } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { type Caller } from '../lib/caller';
import { type Queryable, type Transaction } from '../lib/database/database';
import { agreement, type AgreementRow } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { areTwoPeople } from '../lib/same-person';
import { badgesOf } from '../lib/staff';

export type AgreementView = Output<'oversight.proposeAgreement'>;

/** @returns the agreements of these organisations, the latest first */
export async function agreementsOf(
  db: Queryable,
  organisationIds: string[],
): Promise<AgreementRow[]> {
  if (organisationIds.length === 0) return [];
  return db
    .select()
    .from(agreement)
    .where(inArray(agreement.organisationId, organisationIds))
    .orderBy(desc(agreement.periodFrom), desc(agreement.proposedAt), desc(agreement.id));
}

/** @throws ServiceError not_found */
export async function lockAgreement(tx: Transaction, id: string): Promise<AgreementRow> {
  const [row] = await tx.select().from(agreement).where(eq(agreement.id, id)).for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

/** Behind which of these accounts is certainly somebody else than the caller. */
async function othersAmong(
  db: Queryable,
  { accountId }: Caller,
  ids: string[],
): Promise<Set<string>> {
  const others = new Set<string>();
  for (const id of new Set(ids)) if (await areTwoPeople(db, accountId, id)) others.add(id);
  return others;
}

export async function viewAgreements(
  db: Queryable,
  caller: Caller,
  rows: AgreementRow[],
): Promise<AgreementView[]> {
  const badges = await badgesOf(
    db,
    rows.flatMap(({ proposedBy, confirmedBy }) => [proposedBy, confirmedBy]),
  );
  const proposed = rows.filter(({ status }) => status === 'proposed');
  const others = await othersAmong(
    db,
    caller,
    proposed.map(({ proposedBy }) => proposedBy),
  );
  return rows.map((row) => ({
    agreementId: row.id,
    organisationId: row.organisationId,
    number: row.number,
    periodFrom: row.periodFrom,
    periodTo: row.periodTo,
    purposes: row.purposes,
    fields: row.fields,
    modes: row.modes,
    maxLevel: row.maxLevel,
    documentSm3: row.documentSm3,
    status: row.status,
    proposedByBadge: badges.get(row.proposedBy) ?? '',
    confirmedByBadge: row.confirmedBy && (badges.get(row.confirmedBy) ?? null),
    mayConfirm: row.status === 'proposed' && others.has(row.proposedBy),
  }));
}

export async function viewAgreement(
  db: Queryable,
  caller: Caller,
  row: AgreementRow,
): Promise<AgreementView> {
  const [view] = await viewAgreements(db, caller, [row]);
  if (!view) throw new Error('one agreement, no view');
  return view;
}
