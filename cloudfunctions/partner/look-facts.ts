import { and, eq, sql } from 'drizzle-orm';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { minuteMs } from '@yibao/shared/rules/dates';
import { type DecisionFacts, type GrantedConsent } from '@yibao/shared/rules/consent-decision';
import { type FieldLevels, shippedFieldLevels } from '@yibao/shared/rules/consent-fields';
import { type Artefact, readArtefact } from '../consent/artefact';
import { isNoticeUnchanged } from '../consent/notices';
import { isStatusGenuine, lockConsent } from '../consent/status';
import { isInNetworks } from '../lib/clerks';
import { type ClerkCaller } from '../lib/caller';
import { type Transaction } from '../lib/database/database';
import {
  agreement,
  type AgreementRow,
  clerk,
  type Clerk,
  type Consent,
  consentCase,
  fieldCatalogue,
  guardianship,
  organisation,
  type Organisation,
  person,
  type Person,
} from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';

/** Everything a look is decided by, read in the very transaction that shows it. */
export interface LookFacts {
  row: Consent;
  organisation: Organisation;
  agreement: AgreementRow;
  clerk: Clerk;
  caseNo: string | null;
  /** Null as long as nobody has granted anything. */
  granted: { artefact: Artefact; person: Person } | null;
  catalogue: { version: number; levels: FieldLevels };
  decision: DecisionFacts | null;
  /** Of the decision, ms: later than the request's own where it had to wait. */
  now: number;
}

/**
 * The consent is locked by a statement of its own, and the rest is read by a later one: what was
 * committed while somebody waited for the lock counts (a suspension, the end of an agreement).
 */
async function readRows(tx: Transaction, consentId: string, accountId: string) {
  const row = await lockConsent(tx, consentId);
  if (!row) return null;
  const [rest] = await tx
    .select({
      organisation,
      agreement,
      clerk,
      case: consentCase,
      catalogue: fieldCatalogue,
      person,
    })
    .from(clerk)
    .innerJoin(organisation, eq(organisation.id, clerk.organisationId))
    .innerJoin(agreement, eq(agreement.id, row.agreementId))
    .leftJoin(consentCase, row.caseId === null ? sql`false` : eq(consentCase.id, row.caseId))
    .leftJoin(fieldCatalogue, eq(fieldCatalogue.status, 'active'))
    .leftJoin(person, row.personId === null ? sql`false` : eq(person.id, row.personId))
    .where(eq(clerk.accountId, accountId));
  return rest ? { ...rest, consent: row } : null;
}

/** Whether the guardian who granted still acts for the child. */
async function hasGuardianshipEnded(tx: Transaction, artefact: Artefact): Promise<boolean> {
  const rows = await tx
    .select({ endedAt: guardianship.endedAt })
    .from(guardianship)
    .where(
      and(
        eq(guardianship.childPersonId, artefact.principal.personId),
        eq(guardianship.guardianPersonId, artefact.grantor.personId),
      ),
    );
  return !rows.some(({ endedAt }) => endedAt === null);
}

async function grantedConsent(
  tx: Transaction,
  { config, cipher }: Runtime,
  row: Consent,
  read: { artefact: Artefact; isGenuine: boolean; person: Person },
): Promise<GrantedConsent> {
  const { artefact, person: principal } = read;
  const isGuarded = artefact.grantor.capacity === 'guardian';
  const ageMs = artefact.grantedAt - artefact.verification.at;
  const faceValidMs = consentPolicyOf(config.region).faceValidMinutes * minuteMs;
  return {
    status: row.status,
    endReason: row.endReason,
    purpose: artefact.purpose,
    scope: artefact.scope,
    maxLevel: artefact.maxLevel,
    validFrom: artefact.validFrom,
    validTo: artefact.validTo,
    isGenuine: read.isGenuine && isStatusGenuine(cipher, row),
    isNoticeUnchanged: await isNoticeUnchanged(tx, artefact.notice),
    hasIdentityEvidence: ageMs >= 0 && ageMs <= faceValidMs,
    guardedBirthDate: isGuarded ? principal.birthDate : null,
    isGuardianshipEnded: isGuarded && (await hasGuardianshipEnded(tx, artefact)),
  };
}

/**
 * @returns what a look at a consent is decided by, the consent locked; null when there is none with
 *   that id. `decision` is null where there is nothing that could be shown: nothing was granted, or
 *   its record is no artefact of ours.
 */
export async function gatherLookFacts(
  tx: Transaction,
  runtime: Runtime,
  caller: ClerkCaller,
  consentId: string,
): Promise<LookFacts | null> {
  const rows = await readRows(tx, consentId, caller.accountId);
  if (!rows) return null;
  // the moment of the decision is the one at which the lock was had
  const now = runtime.clock.now();
  const { consent: row, agreement: agreed, clerk: asker, organisation: own } = rows;
  const levels = rows.catalogue?.levels ?? shippedFieldLevels;
  const catalogue = { version: rows.catalogue?.version ?? 1, levels };
  const base = { row, organisation: own, agreement: agreed, clerk: asker, catalogue, now };
  const caseNo = rows.case?.caseNo ?? null;
  const read = readArtefact(runtime.config, row);
  if (!read || !rows.person) return { ...base, caseNo, granted: null, decision: null };
  const { artefact } = read;
  const known = { ...read, person: rows.person };
  const decision: DecisionFacts = {
    consent: await grantedConsent(tx, runtime, row, known),
    agreement: { ...agreed, isActive: agreed.status === 'active' },
    levels,
    policy: consentPolicyOf(runtime.config.region),
    isOrganisationActive: own.status === 'active',
    isClerkActive: asker.status === 'active',
    isNetworkAllowed: isInNetworks(caller.clerk.network, own.networks),
    // a consent that belongs to no case yet has to be taken up by one first
    case: rows.case === null ? 'none' : rows.case.closedAt === null ? 'open' : 'closed',
    now,
  };
  return { ...base, caseNo, granted: { artefact, person: rows.person }, decision };
}
