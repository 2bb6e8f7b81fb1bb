import { and, asc, eq, inArray, lte, notInArray, type SQL, sql } from 'drizzle-orm';
import { consentPolicyOf, type ConsentPolicy } from '@yibao/shared/policy/consent';
import { type ConsentEndReason, type ConsentEvent } from '@yibao/shared/rules/consent-states';
import { addMonths, dayMs, minuteMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { auditAs, systemActor } from '../lib/audit';
import { momentOf, type Transaction } from '../lib/database/database';
import {
  agreement,
  consent,
  consentLook,
  consentUse,
  guardianship,
  person,
} from '../lib/database/schema';
import { rowByRow } from '../lib/row-by-row';
import { type Runtime } from '../lib/runtime';
import { lockConsent, moveConsent } from './status';

interface Sweep {
  limit: number;
  traceId: string;
}

type DueEvent = Extract<
  ConsentEvent,
  'unanswered' | 'ran_out' | 'used_up' | 'agreement_ended' | 'guardian_ended'
>;

/** What is due: which rows, by which event, and why where their new status does not say so. */
interface Due {
  event: DueEvent;
  endReason: ConsentEndReason | null;
  where: SQL | undefined;
}

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

/** Asked under an agreement that has ended, or whose last day is over: nobody can grant it any more. */
const isWithoutAgreement = (today: string): SQL =>
  sql`${consent.agreementId} in (select over.id from ${agreement} over
    where over.status = 'ended' or over.period_to < ${today}::date)`;

/** Granted by a guardian, as the artefact says as well: these two columns are compared with it. */
const isGuarded = and(
  inArray(consent.status, ['active', 'paused']),
  sql`${consent.grantorPersonId} <> ${consent.personId}`,
);

/** The child has come to the age at which it decides by itself; who was born on 29 February, on 1 March. */
const hasGrown = ({ guardianBelowAge }: ConsentPolicy, today: string): SQL =>
  sql`exists (select 1 from ${person} child where child.id = ${consent.personId}
    and child.birth_date <= ${addMonths(today, -12 * guardianBelowAge)}::date)`;

/** Who granted is no guardian of the child any more, as a look would find as well. */
const hasNoGuardian = sql`not exists (select 1 from ${guardianship} bond
  where bond.child_person_id = ${consent.personId}
    and bond.guardian_person_id = ${consent.grantorPersonId} and bond.ended_at is null)`;

/** A status's end is the policy's, the consent's own, its agreement's or its guardian's. */
function dueOf(policy: ConsentPolicy, now: number): Due[] {
  const today = shanghaiDate(now);
  const isOpen = eq(consent.status, 'requested');
  const plain: Due[] = [
    {
      event: 'unanswered',
      endReason: null,
      where: and(isOpen, lte(consent.requestedAt, now - policy.requestDays * dayMs)),
    },
    {
      event: 'ran_out',
      endReason: null,
      where: and(inArray(consent.status, ['active', 'paused']), lte(consent.validTo, now)),
    },
    {
      event: 'used_up',
      endReason: null,
      where: and(
        eq(consent.status, 'active'),
        isUsedUp(policy),
        sql`not ${hasOpenLook(policy, now)}`,
      ),
    },
  ];
  return [
    ...plain,
    {
      event: 'agreement_ended',
      endReason: 'agreement',
      where: and(isOpen, isWithoutAgreement(today)),
    },
    {
      event: 'guardian_ended',
      endReason: 'grown',
      where: and(isGuarded, hasGrown(policy, today)),
    },
    {
      event: 'guardian_ended',
      endReason: 'guardianship',
      where: and(isGuarded, hasNoGuardian),
    },
  ];
}

/**
 * Moves on what time, use or others have ended: requests nobody answered or nobody could grant any
 * more, consents whose last day is over, whose every look was taken, whose guardian decides no more.
 * Each in a transaction of its own, in which it is looked at again: the person, or a last look, may
 * have been quicker.
 *
 * @returns how many were moved
 */
export async function moveDueConsents(
  runtime: Runtime,
  { limit, traceId }: Sweep,
): Promise<number> {
  const policy = consentPolicyOf(runtime.config.region);
  let moved = 0;
  for (const due of dueOf(policy, runtime.clock.now())) {
    if (moved >= limit) break;
    moved += await rowByRow(
      runtime,
      { job: `consents ${due.event}`, limit: limit - moved, traceId },
      async (hadTheirTurn, most) => {
        const rows = await runtime.db
          .select({ id: consent.id })
          .from(consent)
          .where(and(due.where, notInArray(consent.id, hadTheirTurn)))
          .orderBy(asc(consent.statusSince))
          .limit(most);
        return rows.map(({ id }) => id);
      },
      (tx, id) => moveOne(tx, runtime, id, { ...due, traceId }),
    );
  }
  return moved;
}

/** The consent is locked by a statement of its own: what is read of it afterwards is what stands. */
async function moveOne(
  tx: Transaction,
  { clock, cipher, config }: Runtime,
  consentId: string,
  { event, endReason, traceId }: Pick<Due, 'event' | 'endReason'> & { traceId: string },
): Promise<boolean> {
  const row = await lockConsent(tx, consentId);
  if (!row) return false;
  const now = clock.now();
  const due = dueOf(consentPolicyOf(config.region), now).find(
    (each) => each.event === event && each.endReason === endReason,
  );
  const [still] = await tx
    .select({ id: consent.id })
    .from(consent)
    .where(and(eq(consent.id, consentId), due?.where));
  if (!due || !still) return false;
  const audit = auditAs(tx, { actor: systemActor, traceId, now });
  const ended = { endReason };
  await moveConsent(tx, { cipher, now, audit }, row, event, { change: ended, details: ended });
  return true;
}
