/** Versions of the field catalogue as the bureau sees them. */
import { desc } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import {
  consentFieldInfo,
  consentFields,
  type FieldLevels,
  shippedFieldLevels,
} from '@yibao/shared/rules/consent-fields';
import { viewFields } from '../consent/catalogue';
import { type Caller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';
import { type FieldCatalogue, fieldCatalogue } from '../lib/database/schema';
import { areTwoPeople } from '../lib/same-person';
import { badgesOf } from '../lib/staff';

export type CatalogueView = Output<'oversight.decideCatalogue'>;

/** All versions that two clerks have made, or may yet make, the latest first. */
export async function catalogueRows(db: Queryable): Promise<FieldCatalogue[]> {
  return db.select().from(fieldCatalogue).orderBy(desc(fieldCatalogue.version));
}

const viewLevels = (levels: FieldLevels) => viewFields(consentFields, levels);

/** Version 1 came with the service: nobody proposed it. */
export const viewShipped = (isActive: boolean): CatalogueView => ({
  version: 1,
  fields: viewLevels(shippedFieldLevels),
  status: isActive ? 'active' : 'retired',
  reason: '随服务发布的目录',
  proposedByBadge: null,
  decidedByBadge: null,
  proposedAt: null,
  mayDecide: false,
  mayWithdraw: false,
});

export async function viewCatalogues(
  db: Queryable,
  { accountId }: Caller,
  rows: FieldCatalogue[],
): Promise<CatalogueView[]> {
  const badges = await badgesOf(
    db,
    rows.flatMap(({ proposedBy, decidedBy }) => [proposedBy, decidedBy]),
  );
  const views: CatalogueView[] = [];
  for (const row of rows) {
    const isOpen = row.status === 'proposed';
    views.push({
      version: row.version,
      fields: viewLevels(row.levels),
      status: row.status,
      reason: row.reason,
      proposedByBadge: badges.get(row.proposedBy) ?? null,
      decidedByBadge: row.decidedBy && (badges.get(row.decidedBy) ?? null),
      proposedAt: row.proposedAt,
      mayDecide: isOpen && (await areTwoPeople(db, accountId, row.proposedBy)),
      mayWithdraw: isOpen && accountId === row.proposedBy,
    });
  }
  return views;
}

export async function viewCatalogue(
  db: Queryable,
  caller: Caller,
  row: FieldCatalogue,
): Promise<CatalogueView> {
  const [view] = await viewCatalogues(db, caller, [row]);
  if (!view) throw new Error('one version, no view');
  return view;
}

/** What a version changes against another one, for the audit: `totalFen 2→3`, `kind 2→-`. */
export function changesBetween(before: FieldLevels, after: FieldLevels): string[] {
  return Object.keys(consentFieldInfo).flatMap((name) => {
    const field = name as keyof typeof consentFieldInfo;
    const [from, to] = [before[field] ?? '-', after[field] ?? '-'];
    return from === to ? [] : [`${field} ${from}→${to}`];
  });
}
