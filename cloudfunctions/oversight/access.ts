/** Key and networks of an organisation that were proposed, as the bureau sees them. */
import { and, eq, inArray } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { type Caller } from '../lib/caller';
import { sm3Hex } from '../lib/crypto/sm3';
import { type Queryable, type Transaction } from '../lib/database/database';
import { organisationAccess, type OrganisationAccess } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { areTwoPeople } from '../lib/same-person';
import { badgesOf } from '../lib/staff';

export type AccessView = NonNullable<Output<'oversight.addOrganisation'>['accessChange']>;

/** @returns what people compare instead of 130 digits; null for no key */
export const fingerprintOf = (publicKey: string | null): string | null =>
  publicKey && sm3Hex(publicKey);

/** @throws ServiceError not_found */
export async function lockAccess(tx: Transaction, id: string): Promise<OrganisationAccess> {
  const [row] = await tx
    .select()
    .from(organisationAccess)
    .where(eq(organisationAccess.id, id))
    .for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

/** @returns what waits for a second clerk, by organisation: one each at most */
export async function viewProposedAccess(
  db: Queryable,
  { accountId }: Caller,
  organisationIds: string[],
): Promise<Map<string, AccessView>> {
  if (organisationIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(organisationAccess)
    .where(
      and(
        inArray(organisationAccess.organisationId, organisationIds),
        eq(organisationAccess.status, 'proposed'),
      ),
    );
  const badges = await badgesOf(
    db,
    rows.map(({ proposedBy }) => proposedBy),
  );
  const views = new Map<string, AccessView>();
  for (const row of rows) {
    views.set(row.organisationId, {
      accessId: row.id,
      networks: row.networks,
      publicKeySm3: fingerprintOf(row.publicKey),
      proposedByBadge: badges.get(row.proposedBy) ?? '',
      proposedAt: row.proposedAt,
      mayConfirm: await areTwoPeople(db, accountId, row.proposedBy),
    });
  }
  return views;
}
