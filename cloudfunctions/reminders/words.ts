import { type CoveragePolicy, policyFor } from '@yibao/shared/policy';
import { nextWindowAfter } from '@yibao/shared/rules/collection-window';
import { formatChineseDate, formatMonthAndDay, shanghaiDate } from '@yibao/shared/rules/dates';
import { type IsoDate } from '@yibao/shared/rules/facts';
import { maskName } from '@yibao/shared/rules/masking';
import { shortNames } from '@yibao/shared/rules/message-template';
import { endOfDay } from '@yibao/shared/rules/reminders';
import { type Person, type Reminder } from '../lib/database/schema';
import { type NoticeText } from '../lib/notices';
import { identityOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { consentPage } from '../consent/news';
import { type Covered, type EndingConsent } from './judge';
import { type Unpaid } from './unpaid';

/**
 * A notice without its addressee. Its words name days, never 「还有 7 天」 or 「明天」: a message may be
 * pushed, and is read, on a later day than it was written.
 */
export type ReminderText = Omit<NoticeText, 'personId' | 'dedupeKey'>;

const nameOf = ({ cipher }: Runtime, row: Person): string => maskName(identityOf(cipher, row).name);

/** 「您本人、王*兰」 */
function whoWords(runtime: Runtime, unpaid: Unpaid[]): string {
  return unpaid
    .map(({ person, relation }) => (relation === null ? '您本人' : nameOf(runtime, person)))
    .join('、');
}

/** @returns null when the window is no longer on file */
export function windowText(
  runtime: Runtime,
  { event, coverageYear, matter }: Reminder,
  unpaid: Unpaid[],
  today: IsoDate,
): ReminderText | null {
  const policy = policyFor(runtime.config.region, coverageYear);
  if (policy?.status !== 'published') return null;
  const window = policy.windows.find(({ id }) => id === matter);
  if (!window || today > window.to) return null;
  const until = formatChineseDate(window.to);
  const who = whoWords(runtime, unpaid);
  const onlySelf = unpaid.every(({ relation }) => relation === null);
  const count = onlySelf ? '您还没缴' : `家里 ${unpaid.length} 人没缴`;
  const names = unpaid.map(({ person }) => nameOf(runtime, person));
  const base = {
    link: `packageEnrollment/pages/choose/index?year=${coverageYear}`,
    expiresAt: endOfDay(window.to),
  };
  const message = {
    person: shortNames(names),
    highlight: window.to,
    coverageYear,
    people: unpaid.length,
  };
  if (event === 'windowOpens') {
    return {
      ...base,
      title: `${coverageYear} 年度医保开始缴费了`,
      body: `现在就可以缴，到 ${until}截止。还没缴的：${who}。`,
      message: { topic: 'windowOpens', ...message },
    };
  }
  return {
    ...base,
    title: `${formatMonthAndDay(window.to)}截止，${count}`,
    body: `${coverageYear} 年度居民医保 ${until}截止。还没缴的：${who}。${afterwards(policy, window.to)}`,
    message: { topic: 'windowCloses', ...message },
  };
}

/** What it costs to let the window go by. */
function afterwards(policy: CoveragePolicy, lastDay: IsoDate): string {
  const next = nextWindowAfter(policy, lastDay);
  if (!next) return '过了这一天就不能缴了。';
  if (next.waits) return '过了这一天再缴，缴费后还要等几个月才能报销。';
  return '过了这一天再缴，要从缴费第二天起才能报销。';
}

export function newbornText(
  runtime: Runtime,
  { coverageYear }: Reminder,
  babies: Person[],
  payBy: IsoDate,
): ReminderText {
  const names = babies.map((baby) => nameOf(runtime, baby));
  return {
    title: `最晚 ${formatMonthAndDay(payBy)}给宝宝缴费`,
    body: `${names.join('、')}的 ${coverageYear} 年度医保已经登记，还没有缴费。${formatChineseDate(payBy)}是最后一天，当天缴费也算，从出生那天起都可以报销。`,
    link: 'packageNewborn/pages/start/index',
    expiresAt: endOfDay(payBy),
    message: {
      topic: 'newbornCloses',
      person: shortNames(names),
      highlight: payBy,
      coverageYear,
      people: babies.length,
    },
  };
}

export function coverBeginsText(
  runtime: Runtime,
  { personId, coverageYear, matter }: Reminder,
  covered: Covered[],
): ReminderText {
  const from = formatChineseDate(matter);
  const isOwn = covered.length === 1 && covered[0]?.person.id === personId;
  const names = covered.map(({ person }) => nameOf(runtime, person));
  const waited = covered.some(({ waitingUntil }) => waitingUntil !== null);
  return {
    title: `${formatMonthAndDay(matter)}起看病可以报销`,
    body: `${isOwn ? '您' : names.join('、')}的 ${coverageYear} 年度医保从 ${from}开始生效，看病可以报销。${waited ? '等待期到此结束。' : ''}`,
    link: isOwn ? 'packageEnrollment/pages/cover/index' : 'pages/home/index',
    message: {
      topic: 'coverBegins',
      person: shortNames(names),
      highlight: matter,
      coverageYear,
      people: covered.length,
    },
  };
}

/** Nothing is asked of anybody: what is granted ends by itself, which is what the person wanted. */
export function consentEndsText(
  runtime: Runtime,
  { personId, expiresAt }: Reminder,
  { row, subject, organisationName }: EndingConsent,
): ReminderText {
  const name = nameOf(runtime, subject);
  const day = shanghaiDate(expiresAt);
  const whose = subject.id === personId ? '您' : name;
  return {
    title: `${formatMonthAndDay(day)}有一项信息授权到期`,
    body:
      `${organisationName} 查看${whose}医保信息的授权到 ${formatChineseDate(day)}为止，` +
      '到期对方自动看不到，不用办什么。事情还没办完、愿意接着给看的，可以再授权一次；现在就想停，点开就能收回。',
    link: consentPage(row.id),
    expiresAt,
    message: { topic: 'consentEnds', person: name, highlight: day },
  };
}
