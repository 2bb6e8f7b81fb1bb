/**
 * What looks odd among the looks and requests of some days, for a clerk of the bureau to judge. It proves nothing
 * by itself: each finding says what was seen and against which bound of the city's policy.
 *
 * Statutory holidays and their make-up days are not known here: a look on a holiday in the week is
 * not called odd, one on a Saturday on which everybody works is.
 */
import type { ConsentPolicy } from '../policy/consent';
import { dayMs, hourMs, minuteMs, shanghaiDate } from './dates';
import { groupBy } from './group-by';

export type AnomalyBounds = ConsentPolicy['anomalies'];

export const anomalyLabels = {
  offHours: '下班时间查询',
  burst: '短时间大量查询',
  manyPeople: '一人一天查很多人',
  sequentialNumbers: '证件号码相连',
  manyDenials: '多次被拒绝',
  othersConsent: '查询给别家机构的授权',
  evidenceAltered: '授权凭据对不上',
  requestBurst: '短时间大量发起请求',
  manyAsked: '一人一天向很多人发起请求',
} as const;
export type AnomalyKind = keyof typeof anomalyLabels;

/** A look as far as these rules are concerned. */
export interface LookFact {
  lookId: string;
  clerkId: string;
  /** The same for the same person, whoever that is. */
  personKey: string;
  at: number;
  isOpening: boolean;
  allowed: boolean;
  /** Of a consent that another organisation was given. */
  isOfOthers: boolean;
  /** Refused because what the consent is made of does not agree with itself. */
  isOfAltered: boolean;
}

/** A request for somebody's consent, whatever became of it. */
export interface RequestFact {
  consentId: string;
  clerkId: string;
  /** The same for the same person, whether or not we know them. */
  personKey: string;
  at: number;
}

/** Somebody whom a clerk asked for or looked at; the number in clear, in memory only. */
export interface NumberFact {
  clerkId: string;
  at: number;
  documentNumber: string;
  /** Null for a request. */
  lookId: string | null;
  /** Null for a look. */
  requestId: string | null;
}

export interface Anomaly {
  kind: AnomalyKind;
  clerkId: string;
  sentence: string;
  from: number;
  to: number;
  count: number;
  /** Looks it rests on, newest first; none for requests alone. */
  lookIds: string[];
  /** Requests it rests on (their consents), newest first; none for looks alone. */
  requestIds: string[];
}

const shanghaiOffsetMs = 8 * hourMs;
/** 1970-01-01 was a Thursday. */
const thursday = 4;

const byClerkAndDay = ({ clerkId, at }: { clerkId: string; at: number }) =>
  `${clerkId} ${shanghaiDate(at)}`;
const earliestFirst = (a: { at: number }, b: { at: number }) => a.at - b.at;

interface Seen {
  clerkId: string;
  at: number;
  lookId?: string | null;
  requestId?: string | null;
}

/** One finding over what was seen, of which there is at least one. */
function finding(
  kind: AnomalyKind,
  seen: readonly Seen[],
  count: number,
  sentence: string,
): Anomaly[] {
  const sorted = [...seen].sort(earliestFirst);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (!first || !last) return [];
  const newestFirst = [...sorted].reverse();
  const lookIds = newestFirst.flatMap(({ lookId }) => lookId ?? []);
  const requestIds = newestFirst.flatMap(({ requestId }) => requestId ?? []);
  const { clerkId } = first;
  return [{ kind, clerkId, sentence, from: first.at, to: last.at, count, lookIds, requestIds }];
}

const minuteOf = (clockTime: string): number =>
  Number(clockTime.slice(0, 2)) * 60 + Number(clockTime.slice(3));

/** Whether a moment lies within Monday to Friday and the hours of work, in Shanghai. */
export function isWorkTime(at: number, { workFrom, workUntil }: AnomalyBounds): boolean {
  const local = at + shanghaiOffsetMs;
  const weekday = (Math.floor(local / dayMs) + thursday) % 7;
  if (weekday === 0 || weekday === 6) return false;
  const minute = Math.floor((local % dayMs) / minuteMs);
  return minute >= minuteOf(workFrom) && minute < minuteOf(workUntil);
}

/** Somebody met by a clerk: looked at, or asked for. */
interface Met extends Seen {
  personKey: string;
}

/** How looks and requests are called, and from how many on they are odd. */
interface Deeds {
  burst: AnomalyKind;
  manyPeople: AnomalyKind;
  verb: string;
  burstTimes: number;
  people: number;
}

const looksAs = ({ burstLooks, peoplePerClerkPerDay }: AnomalyBounds): Deeds => ({
  burst: 'burst',
  manyPeople: 'manyPeople',
  verb: '查询',
  burstTimes: burstLooks,
  people: peoplePerClerkPerDay,
});

const requestsAs = ({ burstRequests, peopleAskedPerClerkPerDay }: AnomalyBounds): Deeds => ({
  burst: 'requestBurst',
  manyPeople: 'manyAsked',
  verb: '发起请求',
  burstTimes: burstRequests,
  people: peopleAskedPerClerkPerDay,
});

/** A look shows something; a request, whenever it is made, shows nothing yet. */
function offHours(openings: readonly LookFact[], bounds: AnomalyBounds): Anomaly[] {
  const outside = openings.filter(({ at }) => !isWorkTime(at, bounds));
  const { workFrom, workUntil } = bounds;
  return [...groupBy(outside, byClerkAndDay).values()].flatMap((looks) =>
    finding(
      'offHours',
      looks,
      looks.length,
      `工作日 ${workFrom}–${workUntil} 以外查询 ${looks.length} 次（没有算法定节假日和调休）`,
    ),
  );
}

/** Runs in which any `burstTimes` of one clerk's lie within `burstMinutes`. */
function bursts(
  met: readonly Met[],
  { burst: kind, verb, burstTimes }: Deeds,
  { burstMinutes }: AnomalyBounds,
): Anomaly[] {
  return [...groupBy(met, ({ clerkId }) => clerkId).values()].flatMap((all) => {
    const sorted = [...all].sort(earliestFirst);
    const runs: { from: number; to: number }[] = [];
    sorted.forEach(({ at }, to) => {
      const from = to - burstTimes + 1;
      const first = sorted[from];
      if (!first || at - first.at >= burstMinutes * minuteMs) return;
      const run = runs.at(-1);
      if (run && from <= run.to) run.to = to;
      else runs.push({ from, to });
    });
    return runs.flatMap(({ from, to }) => {
      const run = sorted.slice(from, to + 1);
      const sentence = `连续${verb} ${run.length} 次，${burstMinutes} 分钟内达到 ${burstTimes} 次`;
      return finding(kind, run, run.length, sentence);
    });
  });
}

function manyPeople(met: readonly Met[], { manyPeople: kind, verb, people: most }: Deeds) {
  return [...groupBy(met, byClerkAndDay).values()].flatMap((day) => {
    const people = new Set(day.map(({ personKey }) => personKey)).size;
    if (people < most) return [];
    return finding(kind, day, people, `一天${verb}涉及 ${people} 个人，达到 ${most} 人`);
  });
}

function manyDenials(looks: readonly LookFact[], bounds: AnomalyBounds): Anomaly[] {
  const { denialsPerClerkPerDay: most } = bounds;
  const denied = looks.filter(({ allowed }) => !allowed);
  return [...groupBy(denied, byClerkAndDay).values()].flatMap((each) =>
    each.length < most
      ? []
      : finding('manyDenials', each, each.length, `一天被拒绝 ${each.length} 次，达到 ${most} 次`),
  );
}

/** What is odd the first time it happens: a finding a clerk and day. */
const oddAtOnce = (
  kind: AnomalyKind,
  looks: readonly LookFact[],
  sentenceOf: (count: number) => string,
): Anomaly[] =>
  [...groupBy(looks, byClerkAndDay).values()].flatMap((each) =>
    finding(kind, each, each.length, sentenceOf(each.length)),
  );

/** The number of somebody else's consent is no slip of the hand. */
const othersConsents = (looks: readonly LookFact[]): Anomaly[] =>
  oddAtOnce(
    'othersConsent',
    looks.filter(({ isOfOthers }) => isOfOthers),
    (count) => `一天里 ${count} 次查询本人给别家机构的授权，都没有给看`,
  );

/** No fault of the clerk's: somebody has written in the database, or a key is missing. */
const alteredEvidence = (looks: readonly LookFact[]): Anomaly[] =>
  oddAtOnce(
    'evidenceAltered',
    looks.filter(({ isOfAltered }) => isOfAltered),
    (count) =>
      `一天里 ${count} 次查询，授权的凭据、状态和审计记录互相对不上，都没有给看；` +
      '多半不是这名工作人员的问题，请技术人员核对审计',
  );

/** Birth date and serial of an ID number: what somebody counts up who tries one after another. */
const countedPart = (documentNumber: string): number | null =>
  /^\d{17}[\dX]$/.test(documentNumber) ? Number(documentNumber.slice(6, 17)) : null;
/** The last serial digit is odd for men: who tries one sex counts by two. */
const widestStep = 2;

function sequentialNumbers(facts: readonly NumberFact[], bounds: AnomalyBounds): Anomaly[] {
  const { sequentialNumbers: most } = bounds;
  const counted = facts.flatMap((fact) => {
    const part = countedPart(fact.documentNumber);
    return part === null ? [] : [{ ...fact, part }];
  });
  return [...groupBy(counted, byClerkAndDay).values()].flatMap((day) => {
    const sorted = [...day].sort((a, b) => a.part - b.part);
    const runs: (typeof sorted)[] = [];
    for (const fact of sorted) {
      const run = runs.at(-1);
      const before = run?.at(-1);
      if (run && before && fact.part - before.part <= widestStep) run.push(fact);
      else runs.push([fact]);
    }
    return runs.flatMap((run) => {
      const numbers = new Set(run.map(({ documentNumber }) => documentNumber)).size;
      if (numbers < most) return [];
      const sentence = `一天里申请或查询的人中，有 ${numbers} 个证件号码是相连的，达到 ${most} 个`;
      return finding('sequentialNumbers', run, numbers, sentence);
    });
  });
}

/**
 * @param facts the looks and requests of some days, and the numbers of the people who were asked for
 *   or looked at
 * @returns what is odd, the latest first
 */
export function findAnomalies(
  {
    looks,
    requests,
    numbers,
  }: {
    looks: readonly LookFact[];
    requests: readonly RequestFact[];
    numbers: readonly NumberFact[];
  },
  bounds: AnomalyBounds,
): Anomaly[] {
  const openings = looks.filter(({ isOpening }) => isOpening);
  const asked = requests.map((each) => ({ ...each, requestId: each.consentId }));
  const among = (met: readonly Met[], deeds: Deeds) => [
    ...bursts(met, deeds, bounds),
    ...manyPeople(met, deeds),
  ];
  return [
    ...offHours(openings, bounds),
    ...among(openings, looksAs(bounds)),
    ...among(asked, requestsAs(bounds)),
    ...manyDenials(looks, bounds),
    ...othersConsents(looks),
    ...alteredEvidence(looks),
    ...sequentialNumbers(numbers, bounds),
  ].sort((a, b) => b.to - a.to);
}
