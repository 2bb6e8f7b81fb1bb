import { and, desc, eq, gte, inArray, isNotNull } from 'drizzle-orm';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import {
  type Anomaly,
  anomalyLabels,
  findAnomalies,
  type LookFact,
  type NumberFact,
} from '@yibao/shared/rules/consent-anomalies';
import { dayMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { viewLooksOf } from '../../consent/look-view';
import { openSubject } from '../../consent/subject';
import { type Queryable } from '../../lib/database/database';
import { clerk, consent, consentLook, organisation } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { type Runtime } from '../../lib/runtime';

/** So many looks and requests are read at most: the newest; the answer says from when on. */
const maxRows = 20_000;
/** Looks shown as evidence of one finding. */
const evidenceLooks = 5;

type LookRow = LookFact & { consentId: string };
interface RequestRow {
  consentId: string;
  clerkId: string;
  at: number;
}

async function readLooks(db: Queryable, from: number): Promise<LookRow[]> {
  const rows = await db
    .select({ look: consentLook, personKey: consent.subjectNumberIndex })
    .from(consentLook)
    .innerJoin(consent, eq(consent.id, consentLook.consentId))
    .where(gte(consentLook.at, from))
    .orderBy(desc(consentLook.at))
    .limit(maxRows);
  return rows.map(({ look, personKey }) => ({
    lookId: look.id,
    consentId: look.consentId,
    clerkId: look.clerkAccountId,
    personKey,
    at: look.at,
    isOpening: look.act === 'open',
    allowed: look.allowed,
  }));
}

async function readRequests(db: Queryable, from: number): Promise<RequestRow[]> {
  const rows = await db
    .select({ consentId: consent.id, clerkId: consent.requestedBy, at: consent.requestedAt })
    .from(consent)
    .where(and(isNotNull(consent.requestedBy), gte(consent.requestedAt, from)))
    .orderBy(desc(consent.requestedAt))
    .limit(maxRows);
  return rows.flatMap(({ clerkId, ...row }) => (clerkId === null ? [] : [{ ...row, clerkId }]));
}

/**
 * The numbers of those whom one clerk met on a day with enough different people to be a row of
 * numbers at all: nobody else's is opened, and none leaves the memory of this call.
 */
async function numbersOf(
  { db, cipher }: Runtime,
  met: { consentId: string; clerkId: string; at: number; lookId: string | null }[],
  least: number,
): Promise<NumberFact[]> {
  const dayOf = ({ clerkId, at }: { clerkId: string; at: number }) =>
    `${clerkId} ${shanghaiDate(at)}`;
  const consents = new Map<string, Set<string>>();
  for (const each of met) {
    const day = consents.get(dayOf(each)) ?? new Set();
    consents.set(dayOf(each), day.add(each.consentId));
  }
  const busy = met.filter((each) => (consents.get(dayOf(each))?.size ?? 0) >= least);
  const ids = [...new Set(busy.map(({ consentId }) => consentId))];
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: consent.id, subject: consent.subject })
    .from(consent)
    .where(inArray(consent.id, ids));
  const numbers = new Map(rows.map((row) => [row.id, openSubject(cipher, row).documentNumber]));
  return busy.flatMap(({ consentId, clerkId, at, lookId }) => {
    const documentNumber = numbers.get(consentId);
    return documentNumber === undefined ? [] : [{ clerkId, at, lookId, documentNumber }];
  });
}

async function viewAnomalies({ db, cipher }: Runtime, found: Anomaly[]) {
  const clerkIds = [...new Set(found.map(({ clerkId }) => clerkId))];
  if (clerkIds.length === 0) return [];
  const clerks = await db
    .select({ clerk, organisationName: organisation.name })
    .from(clerk)
    .innerJoin(organisation, eq(organisation.id, clerk.organisationId))
    .where(inArray(clerk.accountId, clerkIds));
  const byId = new Map(clerks.map((row) => [row.clerk.accountId, row]));
  const evidence = found.flatMap(({ lookIds }) => lookIds.slice(0, evidenceLooks));
  const looks = await viewLooksOf(db, cipher, [...new Set(evidence)]);
  return found.map(({ lookIds, ...anomaly }) => {
    const who = byId.get(anomaly.clerkId);
    if (!who) throw new Error('a look without its clerk');
    return {
      ...anomaly,
      label: anomalyLabels[anomaly.kind],
      organisationId: who.clerk.organisationId,
      organisationName: who.organisationName,
      clerkName: cipher.open('clerk.name', who.clerk.name),
      clerkStatus: who.clerk.status,
      looks: lookIds.slice(0, evidenceLooks).flatMap((id) => looks.get(id) ?? []),
    };
  });
}

export const anomalies = query('oversight.anomalies', async ({ runtime, now }, { days }) => {
  const { db, config } = runtime;
  const bounds = consentPolicyOf(config.region).anomalies;
  const asked = now - days * dayMs;
  const looks = await readLooks(db, asked);
  const requests = await readRequests(db, asked);
  const met = [...looks, ...requests.map((row) => ({ ...row, lookId: null }))];
  const numbers = await numbersOf(runtime, met, bounds.sequentialNumbers);
  const found = findAnomalies({ looks, numbers }, bounds);
  // what did not fit lies before the oldest row that was read
  const cut = [looks, requests].map((rows) => (rows.length < maxRows ? asked : rows.at(-1)?.at));
  const from = Math.max(asked, ...cut.filter((each) => each !== undefined));
  return { anomalies: await viewAnomalies(runtime, found), from, to: now };
});
