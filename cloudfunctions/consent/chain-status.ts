/**
 * What a person's audit chain says of where a consent stands. A status can be written back, with the
 * seal that it had, by somebody who owns the database and kept a copy of it; a chain cannot
 * (docs/adr/0016).
 */
import { sql, type SQL } from 'drizzle-orm';
import { type ConsentEvent, type ConsentStatus } from '@yibao/shared/rules/consent-states';
import { personChain } from '../lib/audit/chain';
import { momentOf, rawRows } from '../lib/database/database';
import { type Claim } from '../lib/audit/verify/verify';
import { type Consent } from '../lib/database/schema';

/** @returns the action of the entry: a consent is in force by a grant or by going on after a pause */
export function entryOf(event: ConsentEvent, to: ConsentStatus) {
  if (to === 'active') return event === 'resumed' ? 'consent.resumed' : 'consent.granted';
  if (to === 'requested') throw new Error('nothing goes back to a request');
  return `consent.${to}` as const;
}

/** The status that an entry `e` tells of. */
const statusTold = sql.raw(`case when e.action in ('consent.granted', 'consent.resumed')
  then 'active' else substr(e.action, 9) end`);

/**
 * The last entry `e` that says where the consent stands; once granted, it can be nowhere else. The
 * condition is that of the index audit_entry_consent.
 */
const lastTold = (chain: SQL, consentId: SQL): SQL =>
  sql`select e.seq, ${statusTold} as status, e.at from audit_entry e
    where e.chain = ${chain} collate "C" and e.details ->> 'consentId' = ${consentId}
      and e.action in ('consent.granted', 'consent.resumed', 'consent.paused', 'consent.revoked',
        'consent.exhausted', 'consent.expired')
    order by e.seq desc limit 1`;

/**
 * An entry that was taken out, to have an earlier one speak, leaves a gap before the head. That the
 * entries are what they were is for those to see who have the time to hash them.
 *
 * @returns whether the chain of the person says of a granted consent what its row says, and has
 *   nothing missing since
 */
export function isToldByChain({
  id,
  personId,
  status,
  statusSince,
}: Pick<Consent, 'id' | 'personId' | 'status' | 'statusSince'>): SQL<boolean> {
  if (personId === null) return sql`false`;
  const chain = sql`${personChain(personId)}`;
  return sql`coalesce((select told.status = ${status} and told.at = ${momentOf(statusSince)}
      and told.seq + (select count(*) from audit_entry later
        where later.chain = ${chain} collate "C" and later.seq > told.seq) = head.seq
    from (${lastTold(chain, sql`${id}`)}) told
    join audit_head head on head.chain = ${chain} collate "C"), false)`;
}

/** By the person and not by the chain's name: that is what an index finds. */
function isOf(chain: string): SQL {
  const [kind, personId] = chain.split(':');
  return kind === 'person' ? sql`c.person_id = ${personId}::uuid` : sql`false`;
}

/** Granted consents that stand otherwise than the chain says: put in force, or out of it, by hand. */
export const consentsAsTold: Claim = async (tx, { chain, limit }) => {
  const own = sql`('person:' || c.person_id)`;
  const only = chain === undefined ? sql`true` : isOf(chain);
  const rows = await rawRows<{ chain: string; seq: number; id: string; told: string | null }>(
    tx,
    sql`select ${own} as chain, coalesce(t.seq, 1)::float8 as seq, c.id, t.status as told
      from consent c left join lateral (${lastTold(own, sql`c.id::text`)}) t on true
      where c.artefact is not null and ${only}
        and (t.status is distinct from c.status or t.at is distinct from c.status_since)
      order by c.id limit ${limit}`,
  );
  return rows.map((row) => ({
    chain: row.chain,
    seq: row.seq,
    why: `consent ${row.id}, told to be ${row.told ?? 'nothing'}`,
  }));
};
