/** What every flow knows of the bureau's clerks. */
import { inArray } from 'drizzle-orm';
import { toHalfWidth } from '@yibao/shared/rules/text';
import { type Caller } from './caller';
import { type Queryable } from './database/database';
import { staffMember } from './database/schema';
import { refuseField } from './dispatcher/input';
import { ServiceError } from './errors';
import { areTwoPeople } from './same-person';

/** @returns account id → badge */
export async function badgesOf(
  db: Queryable,
  accountIds: readonly (string | null)[],
): Promise<Map<string, string>> {
  const ids = [...new Set(accountIds.filter((id) => id !== null))];
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ accountId: staffMember.accountId, badge: staffMember.badge })
    .from(staffMember)
    .where(inArray(staffMember.accountId, ids));
  return new Map(rows.map(({ accountId, badge }) => [accountId, badge]));
}

/**
 * @throws ServiceError second_person_needed for who proposed it themselves, by whatever account, and
 *   where it is not known that the two are not one
 */
export async function requireSecondPerson(
  db: Queryable,
  { accountId }: Pick<Caller, 'accountId'>,
  proposedBy: string,
): Promise<void> {
  if (!(await areTwoPeople(db, accountId, proposedBy))) {
    throw new ServiceError('second_person_needed');
  }
}

/** Nine digits in a row are a telephone, a certificate or an ID number. */
const longNumber = /\d{9}/;

/**
 * A clerk's words stay in the file: whom they are about is known without numbers.
 *
 * @throws ServiceError bad_input for the field
 */
export function refuseLongNumbers(field: string, label: string, text: string): void {
  if (longNumber.test(toHalfWidth(text).replace(/\s/g, ''))) {
    throw refuseField(field, `${label}里请不要写证件号码或手机号`);
  }
}
