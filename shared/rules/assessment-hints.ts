import { type AssessmentCase, isExemptNewborn, type Waiting } from './assessment-waiting';
import type { Contribution } from './contribution';
import { formatChineseDate, hourMs, yearOf } from './dates';
import { formatYuan } from './money';

/** What the hints may look at. */
export interface Assessed {
  subject: AssessmentCase;
  fee: Contribution;
  waiting: Waiting;
  covered: boolean;
}

type Hint = (assessed: Assessed) => string | null;

const repair: Hint = ({ subject, fee, waiting }) => {
  const rule = subject.policy.waiting;
  const open = waiting.brokenYears - subject.repairedYears;
  if (!rule || waiting.months === 0 || open <= 0 || rule.repairReducesMonths === 0) return null;
  const floor =
    waiting.brokenYears >= rule.floor.brokenYears
      ? `;断保 ${rule.floor.brokenYears} 年以上的，补缴后等待期也不少于 ${rule.floor.months} 个月`
      : '';
  return (
    `断保的年份可以补缴：按现在的个人标准每年 ${formatYuan(fee.standardFen)},` +
    `每补 1 年，等待期少 ${rule.repairReducesMonths} 个月${floor}。补缴请到医保窗口办理。`
  );
};

const noCover: Hint = ({ subject, waiting, covered }) => {
  if (covered) return null;
  const reason = waiting.waitingUntil
    ? `等待期要到 ${formatChineseDate(waiting.waitingUntil)}`
    : '今天是这一年度的最后一天';
  return (
    `${reason}，现在缴费，${subject.policy.year} 年度内已经没有可以报销的日子。` +
    '建议改办下一年度的参保。'
  );
};

const newborn: Hint = ({ subject }) => {
  const { policy, facts } = subject;
  const exempt = policy.waiting?.exempt;
  if (!exempt || !isExemptNewborn(subject) || yearOf(facts.birthDate) !== policy.year) return null;
  return (
    `新生儿出生 ${policy.newborn.windowDays} 天内参保缴费的，从出生那天起的费用按规定可以报销。` +
    '请到「新生儿一件事」办理。'
  );
};

const stillSynchronising: Hint = ({ subject: { policy, facts, now } }) => {
  const { syncHours } = policy.elsewhere;
  const fresh = facts.insurances.find(
    ({ status, suspendedAt, poolingArea }) =>
      status === 'suspended' &&
      suspendedAt !== null &&
      now < suspendedAt + syncHours * hourMs &&
      !policy.pooling.areas.includes(poolingArea),
  );
  if (!fresh) return null;
  return (
    `${fresh.poolingAreaName}刚刚停保，消息传过来最长要 ${syncHours} 小时。` +
    '如果登记没有马上通过，请不要着急，我们会自动再查。'
  );
};

const paidBefore: Hint = ({ subject: { policy, facts } }) => {
  if (!facts.insuredYears.includes(policy.year)) return null;
  return (
    `记录里 ${policy.year} 年度已经有医保缴费。` +
    '如果是在别的地方缴的，请先问清能不能退费，免得缴两次。'
  );
};

/** @returns what to do when the public purse pays everything; null when there is something to pay */
export function nothingToPayHint({ payableFen }: Contribution): string | null {
  return payableFen === 0
    ? '这次的费用由政府全额资助，不用自己付钱。登记后请再点一次确认，参保才算办好。'
    : null;
}

const nothingToPay: Hint = ({ fee }) => nothingToPayHint(fee);

const hints: Hint[] = [repair, noCover, newborn, stillSynchronising, paidBefore, nothingToPay];

/** @returns what else the person should know, one sentence or two each, most pressing first */
export function hintsFor(assessed: Assessed): string[] {
  return hints.flatMap((hint) => hint(assessed) ?? []);
}
