/** One consent as its page tells it: the sentence, and the way so far. */
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { dayWords } from '../../services/format';
import type { TimelineStep } from '../../components/timeline';
import type { Detail } from './words';

type Told = Pick<Detail, 'line' | 'validFrom' | 'validTo' | 'verification' | 'grantedByGuardian'>;

/** Who asks, who can see something, or why nobody can: the answer first. */
export function detailSentence({ line }: Pick<Detail, 'line'>): string {
  const { status, organisationName, sentence, isWard } = line;
  const whose = isWard ? '孩子' : '您';
  if (status === 'requested') return `${organisationName}想看${whose}的医保信息`;
  if (status === 'paused') return `已经暂停，${organisationName}现在看不到`;
  return status === 'active' ? `${organisationName}能看${whose}的医保信息` : sentence;
}

/** Until when, and how often still; null for what is over. */
export function leftWords({
  line: { status },
  validTo,
  granted,
  looksLeft,
}: Pick<Detail, 'line' | 'validTo' | 'granted' | 'looksLeft'>): string | null {
  if (status !== 'active' && status !== 'paused') return null;
  const until = validTo === null ? [] : [`${dayWords(shanghaiDate(validTo))}自动结束`];
  // a limit that begins anew is not what is left in all
  const today = granted?.frequency.unit === 'TOTAL' ? '' : '今天';
  const left = looksLeft === null ? [] : [`${today}还能看 ${looksLeft} 次`];
  return [...until, ...(status === 'active' ? left : [])].join('，');
}

const step = (
  name: string,
  title: string,
  state: TimelineStep['state'],
  more: Partial<Pick<TimelineStep, 'at' | 'on' | 'note'>> = {},
): TimelineStep => ({ step: name, title, state, at: null, on: null, note: '', ...more });

function grantNote({ verification, grantedByGuardian }: Told): string {
  const how = verification === 'counter' ? '在窗口核对了证件' : '刷脸确认了是本人';
  return grantedByGuardian ? `监护人代孩子决定，${how}` : how;
}

function lookStep({ line }: Told, isOver: boolean): TimelineStep {
  const title = line.looks === 0 ? '还没有看过' : `看过 ${line.looks} 次`;
  const last = line.lastLookAt === null ? {} : { at: line.lastLookAt };
  return step('looks', title, isOver ? 'done' : 'current', {
    ...last,
    note: line.denials > 0 ? `另有 ${line.denials} 次没让看` : '',
  });
}

/** From the question to its end, as far as it has come. */
export function consentTimeline(detail: Told): TimelineStep[] {
  const { line, validFrom, validTo } = detail;
  const { status, statusLabel, endReason, requestedAt } = line;
  // before its last day it ended at no moment that the consent itself names
  const ranOut = status === 'expired' && endReason === null;
  const asked = line.beganByPerson ? '您提出授权' : '对方请您授权';
  const first = step('requested', asked, 'done', { at: requestedAt });
  if (status === 'requested') return [first, step('decided', statusLabel, 'current')];
  if (validFrom === null) return [first, step('ended', statusLabel, 'done')];
  const given = step('granted', '同意授权', 'done', { at: validFrom, note: grantNote(detail) });
  const isOver = status !== 'active' && status !== 'paused';
  const ends = validTo === null ? {} : { at: validTo };
  return [
    first,
    given,
    lookStep(detail, isOver),
    isOver
      ? step('ended', statusLabel, 'done', ranOut ? ends : {})
      : step('ends', '到期自动结束', 'todo', ends),
  ];
}

/** What becomes of what was seen; null while nothing was granted. */
export function erasureWords({
  granted,
  eraseBy,
  erasedAt,
}: Pick<Detail, 'granted' | 'eraseBy' | 'erasedAt'>): string | null {
  if (granted === null) return null;
  if (erasedAt !== null) {
    return `对方在 ${dayWords(shanghaiDate(erasedAt))}确认，已经删掉看到的内容。`;
  }
  if (eraseBy !== null) return `案件已经办完，对方要在 ${dayWords(eraseBy)}前删掉看到的内容。`;
  return '案件办完以后，对方要按约定删掉看到的内容，删掉以后这里会写明。';
}
