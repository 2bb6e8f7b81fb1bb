import { and, asc, eq, ne } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { formatChineseDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { joinedItemInfo, joinedItemKinds } from '@yibao/shared/rules/joined-items';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { formatYuan } from '@yibao/shared/rules/money';
import { newbornCheckTitles, newbornSourceNames } from '@yibao/shared/rules/newborn-checks';
import { newbornStatusInfo } from '@yibao/shared/rules/newborn-states';
import { coverIfPaid } from '../enrollment/cover';
import { coverageOf } from '../enrollment/store';
import { type VerifiedCaller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';
import {
  type Coverage,
  enrollment,
  type Enrollment,
  type NewbornApplication,
  type NewbornCheck,
  type NewbornItem,
  type Person,
} from '../lib/database/schema';
import { getPerson, viewPerson } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { findPaymentsOf, isOpen } from '../payment/store';
import { type NewbornDetails, openDetails } from './details';
import { itemsOf } from './items/store';
import { photoIdsOf } from './photos/attach';
import { findApplication, lastChecks } from './store';

export type ApplicationView = Output<'newborn.get'>;
type Year = ApplicationView['years'][number];
type Step = ApplicationView['timeline'][number];
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
  const years = enrollments.map((each) => viewYear(context, each, covers, payments));
  return {
    ...summaryOf(row, details, years),
    statusSince: row.statusSince,
    decidedAt: row.decidedAt,
    advice: adviceOf(row, checks),
    role: row.status === 'joined' ? 'joined' : 'applicant',
    parentRole: row.applicantRole,
    baby: viewBaby(context, row, details, baby),
    otherParentMasked: otherParentMasked(details),
    checks: checks.map(viewCheck),
    years,
    timeline: timelineOf(leader, { enrollments, covers, payments, items, now }),
    request: row.status === 'need_more' ? row.staffWords : null,
    photoIds,
    canWithdraw: row.status === 'queued' || row.status === 'need_more',
    canAddEvidence: row.status === 'refused' || row.status === 'need_more',
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
  const years = enrollments.map((each) => viewYear(context, each, covers, payments));
  return summaryOf(row, openDetails(cipher, row), years);
}

function summaryOf(row: NewbornApplication, details: NewbornDetails, years: Year[]) {
  return {
    applicationId: row.id,
    reference: row.reference,
    status: row.status,
    label: newbornStatusInfo[row.status].label,
    sentence: sentenceOf(row, years),
    babyName: details.babyName,
    bornOn: details.bornOn,
    submittedAt: row.submittedAt,
  };
}

function sentenceOf(row: NewbornApplication, years: Year[]): string {
  const info = newbornStatusInfo[row.status];
  if (row.status === 'queued' && row.queueReason !== 'unavailable') {
    return '已经收到，工作人员正在看，看完马上告诉您。不用再交一次。';
  }
  if (row.status === 'refused' && row.staffWords !== null) return row.staffWords;
  const [first] = years;
  if (!first) return info.sentence;
  const covered = years.filter((year) => year.paid);
  const [earliest] = covered;
  if (earliest?.cover) {
    const from = formatChineseDate(earliest.cover.from);
    return earliest.fromBirth
      ? `宝宝已参保，从出生那天（${from}）起可以报销。`
      : `宝宝已参保，${from}起可以报销。`;
  }
  const told = first.payBy === null ? first.sentence : toPaySentence(years, first.payBy);
  return row.status === 'joined' ? `${info.sentence}${told}` : told;
}

/** Registered, and what is left to do for the cover from birth. */
function toPaySentence(years: Year[], payBy: string): string {
  const payable = years.filter((year) => year.payable);
  if (payable.length === 0)
    return `宝宝登记好了，${formatChineseDate(payBy)}前缴费，从出生那天起可以报销。`;
  const totalFen = payable.reduce((sum, { fee }) => sum + fee.payableFen, 0);
  const pay = totalFen === 0 ? '点一下确认（不用自己付钱）' : `缴 ${formatYuan(totalFen)}`;
  return `宝宝登记好了，${formatChineseDate(payBy)}前${pay}，从出生那天起可以报销。`;
}

function adviceOf(row: NewbornApplication, checks: NewbornCheck[]): string[] {
  if (row.status === 'refused') {
    return checks.flatMap(({ result, mend }) => (result === 'mismatch' && mend ? [mend] : []));
  }
  if (row.status === 'queued' && row.queueReason === 'unavailable') {
    const away = checks.filter(({ result }) => result === 'unavailable');
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

function viewYear(
  { caller, now }: Context,
  row: Enrollment,
  covers: Map<string, Coverage>,
  payments: Payments,
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
    subsidyReason,
    rules,
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
  const until = payBy === null ? '' : `，请在 ${formatChineseDate(payBy)}前缴`;
  return `${year}${fee}，${from}${until}。`;
}

interface Progress {
  enrollments: Enrollment[];
  covers: Map<string, Coverage>;
  payments: Payments;
  items: NewbornItem[];
  now: number;
}

/** certificate → household → insurance → payment → social card → vaccination → maternity. */
function timelineOf(row: NewbornApplication, progress: Progress): Step[] {
  const [household, ...others] = joinedItemKinds;
  const item = (kind: (typeof joinedItemKinds)[number]) =>
    itemStep(kind, progress.items.find((each) => each.kind === kind) ?? null, row);
  return [
    certificateStep(row),
    item(household),
    insuranceStep(progress),
    paymentStep(progress),
    ...others.map(item),
  ];
}

const plain = { at: null, note: '', canSendAgain: false };

function certificateStep(row: NewbornApplication): Step {
  const base = {
    ...plain,
    step: 'certificate' as const,
    title: '出生医学证明',
    department: '卫健',
  };
  switch (row.status) {
    case 'approved':
    case 'joined':
      return { ...base, state: 'done', at: row.decidedAt, note: '已核对' };
    case 'refused':
      return { ...base, state: 'problem', at: row.decidedAt, note: '有信息对不上' };
    case 'withdrawn':
      return { ...base, state: 'todo', note: '申请已撤回' };
    default:
      return { ...base, state: 'current', note: '正在核对' };
  }
}

function insuranceStep({ enrollments }: Progress): Step {
  const base = { ...plain, step: 'insurance' as const, title: '参保登记', department: '医保' };
  const [first] = enrollments;
  if (!first) return { ...base, state: 'todo' };
  const done = ['registered', 'covered'].includes(first.status);
  if (done) return { ...base, state: 'done', at: first.statusSince };
  if (first.status === 'checking') return { ...base, state: 'current', note: '正在登记' };
  return { ...base, state: 'problem', note: '医保系统还没有登记成功，工作人员会处理' };
}

function paymentStep({ enrollments, covers, payments }: Progress): Step {
  const base = { ...plain, step: 'payment' as const, title: '缴费', department: '税务' };
  const unpaid = enrollments.filter(({ id }) => !covers.has(id));
  if (enrollments.length > 0 && unpaid.length === 0) {
    const paidAt = Math.max(...enrollments.map(({ id }) => payments.get(id)?.order.paidAt ?? 0));
    return { ...base, state: 'done', at: paidAt === 0 ? null : paidAt };
  }
  const payable = unpaid.some(({ status }) => status === 'registered');
  return { ...base, state: payable ? 'current' : 'todo', note: payable ? '等您缴费' : '' };
}

function itemStep(
  kind: (typeof joinedItemKinds)[number],
  item: NewbornItem | null,
  row: NewbornApplication,
): Step {
  const { title, department, note } = joinedItemInfo[kind];
  const base = { ...plain, step: kind, title, department };
  if (!item) {
    const chosen = row.items.includes(kind);
    return { ...base, state: chosen ? 'todo' : 'notChosen', note: chosen ? note : '没有选这一项' };
  }
  switch (item.status) {
    case 'waiting':
      return { ...base, state: 'todo', note };
    case 'sending':
      return { ...base, state: 'current', at: item.statusSince, note: '正在交给办理部门' };
    case 'accepted':
      return { ...base, state: 'current', at: item.statusSince, note: '部门已受理，正在办' };
    case 'done':
      return { ...base, state: 'done', at: item.statusSince, note: '已办好' };
    case 'returned':
      return {
        ...base,
        state: 'problem',
        at: item.statusSince,
        note: `退回：${item.reason ?? ''}`,
        canSendAgain: true,
      };
  }
}
