/** Organisations as the bureau sees them: who they are, and how much they look. */
import { and, count, eq, inArray, isNotNull } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { type Caller } from '../lib/caller';
import { type Queryable, type Transaction } from '../lib/database/database';
import {
  clerk,
  consent,
  consentLook,
  organisation,
  type Organisation,
} from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { type Runtime } from '../lib/runtime';
import { fingerprintOf, viewProposedAccess } from './access';
import { agreementsOf, viewAgreements } from './agreements';

export type OrganisationView = Output<'oversight.addOrganisation'>;

/** @throws ServiceError not_found */
export async function lockOrganisation(tx: Transaction, id: string): Promise<Organisation> {
  const [row] = await tx.select().from(organisation).where(eq(organisation.id, id)).for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

/** What is counted of an organisation: its clerks, consents ever granted, looks that were shown. */
async function countsOf(db: Queryable, ids: string[]) {
  const clerks = await db
    .select({ id: clerk.organisationId, times: count() })
    .from(clerk)
    .where(inArray(clerk.organisationId, ids))
    .groupBy(clerk.organisationId);
  const consents = await db
    .select({ id: consent.organisationId, times: count() })
    .from(consent)
    .where(and(inArray(consent.organisationId, ids), isNotNull(consent.artefact)))
    .groupBy(consent.organisationId);
  const looks = await db
    .select({ id: consentLook.organisationId, times: count() })
    .from(consentLook)
    .where(
      and(
        inArray(consentLook.organisationId, ids),
        eq(consentLook.act, 'open'),
        eq(consentLook.allowed, true),
      ),
    )
    .groupBy(consentLook.organisationId);
  const byId = (rows: { id: string; times: number }[]) =>
    new Map(rows.map(({ id, times }) => [id, times]));
  return { clerks: byId(clerks), consents: byId(consents), looks: byId(looks) };
}

export async function viewOrganisations(
  db: Queryable,
  { runtime, caller }: { runtime: Runtime; caller: Caller },
  rows: Organisation[],
): Promise<OrganisationView[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const agreements = await viewAgreements(db, caller, await agreementsOf(db, ids));
  const counts = await countsOf(db, ids);
  const proposed = await viewProposedAccess(db, caller, ids);
  return rows.map((row) => ({
    organisationId: row.id,
    creditCode: row.creditCode,
    creditCodeDoubt: row.creditCodeDoubt,
    name: row.name,
    kind: row.kind,
    contact: runtime.cipher.open('organisation.contact', row.contact),
    hasPublicKey: row.publicKey !== null,
    publicKeySm3: fingerprintOf(row.publicKey),
    networks: row.networks,
    accessChange: proposed.get(row.id) ?? null,
    status: row.status,
    statusSince: row.statusSince,
    agreements: agreements.filter(({ organisationId }) => organisationId === row.id),
    clerks: counts.clerks.get(row.id) ?? 0,
    consents: counts.consents.get(row.id) ?? 0,
    looks: counts.looks.get(row.id) ?? 0,
  }));
}

export async function viewOrganisation(
  db: Queryable,
  context: { runtime: Runtime; caller: Caller },
  row: Organisation,
): Promise<OrganisationView> {
  const [view] = await viewOrganisations(db, context, [row]);
  if (!view) throw new Error('one organisation, no view');
  return view;
}
