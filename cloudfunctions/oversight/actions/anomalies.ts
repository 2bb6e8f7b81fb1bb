import { and, desc, eq, gte, inArray, isNotNull } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { checkpointMisfits } from '@yibao/shared/rules/audit-actions';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import {
  type Anomaly,
  anomalyLabels,
  findAnomalies,
  type LookFact,
  type NumberFact,
  type RequestFact,
} from '@yibao/shared/rules/consent-anomalies';
import { dayMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { maskName } from '@yibao/shared/rules/masking';
import { viewLooksOf } from '../../consent/look-view';
import { openSubject } from '../../consent/subject';
import { type Queryable } from '../../lib/database/database';
import {
  auditEntry,
  clerk,
  consent,
  consentCase,
  consentLook,
  organisation,
} from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { type Runtime } from '../../lib/runtime';
import { noteRead } from '../note-read';

/** So many looks and requests are read at most: the newest; the answer says from when on. */
const maxRows = 20_000;
/** Looks, and requests, shown as evidence of one finding. */
const evidenceRows = 5;

type LookRow = LookFact & { consentId: string };

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
    isOfOthers: look.reason === 'other_organisation',
    isOfAltered: look.reason === 'evidence_altered',
  }));
}

async function readRequests(db: Queryable, from: number): Promise<RequestFact[]> {
  const rows = await db
    .select({
      consentId: consent.id,
      clerkId: consent.requestedBy,
      personKey: consent.subjectNumberIndex,
      at: consent.requestedAt,
    })
    .from(consent)
    .where(and(isNotNull(consent.requestedBy), gte(consent.requestedAt, from)))
    .orderBy(desc(consent.requestedAt))
    .limit(maxRows);
  return rows.flatMap(({ clerkId, ...row }) => (clerkId === null ? [] : [{ ...row, clerkId }]));
}

type MetRow = Omit<NumberFact, 'documentNumber'> & { consentId: string };

/**
 * The numbers of those whom one clerk met on a day with enough different people to be a row of
 * numbers at all: nobody else's is opened, and none leaves the memory of this call.
 */
async function numbersOf(
  { db, cipher }: Runtime,
  met: MetRow[],
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
  return busy.flatMap(({ consentId, ...each }) => {
    const documentNumber = numbers.get(consentId);
    return documentNumber === undefined ? [] : [{ ...each, documentNumber }];
  });
}

type RequestView = Output<'oversight.anomalies'>['anomalies'][number]['requests'][number];

/** Requests as evidence: whom they were for, masked, and what became of them. */
async function viewRequests({ db, cipher }: Runtime, ids: string[]) {
  if (ids.length === 0) return new Map<string, RequestView>();
  const rows = await db
    .select({ row: consent, caseNo: consentCase.caseNo })
    .from(consent)
    .leftJoin(consentCase, eq(consentCase.id, consent.caseId))
    .where(inArray(consent.id, [...new Set(ids)]));
  return new Map(
    rows.map(({ row, caseNo }): [string, RequestView] => [
      row.id,
      {
        consentId: row.id,
        at: row.requestedAt,
        nameMasked: maskName(openSubject(cipher, row).name),
        purpose: row.purpose,
        status: row.status,
        caseNo,
      },
    ]),
  );
}

async function viewAnomalies(runtime: Runtime, found: Anomaly[]) {
  const { db, cipher } = runtime;
  const clerkIds = [...new Set(found.map(({ clerkId }) => clerkId))];
  if (clerkIds.length === 0) return [];
  const clerks = await db
    .select({ clerk, organisationName: organisation.name })
    .from(clerk)
    .innerJoin(organisation, eq(organisation.id, clerk.organisationId))
    .where(inArray(clerk.accountId, clerkIds));
  const byId = new Map(clerks.map((row) => [row.clerk.accountId, row]));
  const some = (ids: string[]) => ids.slice(0, evidenceRows);
  const lookIds = found.flatMap((each) => some(each.lookIds));
  const looks = await viewLooksOf(db, cipher, [...new Set(lookIds)]);
  const requestIds = found.flatMap((each) => some(each.requestIds));
  const requests = await viewRequests(runtime, requestIds);
  return found.map(({ lookIds: ofLooks, requestIds: ofRequests, ...anomaly }) => {
    const who = byId.get(anomaly.clerkId);
    if (!who) throw new Error('a look without its clerk');
    return {
      ...anomaly,
      label: anomalyLabels[anomaly.kind],
      organisationId: who.clerk.organisationId,
      organisationName: who.organisationName,
      clerkName: cipher.open('clerk.name', who.clerk.name),
      clerkStatus: who.clerk.status,
      looks: some(ofLooks).flatMap((id) => looks.get(id) ?? []),
      requests: some(ofRequests).flatMap((id) => requests.get(id) ?? []),
    };
  });
}

export const anomalies = query('oversight.anomalies', async (context, { days }) => {
  const { runtime, now } = context;
  const { db, config } = runtime;
  const bounds = consentPolicyOf(config.region).anomalies;
  const asked = now - days * dayMs;
  const looks = await readLooks(db, asked);
  const requests = await readRequests(db, asked);
  const met = [
    ...looks.map(({ lookId, ...row }) => ({ ...metOf(row), lookId, requestId: null })),
    ...requests.map((row) => ({ ...metOf(row), lookId: null, requestId: row.consentId })),
  ];
  const numbers = await numbersOf(runtime, met, bounds.sequentialNumbers);
  const found = findAnomalies({ looks, requests, numbers }, bounds);
  await noteRead(context, 'oversight.anomalies', {
    filter: { days, numbersOpened: numbers.length },
    rows: found.length,
  });
  // what did not fit lies before the oldest row that was read
  const cut = [looks, requests].map((rows) => (rows.length < maxRows ? asked : rows.at(-1)?.at));
  const from = Math.max(asked, ...cut.filter((each) => each !== undefined));
  return {
    anomalies: await viewAnomalies(runtime, found),
    auditAlarms: await readAlarms(db, asked),
    from,
    to: now,
  };
});

/** The service's own chain for these: see `take-checkpoint.ts`. */
const alarmChain = 'system:audit';
const maxAlarms = 20;
const misfitWords = new Map<string, string>(Object.entries(checkpointMisfits));

async function readAlarms(db: Queryable, from: number) {
  const rows = await db
    .select({ at: auditEntry.at, details: auditEntry.details })
    .from(auditEntry)
    .where(and(eq(auditEntry.chain, alarmChain), gte(auditEntry.at, from)))
    .orderBy(desc(auditEntry.seq))
    .limit(maxAlarms);
  return rows.map(({ at, details: { checkpoint, misfit } }) => ({
    at,
    checkpoint: Number(checkpoint),
    misfit: String(misfit),
    text: misfitWords.get(String(misfit)) ?? String(misfit),
  }));
}

const metOf = ({ consentId, clerkId, at }: { consentId: string; clerkId: string; at: number }) => ({
  consentId,
  clerkId,
  at,
});
