import { and, count, desc, eq, sql } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { consentPolicyOf, type ConsentPolicy } from '@yibao/shared/policy/consent';
import { consentFieldInfo, type FieldLevels } from '@yibao/shared/rules/consent-fields';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type ClerkCaller } from '../../lib/caller';
import { type Queryable } from '../../lib/database/database';
import {
  type AgreementRow,
  clerk,
  clerkSession,
  consentCase,
  organisation,
} from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { activeCatalogue } from '../../consent/catalogue';
import { agreementInForce } from '../agreements';
import { isOverdue, isToErase } from '../cases';

type Agreement = NonNullable<Output<'partner.me'>['agreement']>;

/** Fields that left the catalogue are shown to nobody, whatever was agreed. */
const viewAgreement = (
  row: AgreementRow,
  levels: FieldLevels,
  policy: ConsentPolicy,
): Agreement => ({
  agreementId: row.id,
  number: row.number,
  periodFrom: row.periodFrom,
  periodTo: row.periodTo,
  purposes: row.purposes,
  modes: row.modes,
  fields: row.fields.flatMap((field) => {
    const level = levels[field];
    return level === undefined ? [] : [{ field, label: consentFieldInfo[field].label, level }];
  }),
  maxLevel: row.maxLevel,
  limits: policy.levels.map(({ level, maxValidDays, maxDataMonths, frequency }) => ({
    level,
    validDays: maxValidDays,
    dataMonths: maxDataMonths,
    frequency,
  })),
  maxRetentionDays: policy.maxRetentionDays,
});

/** When the session that was used last ends for certain; a system has none. */
async function sessionEnd(db: Queryable, caller: ClerkCaller): Promise<number | null> {
  if (caller.clerk.kind === 'api') return null;
  const [row] = await db
    .select({ expiresAt: clerkSession.expiresAt })
    .from(clerkSession)
    .where(eq(clerkSession.accountId, caller.accountId))
    .orderBy(desc(clerkSession.lastUsedAt), desc(clerkSession.createdAt))
    .limit(1);
  return row?.expiresAt ?? null;
}

/** What the organisation has to be told at once: its day of erasure is over, or came by itself. */
async function erasuresOf(db: Queryable, organisationId: string, now: number) {
  const [row] = await db
    .select({
      overdue: sql<number>`${count()} filter (where ${isOverdue(shanghaiDate(now))})`.mapWith(
        Number,
      ),
      closedByItself:
        sql<number>`${count()} filter (where ${consentCase.closedBy} is null)`.mapWith(Number),
    })
    .from(consentCase)
    .where(and(eq(consentCase.organisationId, organisationId), isToErase));
  return row ?? { overdue: 0, closedByItself: 0 };
}

export const me = query('partner.me', async ({ runtime, caller, now }) => {
  const { db, cipher, config } = runtime;
  const [[row], current, { levels }, sessionUntil, erasures] = await Promise.all([
    db
      .select({ clerk, organisation })
      .from(clerk)
      .innerJoin(organisation, eq(organisation.id, clerk.organisationId))
      .where(eq(clerk.accountId, caller.accountId)),
    agreementInForce(db, caller.clerk.organisationId, shanghaiDate(now)),
    activeCatalogue(db),
    sessionEnd(db, caller),
    erasuresOf(db, caller.clerk.organisationId, now),
  ]);
  if (!row) throw new ServiceError('not_found');
  const { id: organisationId, name, kind, creditCode } = row.organisation;
  return {
    clerkName: cipher.open('clerk.name', row.clerk.name),
    isApi: row.clerk.kind === 'api',
    organisation: { organisationId, name, kind, creditCode },
    agreement: current && viewAgreement(current, levels, consentPolicyOf(config.region)),
    erasures,
    now,
    sessionUntil,
  };
});
