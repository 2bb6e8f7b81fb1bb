import { and, asc, eq, inArray, lte, notInArray, type SQL, sql } from 'drizzle-orm';
import { consentPolicyOf, type ConsentPolicy } from '@yibao/shared/policy/consent';
import { type ConsentEvent } from '@yibao/shared/rules/consent-states';
import { dayMs, minuteMs } from '@yibao/shared/rules/dates';
import { systemActor, writeAudit } from '../lib/audit';
import { type Transaction } from '../lib/database/database';
import { consent, consentLook, consentUse } from '../lib/database/schema';
import { rowByRow } from '../lib/row-by-row';
import { type Runtime } from '../lib/runtime';
import { lockConsent, moveConsent } from './status';

interface Sweep {
  limit: number;
  traceId: string;
}

type DueEvent = Extract<ConsentEvent, 'unanswered' | 'ran_out' | 'used_up'>;

/** A moment as SQL compares it; a parameter inside raw SQL is not mapped by its column. */
const momentOf = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/** The limit in the canonical text; what was tampered with is no JSON, and must not stop the sweep. */
const ownTotal = '"frequency":[{]"limit":([0-9]{1,4}),"unit":"TOTAL"[}]';

/**
 * Whether a limit over the whole life of a consent is used up: the person's own, the purpose's or the
 * level's. The buckets are those that `limitsOf` counts a look in.
 */
function isUsedUp({ purposes, levels }: ConsentPolicy): SQL {
  const own = sql`(used.bucket = 'granted:TOTAL' and
    used.used >= substring(${consent.artefact} from ${ownTotal})::int)`;
  const ofPurposes = purposes.flatMap(({ purpose, frequency }) =>
    frequency?.unit === 'TOTAL'
      ? [
          sql`(used.bucket = 'purpose:TOTAL' and ${consent.purpose} = ${purpose}
            and used.used >= ${frequency.limit})`,
        ]
      : [],
  );
  const ofLevels = levels.flatMap(({ level, frequency }) =>
    frequency.unit === 'TOTAL'
      ? [sql`(used.bucket = ${`level${level}:TOTAL`} and used.used >= ${frequency.limit})`]
      : [],
  );
  const any = sql.join([own, ...ofPurposes, ...ofLevels], sql` or `);
  // the first condition is that of the index consent_use_of_life
  return sql`exists (select 1 from ${consentUse} used
    where used.bucket like '%:TOTAL' and used.consent_id = ${consent.id} and (${any}))`;
}

/** Its last look may still be turned over, previewed, printed: so long it stays what it is. */
const hasOpenLook = (policy: ConsentPolicy, now: number): SQL =>
  sql`exists (select 1 from ${consentLook} look where look.consent_id = ${consent.id}
    and look.allowed and look.act = 'open'
    and look.at > ${momentOf(now - policy.lookValidMinutes * minuteMs)})`;

/** What is due, by event; a status's end is the policy's or the consent's own. */
const dueOf = (policy: ConsentPolicy, now: number): Record<DueEvent, SQL | undefined> => ({
  unanswered: and(
    eq(consent.status, 'requested'),
    lte(consent.requestedAt, now - policy.requestDays * dayMs),
  ),
  ran_out: and(inArray(consent.status, ['active', 'paused']), lte(consent.validTo, now)),
  used_up: and(
    eq(consent.status, 'active'),
    isUsedUp(policy),
    sql`not ${hasOpenLook(policy, now)}`,
  ),
});

/**
 * Moves on what time or use has ended: requests nobody answered, consents whose last day is over,
 * consents whose every look was taken. Each in a transaction of its own, in which it is looked at
 * again: the person, or a last look, may have been quicker.
 *
 * @returns how many were moved
 */
export async function moveDueConsents(
  runtime: Runtime,
  { limit, traceId }: Sweep,
): Promise<number> {
  const policy = consentPolicyOf(runtime.config.region);
  const due = dueOf(policy, runtime.clock.now());
  let moved = 0;
  for (const event of Object.keys(due) as DueEvent[]) {
    if (moved >= limit) break;
    moved += await rowByRow(
      runtime,
      { job: `consents ${event}`, limit: limit - moved, traceId },
      async (hadTheirTurn, most) => {
        const rows = await runtime.db
          .select({ id: consent.id })
          .from(consent)
          .where(and(due[event], notInArray(consent.id, hadTheirTurn)))
          .orderBy(asc(consent.statusSince))
          .limit(most);
        return rows.map(({ id }) => id);
      },
      (tx, id) => moveOne(tx, runtime, { consentId: id, event, traceId }),
    );
  }
  return moved;
}

/** The consent is locked by a statement of its own: what is read of it afterwards is what stands. */
async function moveOne(
  tx: Transaction,
  { clock, cipher, config }: Runtime,
  { consentId, event, traceId }: { consentId: string; event: DueEvent; traceId: string },
): Promise<boolean> {
  const row = await lockConsent(tx, consentId);
  if (!row) return false;
  const now = clock.now();
  const stillDue = dueOf(consentPolicyOf(config.region), now)[event];
  const [still] = await tx
    .select({ id: consent.id })
    .from(consent)
    .where(and(eq(consent.id, consentId), stillDue));
  if (!still) return false;
  const { status } = await moveConsent(tx, cipher, row, event, now);
  const { organisationId, purpose, personId: subjectPersonId } = row;
  await writeAudit(
    tx,
    { actor: systemActor, traceId, now },
    {
      action: `consent.${status}`,
      subjectPersonId,
      details: { consentId, organisationId, purpose },
    },
  );
  return true;
}
