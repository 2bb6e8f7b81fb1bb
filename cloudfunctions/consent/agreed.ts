import { eq } from 'drizzle-orm';
import { type ConsentPolicy } from '@yibao/shared/policy/consent';
import { type Agreement } from '@yibao/shared/rules/consent-decision';
import { type FieldLevels } from '@yibao/shared/rules/consent-fields';
import { isAgreed, scopePartLabels } from '@yibao/shared/rules/consent-limits';
import { excessParts } from '@yibao/shared/rules/consent-request';
import {
  type ConsentPurpose,
  type ConsentScope,
  type WiderPart,
  wrongDay,
} from '@yibao/shared/rules/consent-scope';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type Queryable } from '../lib/database/database';
import {
  agreement,
  type AgreementRow,
  type Organisation,
  organisation,
} from '../lib/database/schema';
import { refuseField } from '../lib/dispatcher/input';
import { ServiceError } from '../lib/errors';

/** An agreement as the rules read it. */
export function termsOf(row: AgreementRow): Agreement {
  const { status, periodFrom, periodTo, purposes, fields, modes, maxLevel } = row;
  return {
    isActive: status === 'active',
    periodFrom,
    periodTo,
    purposes,
    fields,
    modes,
    maxLevel,
  };
}

/** An organisation and the agreement a consent stands on. */
export interface Agreed {
  organisation: Organisation;
  agreement: AgreementRow;
}

/** What it is used for, by which rules, when (epoch ms). */
interface Use {
  purpose: ConsentPurpose;
  policy: ConsentPolicy;
  now: number;
}

/** @returns an agreement with its organisation, whether or not either may be used; null for none */
export async function findAgreed(db: Queryable, agreementId: string): Promise<Agreed | null> {
  const [found] = await db
    .select({ organisation, agreement })
    .from(agreement)
    .innerJoin(organisation, eq(organisation.id, agreement.organisationId))
    .where(eq(agreement.id, agreementId));
  return found ?? null;
}

/** @returns why nothing can be granted under it today; null when it can */
export function refuseAgreed(
  { organisation: of, agreement: row }: Agreed,
  { purpose, policy, now }: Use,
): 'organisation_suspended' | 'no_agreement' | null {
  if (of.status !== 'active') return 'organisation_suspended';
  const terms = { purpose, kind: of.kind, policy, today: shanghaiDate(now) };
  return isAgreed(termsOf(row), terms) ? null : 'no_agreement';
}

/**
 * What a consent under an agreement stands on, as long as both may be used today.
 *
 * @throws ServiceError not_found, organisation_suspended, or no_agreement when it is not in force or
 * has no such purpose
 */
export async function requireAgreed(db: Queryable, agreementId: string, use: Use): Promise<Agreed> {
  const found = await findAgreed(db, agreementId);
  if (!found) throw new ServiceError('not_found');
  const refusal = refuseAgreed(found, use);
  if (refusal) throw new ServiceError(refusal);
  return found;
}

/** The refusal of a scope that is wider than it may be. */
export function tooWide(parts: readonly WiderPart[]): ServiceError {
  const [first] = parts;
  const message = `${parts.map((part) => scopePartLabels[part]).join('、')}超出了可以授权的范围，请减少后再试`;
  return new ServiceError('scope_too_wide', {
    message,
    ...(first === undefined ? {} : { field: first }),
    fields: parts.map((field) => ({ field, message: `${scopePartLabels[field]}超出了范围` })),
  });
}

/**
 * @throws ServiceError bad_input for days that are none, scope_too_wide naming what goes beyond the
 * agreement or the city's rules
 */
export function requireWithin(
  scope: ConsentScope,
  bounds: {
    agreement: AgreementRow;
    purpose: ConsentPurpose;
    levels: FieldLevels;
    policy: ConsentPolicy;
    now: number;
  },
): void {
  const day = wrongDay(scope);
  if (day) throw refuseField('scope', `${day.message}，请重新选择`);
  const { now, agreement: row, ...rest } = bounds;
  const beyond = excessParts(scope, {
    ...rest,
    agreement: termsOf(row),
    today: shanghaiDate(now),
  });
  if (beyond.length > 0) throw tooWide([...new Set(beyond.map(({ part }) => part))]);
}
