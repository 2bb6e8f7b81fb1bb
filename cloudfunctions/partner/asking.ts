import { and, eq, gte, inArray, isNotNull } from 'drizzle-orm';
import { type ConsentPolicy, consentPolicyOf } from '@yibao/shared/policy/consent';
import {
  askedSince,
  type AskingRefusal,
  type EarlierRequest,
  refuseAsking,
} from '@yibao/shared/rules/consent-asking';
import { type ConsentPurpose } from '@yibao/shared/rules/consent-scope';
import { formatChineseDateTime, shanghaiDate } from '@yibao/shared/rules/dates';
import { groupBy } from '@yibao/shared/rules/group-by';
import { countAttempts } from '../lib/attempts';
import { type Transaction } from '../lib/database/database';
import { consent, type Consent, organisation, type Organisation } from '../lib/database/schema';
import { type WriteContext } from '../lib/dispatcher/action';
import { ServiceError } from '../lib/errors';

type Context = WriteContext<'partner.request'>;
type Meant = Pick<Consent, 'subjectNumberIndex' | 'subjectNameIndex'>;

/** One name and number as it was typed in, whether or not there is such a person. */
export const subjectKeyOf = ({ subjectNumberIndex, subjectNameIndex }: Meant): string =>
  `${subjectNumberIndex} ${subjectNameIndex}`;

/**
 * The asking organisation, held until the transaction ends: its clerks' requests are counted one
 * after the other, in whichever cases they are made.
 */
export async function holdOrganisation(
  tx: Transaction,
  organisationId: string,
): Promise<Organisation> {
  const [row] = await tx
    .select()
    .from(organisation)
    .where(eq(organisation.id, organisationId))
    .for('no key update');
  if (!row) throw new Error('a clerk without an organisation');
  return row;
}

/** What the organisation asked of these people, by whom it meant; what they began themselves is theirs. */
async function earlierRequests(
  { tx, caller, now }: Context,
  numberIndexes: string[],
  policy: ConsentPolicy,
): Promise<Map<string, EarlierRequest[]>> {
  const rows = await tx
    .select({
      subjectNumberIndex: consent.subjectNumberIndex,
      subjectNameIndex: consent.subjectNameIndex,
      purpose: consent.purpose,
      status: consent.status,
      requestedAt: consent.requestedAt,
      statusSince: consent.statusSince,
    })
    .from(consent)
    .where(
      and(
        eq(consent.organisationId, caller.clerk.organisationId),
        isNotNull(consent.requestedBy),
        inArray(consent.subjectNumberIndex, numberIndexes),
        gte(consent.requestedAt, askedSince(policy, now)),
      ),
    );
  return groupBy(rows, subjectKeyOf);
}

function wordsOf(refusal: AskingRefusal): string {
  switch (refusal.why) {
    case 'open':
      return `已经有 ${refusal.limit} 个请求在等回答，请先等回答，或撤回不用的`;
    case 'denied':
      return `没有同意过这项用途的请求，${formatChineseDateTime(refusal.until)}以后才能再请求；本人愿意的话，可以自己发起授权`;
    case 'often':
      return `${refusal.days} 天里已经请求过 ${refusal.limit} 次，${formatChineseDateTime(refusal.until)}以后才能再请求`;
  }
}

/**
 * Refuses to ask anybody too often. It rests on the organisation's own requests and the answers that
 * stand in its own list, so that it says nothing of whether there is such a person.
 *
 * @param fresh whom it would ask anew, with their place in the list, counted from one
 * @throws ServiceError asked_too_often naming each of them
 */
export async function requireMayAsk(
  context: Context,
  fresh: readonly { meant: Meant; entry: number }[],
  purpose: ConsentPurpose,
): Promise<void> {
  if (fresh.length === 0) return;
  const policy = consentPolicyOf(context.runtime.config.region);
  const numbers = fresh.map(({ meant }) => meant.subjectNumberIndex);
  const earlier = await earlierRequests(context, numbers, policy);
  const fields = fresh.flatMap(({ meant, entry }) => {
    const known = earlier.get(subjectKeyOf(meant)) ?? [];
    const refusal = refuseAsking(known, purpose, policy, context.now);
    if (!refusal) return [];
    return [{ field: `people.${entry - 1}`, message: `第 ${entry} 位：${wordsOf(refusal)}` }];
  });
  const [first] = fields;
  if (first) throw new ServiceError('asked_too_often', { ...first, fields });
}

/**
 * Counts who is asked anew against the day's bounds of the clerk and of the organisation.
 *
 * @throws ServiceError rate_limited
 */
export async function countRequests(
  { tx, runtime, caller, now }: Context,
  asked: number,
): Promise<void> {
  const { maxRequestsPerClerkPerDay, asking } = consentPolicyOf(runtime.config.region);
  const day = shanghaiDate(now);
  const bounds = [
    { who: caller.accountId, limit: maxRequestsPerClerkPerDay, words: '每位工作人员' },
    { who: caller.clerk.organisationId, limit: asking.maxPerOrganisationPerDay, words: '一家机构' },
  ];
  for (const { who, limit, words } of bounds) {
    const counted = await countAttempts(tx, { subject: `consent-request:${who}`, day }, asked);
    if (counted <= limit) continue;
    const message = `${words}每天最多请求 ${limit} 个人，请明天再继续`;
    throw new ServiceError('rate_limited', { message });
  }
}
