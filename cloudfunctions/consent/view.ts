import { and, eq, inArray, sql } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { type ConsentPolicy } from '@yibao/shared/policy/consent';
import { isOwnLimit } from '@yibao/shared/rules/consent-counting';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import {
  consentEndInfo,
  consentStatusInfo,
  consentTransitions,
} from '@yibao/shared/rules/consent-states';
import { dayMs } from '@yibao/shared/rules/dates';
import { transition } from '@yibao/shared/rules/transition';
import { type VerifiedCaller } from '../lib/caller';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import {
  type Consent,
  consent,
  consentLook,
  type Organisation,
  organisation,
} from '../lib/database/schema';
import { viewPerson } from '../lib/people';
import { type DecisionEvent, refuseDecision, type Seen } from './access';
import { type Agreed, refuseAgreed } from './agreed';
import { parseArtefact } from './artefact';

export type Line = Output<'consent.list'>['lines'][number];
type May = Output<'consent.detail'>['may'][number];
type Obstacle = NonNullable<Output<'consent.detail'>['obstacle']>;

/** Last moment (exclusive, epoch ms) at which a request can be answered. */
export const answerUntil = (
  { requestedAt }: Pick<Consent, 'requestedAt'>,
  { requestDays }: Pick<ConsentPolicy, 'requestDays'>,
): number => requestedAt + requestDays * dayMs;

interface LookCounts {
  looks: number;
  denials: number;
  lastLookAt: number | null;
}

/** Looks of the organisation it was given to: what others tried stands in the list of looks alone. */
async function countLooks(db: Queryable, ids: string[]): Promise<Map<string, LookCounts>> {
  if (ids.length === 0) return new Map();
  const isShown = eq(consentLook.allowed, true);
  const rows = await db
    .select({
      consentId: consentLook.consentId,
      looks: sql<number>`(count(*) filter (where ${and(isShown, eq(consentLook.act, 'open'))}))::int`,
      denials: sql<number>`(count(*) filter (where not ${consentLook.allowed}))::int`,
      lastLookAt: sql<string | null>`extract(epoch from max(${consentLook.at})
        filter (where ${isShown})) * 1000`,
    })
    .from(consentLook)
    .innerJoin(
      consent,
      and(
        eq(consent.id, consentLook.consentId),
        eq(consent.organisationId, consentLook.organisationId),
      ),
    )
    .where(inArray(consentLook.consentId, ids))
    .groupBy(consentLook.consentId);
  return new Map(
    rows.map(({ consentId, lastLookAt, ...rest }) => [
      consentId,
      { ...rest, lastLookAt: lastLookAt === null ? null : Math.round(Number(lastLookAt)) },
    ]),
  );
}

export async function organisationsOf(
  db: Queryable,
  rows: Pick<Consent, 'organisationId'>[],
): Promise<Map<string, Organisation>> {
  const ids = [...new Set(rows.map(({ organisationId }) => organisationId))];
  if (ids.length === 0) return new Map();
  const found = await db.select().from(organisation).where(inArray(organisation.id, ids));
  return new Map(found.map((row) => [row.id, row]));
}

/** Own words for what nobody asked for. */
const ownSentence = '您自己发起的授权，确认是您本人以后才生效';
/** Where the city's rules allowed less than the person did. */
const usedUpByRule = '规定的查看次数已经用完，对方不能再看';

function sentenceOf(row: Consent, policy: ConsentPolicy): string {
  const { status, requestedBy, artefact, endReason } = row;
  if (endReason !== null) return consentEndInfo[endReason].sentence;
  if (status === 'requested' && requestedBy === null) return ownSentence;
  const granted = status === 'exhausted' && artefact !== null ? parseArtefact(artefact) : null;
  const isByRule = granted && !isOwnLimit(granted, policy, granted.maxLevel);
  return isByRule ? usedUpByRule : consentStatusInfo[status].sentence;
}

/** Consents as lines, in the order given. */
export async function viewLines(
  db: Queryable,
  { cipher, policy }: { cipher: FieldCipher; policy: ConsentPolicy },
  caller: VerifiedCaller,
  seen: Seen[],
): Promise<Line[]> {
  const rows = seen.map(({ row }) => row);
  const organisations = await organisationsOf(db, rows);
  const counts = await countLooks(
    db,
    rows.map(({ id }) => id),
  );
  return seen.map(({ row, subject }) => {
    const of = organisations.get(row.organisationId);
    if (!of) throw new Error('a consent without its organisation');
    const { endReason } = row;
    const info = endReason === null ? consentStatusInfo[row.status] : consentEndInfo[endReason];
    const beganByPerson = row.requestedBy === null;
    return {
      consentId: row.id,
      person: viewPerson(cipher, subject),
      isWard: subject.id !== caller.personId,
      beganByPerson,
      organisationName: of.name,
      organisationKind: of.kind,
      purpose: row.purpose,
      purposeLabel: consentPurposeInfo[row.purpose].label,
      status: row.status,
      statusLabel: info.label,
      endReason,
      sentence: sentenceOf(row, policy),
      requestedAt: row.requestedAt,
      until: untilOf(row, policy),
      ...(counts.get(row.id) ?? { looks: 0, denials: 0, lastLookAt: null }),
    };
  });
}

export async function viewLine(
  db: Queryable,
  context: { cipher: FieldCipher; policy: ConsentPolicy },
  caller: VerifiedCaller,
  seen: Seen,
): Promise<Line> {
  const [line] = await viewLines(db, context, caller, [seen]);
  if (!line) throw new Error('one consent is one line');
  return line;
}

function untilOf(row: Consent, policy: ConsentPolicy): number | null {
  if (row.status === 'requested') return answerUntil(row, policy);
  return row.status === 'active' || row.status === 'paused' ? row.validTo : null;
}

const events = {
  grant: 'granted',
  deny: 'denied',
  pause: 'paused',
  resume: 'resumed',
  revoke: 'revoked',
} as const satisfies Partial<Record<May, DecisionEvent>>;

/**
 * Why the caller cannot grant a request at this moment.
 *
 * @returns null when they can, and for what waits for no answer
 */
export function obstacleOf(
  caller: VerifiedCaller,
  seen: Seen,
  { agreed, policy, now }: { agreed: Agreed; policy: ConsentPolicy; now: number },
): Obstacle | null {
  const { status, purpose } = seen.row;
  if (status !== 'requested') return null;
  const refusal = refuseAgreed(agreed, { purpose, policy, now });
  if (refusal) return refusal === 'no_agreement' ? 'agreement' : 'suspended';
  const who = refuseDecision(caller, seen, 'granted', policy, now);
  return who && (who.code === 'guardian_not_enough' ? 'child' : 'guardian');
}

/** What the caller can do about it now; buttons are shown by this, and every action asks again. */
export function mayOf(
  caller: VerifiedCaller,
  seen: Seen,
  { obstacle, policy, now }: { obstacle: Obstacle | null; policy: ConsentPolicy; now: number },
): May[] {
  const { status, artefact } = seen.row;
  const decisions = (Object.keys(events) as (keyof typeof events)[]).filter(
    (name) =>
      (name !== 'grant' || obstacle === null) &&
      transition(consentTransitions, status, events[name]).ok &&
      refuseDecision(caller, seen, events[name], policy, now) === null,
  );
  return [...decisions, 'complain', ...(artefact === null ? [] : ['receipt' as const])];
}
