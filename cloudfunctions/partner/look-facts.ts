import { and, eq, sql } from 'drizzle-orm';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { minuteMs } from '@yibao/shared/rules/dates';
import { type DecisionFacts, type GrantedConsent } from '@yibao/shared/rules/consent-decision';
import { type Artefact, readArtefact } from '../consent/artefact';
import { isToldByChain } from '../consent/chain-status';
import { type Catalogue, catalogueOf } from '../consent/catalogue';
import { noticeHash } from '../consent/notices';
import { isStatusGenuine, lockConsent } from '../consent/status';
import { isInNetworks } from '../lib/clerks';
import { type ClerkCaller } from '../lib/caller';
import { type Queryable, type Transaction } from '../lib/database/database';
import {
  agreement,
  type AgreementRow,
  clerk,
  type Clerk,
  type Consent,
  consentCase,
  consentNotice,
  fieldCatalogue,
  guardianship,
  type NoticeContent,
  organisation,
  type Organisation,
  person,
  type Person,
} from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';
import { lockCounts } from './quota';

/** Of each row what a look is decided by, and no more: a clerk's password stays where it is. */
const columns = {
  organisation: {
    name: organisation.name,
    status: organisation.status,
    networks: organisation.networks,
  },
  agreement: {
    id: agreement.id,
    status: agreement.status,
    fields: agreement.fields,
    modes: agreement.modes,
    purposes: agreement.purposes,
    maxLevel: agreement.maxLevel,
    periodFrom: agreement.periodFrom,
    periodTo: agreement.periodTo,
  },
  clerk: { name: clerk.name, status: clerk.status },
  case: { caseNo: consentCase.caseNo, closedAt: consentCase.closedAt },
  catalogue: { version: fieldCatalogue.version, levels: fieldCatalogue.levels },
  notice: consentNotice,
  person,
};

/** Everything a look is decided by, read in the very transaction that shows it. */
export interface LookFacts {
  row: Consent;
  organisation: Pick<Organisation, keyof (typeof columns)['organisation']>;
  agreement: Pick<AgreementRow, keyof (typeof columns)['agreement']>;
  clerk: Pick<Clerk, keyof (typeof columns)['clerk']>;
  caseNo: string | null;
  /** Null as long as nobody has granted anything. */
  granted: { artefact: Artefact; person: Person } | null;
  catalogue: Catalogue;
  decision: DecisionFacts | null;
  /** Of the decision, ms: later than the request's own where it had to wait. */
  now: number;
}

/**
 * @param row the consent itself, read before: see `gatherLookFacts`
 * @param noticeVersion of the words that were agreed to
 */
async function readRows(
  db: Queryable,
  row: Consent,
  accountId: string,
  noticeVersion: string | null,
) {
  const none = sql`false`;
  const [rest] = await db
    .select({ ...columns, isTold: isToldByChain(row) })
    .from(clerk)
    .innerJoin(organisation, eq(organisation.id, clerk.organisationId))
    .innerJoin(agreement, eq(agreement.id, row.agreementId))
    .leftJoin(consentCase, row.caseId === null ? none : eq(consentCase.id, row.caseId))
    .leftJoin(fieldCatalogue, eq(fieldCatalogue.status, 'active'))
    .leftJoin(
      consentNotice,
      noticeVersion === null ? none : eq(consentNotice.version, noticeVersion),
    )
    .leftJoin(person, row.personId === null ? none : eq(person.id, row.personId))
    .where(eq(clerk.accountId, accountId));
  return rest ?? null;
}

/** Whether the guardian who granted still acts for the child. */
async function hasGuardianshipEnded(db: Queryable, artefact: Artefact): Promise<boolean> {
  const rows = await db
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
  db: Queryable,
  { config, cipher }: Runtime,
  row: Consent,
  read: {
    artefact: Artefact;
    isGenuine: boolean;
    /** By the chain of the person. */
    isTold: boolean;
    person: Person;
    notice: NoticeContent | null;
  },
): Promise<GrantedConsent> {
  const { artefact, person: principal, notice } = read;
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
    isGenuine: read.isGenuine && read.isTold && isStatusGenuine(cipher, row),
    isNoticeUnchanged: notice !== null && noticeHash(notice) === artefact.notice.textHash,
    hasIdentityEvidence: ageMs >= 0 && ageMs <= faceValidMs,
    guardedBirthDate: isGuarded ? principal.birthDate : null,
    isGuardianshipEnded: isGuarded && (await hasGuardianshipEnded(db, artefact)),
  };
}

/**
 * The consent and its counts are locked by statements of their own, and the rest is read by later
 * ones: what was committed while somebody waited for a lock counts (a suspension, the end of an
 * agreement).
 *
 * @returns what a look at a consent is decided by; null when there is none with that id
 */
export async function gatherLookFacts(
  tx: Transaction,
  runtime: Runtime,
  caller: ClerkCaller,
  consentId: string,
): Promise<LookFacts | null> {
  const row = await lockConsent(tx, consentId);
  if (!row) return null;
  if (row.personId !== null) await lockCounts(tx, row);
  return lookFactsOf(tx, runtime, caller, row);
}

/**
 * The same of a consent at hand, locked or not.
 *
 * @returns `decision` is null where there is nothing that could be shown: nothing was granted, or
 *   its record is no artefact of ours. Null for a clerk who is gone
 */
export async function lookFactsOf(
  db: Queryable,
  runtime: Runtime,
  caller: ClerkCaller,
  row: Consent,
): Promise<LookFacts | null> {
  const read = readArtefact(runtime.config, row);
  const version = read?.artefact.notice.version ?? null;
  const rows = await readRows(db, row, caller.accountId, version);
  if (!rows) return null;
  // the moment of the decision is the one at which the lock was had
  const now = runtime.clock.now();
  const { agreement: agreed, clerk: asker, organisation: own } = rows;
  const catalogue = catalogueOf(rows.catalogue);
  const base = { row, organisation: own, agreement: agreed, clerk: asker, catalogue, now };
  const caseNo = rows.case?.caseNo ?? null;
  if (!read || !rows.person) return { ...base, caseNo, granted: null, decision: null };
  const { artefact } = read;
  const { isTold, person: principal } = rows;
  const known = { ...read, isTold, person: principal, notice: rows.notice?.content ?? null };
  const decision: DecisionFacts = {
    consent: await grantedConsent(db, runtime, row, known),
    agreement: { ...agreed, isActive: agreed.status === 'active' },
    levels: catalogue.levels,
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
