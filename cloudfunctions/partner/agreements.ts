import { and, eq, gte, lte } from 'drizzle-orm';
import { type Queryable } from '../lib/database/database';
import { agreement, type AgreementRow } from '../lib/database/schema';

/**
 * What an organisation has agreed with the bureau for a day; the table lets no two stand at once.
 *
 * @returns null where nothing is in force
 */
export async function agreementInForce(
  db: Queryable,
  organisationId: string,
  today: string,
): Promise<AgreementRow | null> {
  const [row] = await db
    .select()
    .from(agreement)
    .where(
      and(
        eq(agreement.organisationId, organisationId),
        eq(agreement.status, 'active'),
        lte(agreement.periodFrom, today),
        gte(agreement.periodTo, today),
      ),
    );
  return row ?? null;
}
