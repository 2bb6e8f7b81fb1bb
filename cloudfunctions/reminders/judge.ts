import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type IsoDate } from '@yibao/shared/rules/facts';
import { assessPerson } from '../enrollment/assess';
import { type Queryable } from '../lib/database/database';
import {
  account,
  type Consent,
  consent,
  coverage,
  enrollment,
  organisation,
  paymentOrder,
  type Person,
  person,
  type Reminder,
} from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { actingGuardiansOf, wardsOf } from '../lib/guardians';
import { UpstreamError } from '../lib/ports/http';
import { type Runtime } from '../lib/runtime';
import { platformIdentityOf } from '../newborn/registration';
import { type Unpaid, unpaidByOurBooks } from './unpaid';
import {
  consentEndsText,
  coverBeginsText,
  newbornText,
  type ReminderText,
  windowText,
} from './words';

/**
 * What a reminder came to: words to be told and the ids of those they name, or the reason why
 * nobody is told.
 */
export type Judgement = { tell: ReminderText; about: string[] } | { drop: string };

const idsOf = (named: { person: Person }[]): string[] => named.map(({ person: { id } }) => id);

/**
 * Looks again whether a planned reminder is still true, in our books and at the core platform:
 * people pay elsewhere, take a job, die. Asked right before telling, outside any transaction.
 *
 * @throws UpstreamError while the platform does not answer: nobody is told on a guess
 */
export async function judge(runtime: Runtime, row: Reminder, now: number): Promise<Judgement> {
  switch (row.event) {
    case 'windowOpens':
    case 'windowCloses':
      return judgeWindow(runtime, row, now);
    case 'newbornCloses':
      return judgeNewborn(runtime, row, now);
    case 'coverBegins':
      return judgeCover(runtime, row);
    case 'consentEnds':
      return judgeConsentEnd(runtime, row, now);
  }
}

async function judgeWindow(runtime: Runtime, row: Reminder, now: number): Promise<Judgement> {
  const { coverageYear } = row;
  const open = await unpaidByOurBooks(runtime.db, row.personId, coverageYear, now);
  const owing = await Promise.all(
    open.map(async (one) => ((await stillOwes(runtime, one, coverageYear, now)) ? [one] : [])),
  );
  const unpaid = owing.flat();
  if (unpaid.length === 0) return { drop: open.length === 0 ? 'paid' : 'nobodyOwes' };
  const text = windowText(runtime, row, unpaid, shanghaiDate(now));
  return text ? { tell: text, about: idsOf(unpaid) } : { drop: 'windowGone' };
}

/** Whether the platform says that a person can and has to pay here; not for whom it does not know. */
async function stillOwes(
  runtime: Runtime,
  { person: row, enrollment: enrolled }: Unpaid,
  coverageYear: number,
  now: number,
): Promise<boolean> {
  // a newborn without a number has reminders of its own
  if (row.platformNumber === null) return false;
  try {
    const { check } = await assessPerson(runtime, row, coverageYear, { now, forSelf: true });
    // who is insured in another city lives there, unless they have begun to come here
    if (check.outcome === 'insured_elsewhere') return enrolled !== null;
    return check.outcome === 'eligible';
  } catch (error) {
    if (error instanceof UpstreamError || !(error instanceof ServiceError)) throw error;
    return false;
  }
}

async function judgeNewborn(runtime: Runtime, row: Reminder, now: number): Promise<Judgement> {
  const [payBy = ''] = row.matter.split('/');
  const babies = await unpaidBabies(runtime.db, row, payBy, now);
  if (babies.length === 0) return { drop: 'paid' };
  const alive = await livingOf(runtime, babies);
  if (alive.length === 0) return { drop: 'nobodyOwes' };
  return { tell: newbornText(runtime, row, alive, payBy), about: alive.map(({ id }) => id) };
}

/** Babies of a guardian that can be paid for until that day and are not. */
async function unpaidBabies(
  db: Queryable,
  { personId, coverageYear }: Pick<Reminder, 'personId' | 'coverageYear'>,
  payBy: IsoDate,
  now: number,
): Promise<Person[]> {
  const wards = await wardsOf(db, personId, now);
  const ids = wards.map((ward) => ward.person.id);
  if (ids.length === 0 || shanghaiDate(now) > payBy) return [];
  const rows = await db
    .select({ personId: enrollment.personId })
    .from(enrollment)
    .where(
      and(
        inArray(enrollment.personId, ids),
        eq(enrollment.coverageYear, coverageYear),
        eq(enrollment.status, 'registered'),
        sql`${enrollment.assessment} -> 'newborn' ->> 'payBy' = ${payBy}`,
      ),
    );
  const unpaid = new Set(rows.map((found) => found.personId));
  return wards.flatMap((ward) => (unpaid.has(ward.person.id) ? [ward.person] : []));
}

/** Those of whom the platform does not say that they have died. */
async function livingOf(runtime: Runtime, people: Person[]): Promise<Person[]> {
  const { db, cipher, ports } = runtime;
  const answers = await Promise.all(
    people.map(async (row) => {
      if (row.platformNumber === null) return [row];
      const found = await ports.corePlatform.findPerson(await platformIdentityOf(db, cipher, row));
      return found?.facts.deceased === false ? [row] : [];
    }),
  );
  return answers.flat();
}

async function judgeCover(runtime: Runtime, row: Reminder): Promise<Judgement> {
  const covered = await coveredFrom(runtime.db, row);
  if (covered.length === 0) return { drop: 'noCover' };
  const alive = new Set(
    (
      await livingOf(
        runtime,
        covered.map((one) => one.person),
      )
    ).map(({ id }) => id),
  );
  const told = covered.filter((one) => alive.has(one.person.id));
  if (told.length === 0) return { drop: 'nobodyLives' };
  return { tell: coverBeginsText(runtime, row, told), about: idsOf(told) };
}

/** A consent that comes to its end, as long as it still does and its person is this one's to care for. */
export interface EndingConsent {
  row: Consent;
  subject: Person;
  organisationName: string;
}

async function endingConsent(
  db: Queryable,
  { personId, matter: consentId }: Pick<Reminder, 'personId' | 'matter'>,
  now: number,
): Promise<EndingConsent | null> {
  const [found] = await db
    .select({ row: consent, subject: person, organisationName: organisation.name })
    .from(consent)
    .innerJoin(person, eq(person.id, consent.personId))
    .innerJoin(organisation, eq(organisation.id, consent.organisationId))
    .where(and(eq(consent.id, consentId), eq(consent.status, 'active')));
  if (!found || (found.row.validTo ?? 0) <= now) return null;
  const { subject } = found;
  const isOwn = subject.id === personId;
  if (!isOwn && !(await actingGuardiansOf(db, subject.id, now)).includes(personId)) return null;
  return found;
}

async function judgeConsentEnd(runtime: Runtime, row: Reminder, now: number): Promise<Judgement> {
  const found = await endingConsent(runtime.db, row, now);
  if (!found) return { drop: 'consentOver' };
  return { tell: consentEndsText(runtime, row, found), about: [found.subject.id] };
}

export interface Covered {
  person: Person;
  waitingUntil: IsoDate | null;
}

/** Whose cover begins that day and is told to this person: their own, and of those without an account. */
async function coveredFrom(
  db: Queryable,
  { personId, coverageYear, matter }: Reminder,
): Promise<Covered[]> {
  const hasAccount = sql`exists (select 1 from ${account} a where a.person_id = ${coverage.personId})`;
  return db
    .select({ person, waitingUntil: coverage.waitingUntil })
    .from(coverage)
    .innerJoin(person, eq(person.id, coverage.personId))
    .innerJoin(paymentOrder, eq(paymentOrder.id, coverage.orderId))
    .innerJoin(enrollment, eq(enrollment.id, coverage.enrollmentId))
    .where(
      and(
        eq(coverage.coverFrom, matter),
        eq(coverage.coverageYear, coverageYear),
        eq(enrollment.status, 'covered'),
        isNull(coverage.endedAt),
        or(
          eq(coverage.personId, personId),
          and(eq(paymentOrder.payerPersonId, personId), sql`not ${hasAccount}`),
        ),
      ),
    );
}

/**
 * Whether what a told reminder asks for is still to be done for one of those it named, by our own
 * books: asked before it is pushed and whenever the notice is shown. Who was not named (need not
 * pay here, or came to the family later) is none of its matter.
 */
export async function stillAsks(db: Queryable, row: Reminder, now: number): Promise<boolean> {
  const isNamed = (id: string) => row.about.includes(id);
  if (row.event === 'consentEnds') return (await endingConsent(db, row, now)) !== null;
  // what began stays told; what was given back since is not pushed any more
  if (row.event === 'coverBegins') return idsOf(await coveredFrom(db, row)).some(isNamed);
  if (row.expiresAt < now) return false;
  if (row.event === 'newbornCloses') {
    const [payBy = ''] = row.matter.split('/');
    return (await unpaidBabies(db, row, payBy, now)).some(({ id }) => isNamed(id));
  }
  return idsOf(await unpaidByOurBooks(db, row.personId, row.coverageYear, now)).some(isNamed);
}
