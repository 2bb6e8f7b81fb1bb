import { and, asc, eq, ne } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { formatChineseDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { formatYuan } from '@yibao/shared/rules/money';
import { newbornCheckTitles, newbornSourceNames } from '@yibao/shared/rules/newborn-checks';
import { newbornStatusInfo } from '@yibao/shared/rules/newborn-states';
import { coverIfPaid } from '../enrollment/cover';
import { coverageOf } from '../enrollment/store';
import { discreetRules } from '../enrollment/discretion';
import { type VerifiedCaller } from '../lib/caller';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import {
  type Coverage,
  enrollment,
  type Enrollment,
  type NewbornApplication,
  type NewbornCheck,
  type Person,
} from '../lib/database/schema';
import { guardiansOf } from '../lib/guardians';
import { getPerson, viewPerson } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { findPaymentsOf, isOpen } from '../payment/store';
import { type NewbornDetails, openDetails } from './details';
import { appealTerm } from './evidence';
import { itemsOf } from './items/store';
import { photoIdsOf } from './photos/attach';
import { findApplication, lastChecks } from './store';
import { isCertificateWrong, timelineOf } from './timeline';

export type ApplicationView = Output<'newborn.get'>;
type Year = ApplicationView['years'][number];
type Payments = Awaited<ReturnType<typeof findPaymentsOf>>;

interface Context {
  runtime: Runtime;
  caller: VerifiedCaller;
  now: number;
}

/** An application for the parent who made it. Who joined the other parent sees that one's progress. */
export async function viewApplication(
  context: Context,
  row: NewbornApplication,
): Promise<ApplicationView> {
  const { runtime, now } = context;
  const { db, cipher } = runtime;
  const leader = row.leaderId === null ? row : ((await findApplication(db, row.leaderId)) ?? row);
  const details = openDetails(cipher, row);
  const [checks, items, photoIds, baby, enrollments] = await Promise.all([
    lastChecks(db, row),
    itemsOf(db, leader.id),
    photoIdsOf(db, row.id),
    row.personId === null ? null : getPerson(db, row.personId),
    enrollmentsOf(db, row.personId),
  ]);
  const ids = enrollments.map(({ id }) => id);
  const [covers, payments] = await Promise.all([coverageOf(db, ids), findPaymentsOf(db, ids)]);
  const tells = tellsReason(cipher, leader);
  const years = enrollments.map((each) => viewYear(context, each, { covers, payments, tells }));
  return {
    ...summaryOf(row, details, years, shanghaiDate(now)),
    ...(isRuledOut(row, checks) ? { sentence: ruledOut } : {}),
    statusSince: row.statusSince,
    decidedAt: row.decidedAt,
    advice: adviceOf(row, checks),
    role: row.status === 'joined' ? 'joined' : 'applicant',
    parentRole: row.applicantRole,
    baby: viewBaby(context, row, details, baby),
    otherParentMasked: (await otherGuardianMasked(context, row)) ?? otherParentMasked(details),
    checks: checks.map(viewCheck),
    years,
    timeline: timelineOf(leader, { checks, enrollments, covers, payments, items, now }),
    request: row.status === 'need_more' ? row.staffWords : null,
    photoIds,
    canWithdraw: row.status === 'queued' || row.status === 'need_more',
    canAddEvidence:
      row.status === 'need_more' ||
      (row.status === 'refused' && !appealTerm(runtime, row, now).isOver),
    canUpgrade: baby?.documentType === 'birthCertificate',
  };
}

async function enrollmentsOf(db: Queryable, personId: string | null): Promise<Enrollment[]> {
  if (personId === null) return [];
  return db
    .select()
    .from(enrollment)
    .where(and(eq(enrollment.personId, personId), ne(enrollment.status, 'cancelled')))
    .orderBy(asc(enrollment.coverageYear));
}

/** An application in a list: where it stands now, the money included. */
export async function viewSummary(context: Context, row: NewbornApplication) {
  const { db, cipher } = context.runtime;
  const enrollments = await enrollmentsOf(db, row.personId);
  const ids = enrollments.map(({ id }) => id);
  const [covers, payments] = await Promise.all([coverageOf(db, ids), findPaymentsOf(db, ids)]);
  const money = { covers, payments, tells: false };
  const years = enrollments.map((each) => viewYear(context, each, money));
  return summaryOf(row, openDetails(cipher, row), years, shanghaiDate(context.now));
}

function summaryOf(row: NewbornApplication, details: NewbornDetails, years: Year[], today: string) {
  return {
    applicationId: row.id,
    reference: row.reference,
    status: row.status,
    label: newbornStatusInfo[row.status].label,
    sentence: sentenceOf(row, years, today),
    babyName: details.babyName,
    bornOn: details.bornOn,
    submittedAt: row.submittedAt,
  };
}

/** Approved by us, and the core platform has refused the enrolment. */
const notEnrolled =
  '核对都通过了，但医保系统没有收下登记。请再提交一次；还不行请拨打 12393，宝宝的报销不会少一天。';

function sentenceOf(row: NewbornApplication, years: Year[], today: string): string {
  const info = newbornStatusInfo[row.status];
  if (row.status === 'queued' && row.queueReason !== 'unavailable') {
    return '已经收到，工作人员正在看，看完马上告诉您。不用再交一次。';
  }
  if (row.status === 'refused' && row.staffWords !== null) return row.staffWords;
  const [first] = years;
  if (!first) return row.personId === null ? info.sentence : notEnrolled;
  const toPay = years.find(({ payBy, payable }) => payable && payBy !== null);
  if (toPay?.payBy) return joinedPrefix(row) + toPaySentence(years, toPay.payBy);
  return coveredSentence(years, today) ?? joinedPrefix(row) + first.sentence;
}

const joinedPrefix = (row: NewbornApplication): string =>
  row.status === 'joined' ? newbornStatusInfo.joined.sentence : '';

/** From when to when the baby is covered, or that it is over; null while nothing is paid. */
function coveredSentence(years: Year[], today: string): string | null {
  const paid = years.flatMap(({ paid: isPaid, cover, fromBirth, coverageYear }) =>
    isPaid && cover ? [{ ...cover, fromBirth, coverageYear }] : [],
  );
  const [first] = paid;
  const last = paid.at(-1);
  if (!first || !last) return null;
  const to = formatChineseDate(last.to);
  if (last.to < today) {
    return `宝宝 ${last.coverageYear} 年度的医保到 ${to}已经结束，请给宝宝参加今年的医保。`;
  }
  const from = formatChineseDate(first.from);
  return first.fromBirth
    ? `宝宝已参保，从出生那天（${from}）起可以报销，到 ${to}。`
    : `宝宝已参保，${from}起可以报销，到 ${to}。`;
}

/** Registered, and what is left to do for the cover from birth. */
function toPaySentence(years: Year[], payBy: string): string {
  const payable = years.filter((year) => year.payable);
  if (payable.length === 0)
    return `宝宝登记好了，最晚 ${formatChineseDate(payBy)}缴费，从出生那天起可以报销。`;
  const totalFen = payable.reduce((sum, { fee }) => sum + fee.payableFen, 0);
  const pay = totalFen === 0 ? '点一下确认（不用自己付钱）' : `缴 ${formatYuan(totalFen)}`;
  return `宝宝登记好了，最晚 ${formatChineseDate(payBy)}${pay}，从出生那天起可以报销。`;
}

const ruledOut = '按现在的登记还不能办，原因和办法写在下面。';

/** Refused, and nothing in the form would change it. */
function isRuledOut(row: NewbornApplication, checks: NewbornCheck[]): boolean {
  return row.status === 'refused' && row.staffWords === null && !isCertificateWrong(checks);
}

function adviceOf(row: NewbornApplication, checks: NewbornCheck[]): string[] {
  if (row.status === 'refused') {
    return checks.flatMap(({ result, mend }) => (result === 'mismatch' && mend ? [mend] : []));
  }
  if (row.status === 'queued' && row.queueReason === 'unavailable') {
    const away = checks.filter(
      ({ result, source }) => result === 'unavailable' && source !== 'ourselves',
    );
    const sources = [...new Set(away.map(({ source }) => newbornSourceNames[source]))];
    return [
      `${sources.join('、')}暂时没有回应，恢复后我们马上接着核对，一般几分钟。`,
      '已经核对过的不会丢，宝宝的报销也不会因此少一天。',
    ];
  }
  return [];
}

function viewBaby(
  { runtime: { cipher } }: Context,
  row: NewbornApplication,
  details: NewbornDetails,
  baby: Person | null,
): ApplicationView['baby'] {
  const known = baby && viewPerson(cipher, baby);
  return {
    personId: row.personId,
    name: details.babyName,
    nameMasked: maskName(details.babyName),
    sex: details.sex,
    bornOn: details.bornOn,
    bornAtTime: details.bornAtTime,
    documentType: known?.documentType ?? 'birthCertificate',
    documentMasked: known?.documentMasked ?? maskDocumentNumber(details.certificateNumber),
  };
}

/** The other parent by name, once the baby has guardians. */
async function otherGuardianMasked(
  { runtime: { db, cipher }, caller }: Context,
  { personId }: NewbornApplication,
): Promise<string | null> {
  if (personId === null) return null;
  const other = (await guardiansOf(db, personId)).find(
    ({ guardianPersonId }) => guardianPersonId !== caller.personId,
  );
  return other ? viewPerson(cipher, await getPerson(db, other.guardianPersonId)).nameMasked : null;
}

export function otherParentMasked({ otherParent }: NewbornDetails): string | null {
  switch (otherParent.kind) {
    case 'typed':
      return maskName(otherParent.person.name);
    case 'spouse':
      return '婚姻登记上的配偶';
    case 'none':
      return null;
  }
}

/** A check in words. */
export function viewCheck(row: NewbornCheck): ApplicationView['checks'][number] {
  return {
    check: row.kind,
    title: newbornCheckTitles[row.kind],
    source: row.source,
    sourceName: newbornSourceNames[row.source],
    result: row.result,
    sentence: row.sentence,
    mend: row.mend,
    at: row.at,
  };
}

interface Money {
  covers: Map<string, Coverage>;
  payments: Payments;
  /** Whether the reason of a subsidy may be told. */
  tells: boolean;
}

/**
 * A hardship list is a household's: parents who are married are one. Of two households neither is
 * told why the other one pays less (docs/adr/0007).
 */
function tellsReason(cipher: FieldCipher, leader: NewbornApplication): boolean {
  return openDetails(cipher, leader).otherParent.kind !== 'typed';
}

function viewYear(
  { caller, now }: Context,
  row: Enrollment,
  { covers, payments, tells }: Money,
): Year {
  const today = shanghaiDate(now);
  const cover = covers.get(row.id) ?? null;
  const payment = payments.get(row.id) ?? null;
  const ownOrder = payment?.order.payerPersonId === caller.personId ? payment.order : null;
  const { newborn, subsidyReason, rules } = row.assessment;
  const preview = cover ? null : coverIfPaid(row, today);
  const period = cover ? { from: cover.coverFrom, to: cover.coverTo } : (preview?.period ?? null);
  const payBy = !cover && newborn && today <= newborn.payBy ? newborn.payBy : null;
  const payable = row.status === 'registered' && period !== null && payment === null;
  const resumable = ownOrder !== null && isOpen(ownOrder);
  return {
    coverageYear: row.coverageYear,
    fee: {
      standardFen: row.standardFen,
      subsidyFen: row.subsidyFen,
      payableFen: row.payableFen,
    },
    cover: period && { from: period.from, to: period.to },
    payBy,
    fromBirth: cover ? cover.coverFrom <= (newborn?.birthDate ?? '') : payBy !== null,
    sentence: yearSentence(row, { cover, period, payBy }),
    subsidyReason: tells ? subsidyReason : null,
    rules: tells ? rules : discreetRules(row),
    enrollmentId: row.id,
    enrollmentStatus: row.status,
    paid: cover !== null,
    orderId: cover !== null || resumable ? (ownOrder?.id ?? null) : null,
    payable,
  };
}

function yearSentence(
  row: Enrollment,
  {
    cover,
    period,
    payBy,
  }: { cover: Coverage | null; period: { from: string } | null; payBy: string | null },
): string {
  const year = `${row.coverageYear} 年度`;
  if (cover) return `${year}已缴费，${formatChineseDate(cover.coverFrom)}起可以报销。`;
  if (row.status === 'checking') return `${year}正在医保系统登记，一般几秒钟就好。`;
  if (period === null) return `${year}现在缴费已经没有可以报销的日子。`;
  const fee =
    row.payableFen === 0 ? '不用自己付钱，点一下确认' : `缴 ${formatYuan(row.payableFen)}`;
  const from = `${formatChineseDate(period.from)}起可以报销`;
  const until = payBy === null ? '' : `，最晚 ${formatChineseDate(payBy)}缴`;
  return `${year}${fee}，${from}${until}。`;
}
