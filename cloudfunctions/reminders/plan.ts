import { type SQL, sql } from 'drizzle-orm';
import { coverageYearsOf, policyFor } from '@yibao/shared/policy';
import { reminderPolicyOf, type ReminderPolicy } from '@yibao/shared/policy/reminders';
import { addDays, addMonths, startOfDay, yearOf } from '@yibao/shared/rules/dates';
import { type IsoDate } from '@yibao/shared/rules/facts';
import { adultAge } from '@yibao/shared/rules/guardianship';
import {
  consentEndIsNews,
  coverBeginIsNews,
  coverReminderOn,
  endOfDay,
  firstPushOf,
  newbornReminderOn,
  windowRemindersOn,
} from '@yibao/shared/rules/reminders';
import { rawRows, type Transaction } from '../lib/database/database';
import { type Reminder, type ReminderRoundKind } from '../lib/database/schema';

/** One day's planning of one kind, as far as it has come. */
export interface Stretch {
  tx: Transaction;
  region: string;
  day: IsoDate;
  now: number;
  /** The last one planned for; null at the beginning. */
  cursor: string | null;
  /** People, covers or enrolments a stretch takes. */
  size: number;
}

export interface Planned {
  /** Where the next stretch begins; null when this was the last. */
  cursor: string | null;
  planned: number;
}

type Due = Pick<Reminder, 'event' | 'coverageYear' | 'matter' | 'expiresAt'>;

/** What each kind of round does for its next stretch. */
export const planners: Record<ReminderRoundKind, (stretch: Stretch) => Promise<Planned>> = {
  window: planWindow,
  newborn: planNewborn,
  cover: planCover,
  consent: planConsentEnds,
};

/** The window reminders of a day, of all coverage years that are published. */
export function windowsDueOn(region: string, day: IsoDate): Due[] {
  const rule = reminderPolicyOf(region);
  return coverageYearsOf(region).flatMap((coverageYear) => {
    const policy = policyFor(region, coverageYear);
    if (policy?.status !== 'published') return [];
    return windowRemindersOn(policy, day, rule).map(({ event, window }) => ({
      event,
      coverageYear,
      matter: window.id,
      expiresAt: endOfDay(window.to),
    }));
  });
}

/** A day's messages go out one after the other: everybody has a minute that follows from their id. */
function dueAt({ day, now, region }: Stretch, personId: SQL): SQL {
  const rule = reminderPolicyOf(region);
  const from = new Date(Math.max(firstPushOf(day, rule), now)).toISOString();
  const minute = sql`mod(('x' || substr(md5(${personId}::text), 1, 7))::bit(28)::int, ${rule.spreadMinutes}::int)`;
  return sql`${from}::timestamptz + ${minute} * interval '1 minute'`;
}

const timestamp = (ms: number) => new Date(ms).toISOString();

/** Who can be told anything at all: people with an account, by id. */
async function planWindow(stretch: Stretch): Promise<Planned> {
  const { tx, region, day, cursor, size, now } = stretch;
  const due = windowsDueOn(region, day);
  if (due.length === 0) return { cursor: null, planned: 0 };
  const after = cursor === null ? sql`` : sql`and person_id > ${cursor}::uuid`;
  const people = await rawRows<{ id: string }>(
    tx,
    sql`select distinct person_id as id from account
        where person_id is not null ${after} order by person_id limit ${size}`,
  );
  const ids = sql`${JSON.stringify(people.map(({ id }) => id))}::jsonb`;
  let planned = 0;
  for (const { event, coverageYear, matter, expiresAt } of due) {
    const rows = await rawRows<{ id: string }>(
      tx,
      sql`insert into reminder (id, person_id, event, coverage_year, matter, status,
                                next_attempt_at, expires_at, created_at)
          select gen_random_uuid(), r.id, ${event}, ${coverageYear}::int, ${matter}, 'planned',
                 ${dueAt(stretch, sql`r.id`)}, ${timestamp(expiresAt)}::timestamptz,
                 ${timestamp(now)}::timestamptz
          from (select value::uuid as id from jsonb_array_elements_text(${ids})) r
          where exists (
            select 1 from (
              select r.id as person_id
              union all
              select f.member_person_id from family_member f
              where f.owner_person_id = r.id and f.removed_at is null
              union all
              select g.child_person_id from guardianship g
              where g.guardian_person_id = r.id and g.ended_at is null
            ) m
            where not exists (
              select 1 from enrollment e
              where e.person_id = m.person_id and e.coverage_year = ${coverageYear}::int
                and e.status = 'covered'))
          on conflict do nothing returning id`,
    );
    planned += rows.length;
  }
  return { cursor: nextCursor(people, size), planned };
}

function nextCursor(taken: { id: string }[], size: number): string | null {
  return taken.length < size ? null : (taken.at(-1)?.id ?? null);
}

interface Candidate {
  id: string;
  recipient: string | null;
  coverageYear: number;
  on: string;
  paidOn: string;
}

/** Babies that are registered and not paid for, told to each of their guardians. */
async function planNewborn(stretch: Stretch): Promise<Planned> {
  const { tx, region, day, cursor, size } = stretch;
  const rule = reminderPolicyOf(region);
  const last = addDays(day, Math.max(...rule.newbornBeforeDays));
  const { date, id } = readCursor(cursor, day);
  const payBy = sql`e.assessment -> 'newborn' ->> 'payBy'`;
  const found = await rawRows<Candidate>(
    tx,
    sql`with due as (
          select e.id, e.person_id, e.coverage_year, ${payBy} as pay_by from enrollment e
          where e.status = 'registered' and (${payBy}, e.id) > (${date}, ${id}::uuid)
            and (${payBy}) >= ${day} and (${payBy}) <= ${last}
          order by ${payBy}, e.id limit ${size})
        select due.id, g.guardian_person_id as recipient, due.coverage_year as "coverageYear",
               due.pay_by as "on", due.pay_by as "paidOn"
        from due left join guardianship g
          on g.child_person_id = due.person_id and g.ended_at is null
        order by due.pay_by, due.id`,
  );
  const rows = found.flatMap(({ recipient, coverageYear, on }) => {
    const before = newbornReminderOn(on, day, rule);
    if (recipient === null || before === null) return [];
    const matter = `${on}/${before}`;
    return [
      { recipient, event: 'newbornCloses' as const, coverageYear, matter, expiresAt: endOfDay(on) },
    ];
  });
  return { cursor: cursorAfter(found, size), planned: await insertReminders(stretch, rows) };
}

/** Covers that begin: told to the person, or to the payer when the person has no account. */
async function planCover(stretch: Stretch): Promise<Planned> {
  const { tx, region, day, cursor, size } = stretch;
  const rule: ReminderPolicy = reminderPolicyOf(region);
  const first = addDays(day, -rule.catchUpDays);
  const { date, id } = readCursor(cursor, first);
  const found = await rawRows<Candidate>(
    tx,
    sql`select c.id, c.coverage_year as "coverageYear", c.cover_from::text as "on",
               (c.created_at at time zone 'Asia/Shanghai')::date::text as "paidOn",
               case when exists (select 1 from account a where a.person_id = c.person_id)
                    then c.person_id else o.payer_person_id end as recipient
        from coverage c join payment_order o on o.id = c.order_id
        where (c.cover_from, c.id) > (${date}::date, ${id}::uuid)
          and c.cover_from <= ${addDays(day, 1)}::date and c.ended_at is null
        order by c.cover_from, c.id limit ${size}`,
  );
  const rows = found.flatMap(({ recipient, coverageYear, on, paidOn }) => {
    if (recipient === null || !coverBeginIsNews(paidOn, on)) return [];
    if (coverReminderOn(on, day, rule) === null) return [];
    const expiresAt = endOfDay(addDays(on, rule.catchUpDays));
    return [{ recipient, event: 'coverBegins' as const, coverageYear, matter: on, expiresAt }];
  });
  return { cursor: cursorAfter(found, size), planned: await insertReminders(stretch, rows) };
}

const msOf = (moment: SQL): SQL => sql`round(extract(epoch from ${moment}) * 1000)::float8`;

interface EndingConsent {
  id: string;
  recipient: string | null;
  /** Epoch milliseconds, both. */
  grantedAt: number;
  validTo: number;
  on: string;
}

/** Consents whose last day comes: told to their person, and to the guardians of a child. */
async function planConsentEnds(stretch: Stretch): Promise<Planned> {
  const { tx, region, day, now, cursor, size } = stretch;
  const rule = reminderPolicyOf(region);
  const until = startOfDay(addDays(day, rule.consentEndsBeforeDays + 1));
  const [from = timestamp(now), id = firstId] = cursor?.split('|') ?? [];
  const grownOn = addMonths(day, -12 * adultAge);
  const found = await rawRows<EndingConsent>(
    tx,
    sql`with due as (
          select c.id, c.person_id, c.decided_at, c.valid_to from consent c
          where c.status = 'active'
            and (c.valid_to, c.id) > (${from}::timestamptz, ${id}::uuid)
            and c.valid_to < ${timestamp(until)}::timestamptz
          order by c.valid_to, c.id limit ${size})
        select due.id, told.person_id as recipient, ${msOf(sql`due.decided_at`)} as "grantedAt",
               ${msOf(sql`due.valid_to`)} as "validTo",
               (due.valid_to at time zone 'Asia/Shanghai')::date::text as "on"
        from due left join lateral (
          select due.person_id
          union
          select g.guardian_person_id from guardianship g join person p on p.id = g.child_person_id
          where g.child_person_id = due.person_id and g.ended_at is null
            and p.birth_date > ${grownOn}::date
        ) told on exists (select 1 from account a where a.person_id = told.person_id)
        order by due.valid_to, due.id`,
  );
  const rows = found.flatMap(({ id: consentId, recipient, grantedAt, validTo, on }) => {
    const isNews = consentEndIsNews({ grantedAt, validTo }, now, rule);
    if (recipient === null || !isNews) return [];
    const event = 'consentEnds' as const;
    const of = { coverageYear: yearOf(on), matter: consentId, expiresAt: validTo - 1 };
    return [{ recipient, event, ...of }];
  });
  const last = found.at(-1);
  const isFull = new Set(found.map((each) => each.id)).size >= size;
  const next = last && isFull ? `${timestamp(last.validTo)}|${last.id}` : null;
  return { cursor: next, planned: await insertReminders(stretch, rows) };
}

const firstId = '00000000-0000-0000-0000-000000000000';

function readCursor(cursor: string | null, first: IsoDate): { date: string; id: string } {
  const [date = first, id = firstId] = cursor?.split('|') ?? [];
  return { date, id };
}

function cursorAfter(found: Candidate[], size: number): string | null {
  const last = found.at(-1);
  if (!last || new Set(found.map(({ id }) => id)).size < size) return null;
  return `${last.on}|${last.id}`;
}

async function insertReminders(
  stretch: Stretch,
  rows: (Due & { recipient: string })[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const list = sql`${JSON.stringify(
    rows.map((row) => ({ ...row, expiresAt: timestamp(row.expiresAt) })),
  )}::jsonb`;
  const inserted = await rawRows<{ id: string }>(
    stretch.tx,
    sql`insert into reminder (id, person_id, event, coverage_year, matter, status,
                              next_attempt_at, expires_at, created_at)
        select gen_random_uuid(), r.recipient, r.event, r."coverageYear", r.matter, 'planned',
               ${dueAt(stretch, sql`r.recipient`)}, r."expiresAt", ${timestamp(stretch.now)}::timestamptz
        from jsonb_to_recordset(${list})
          as r(recipient uuid, event text, "coverageYear" int, matter text, "expiresAt" timestamptz)
        on conflict do nothing returning id`,
  );
  return inserted.length;
}
