import type { Output } from '@yibao/shared/contracts';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { dayWords, relativeMomentWords } from '../../services/format';
import type { Tone } from '../../services/words';

export type Line = Output<'consent.list'>['lines'][number];
export type Detail = Output<'consent.detail'>;
export type Organisation = Detail['organisation'];

interface Face {
  tone: Tone;
  word: string;
}

const tones = {
  requested: 'warn',
  active: 'ok',
  paused: 'wait',
  denied: 'wait',
  withdrawn: 'wait',
  lapsed: 'wait',
  exhausted: 'wait',
  expired: 'wait',
  revoked: 'wait',
} as const satisfies Record<Line['status'], Tone>;

type Standing = Pick<Line, 'status' | 'statusLabel' | 'beganByPerson'>;

/** Where a consent stands, in the server's word; nobody waits for a decision on one's own. */
export function consentFace({ status, statusLabel, beganByPerson }: Standing): Face {
  const word = status === 'requested' && beganByPerson ? '没办完' : statusLabel;
  return { tone: tones[status], word };
}

export const organisationKindWords = {
  insurer: '保险公司',
  employer: '用人单位',
} as const satisfies Record<Organisation['kind'], string>;

export interface Sections {
  /** Questions that wait for an answer. */
  open: Line[];
  /** Active ones and those that are paused. */
  running: Line[];
  ended: Line[];
}

const isRunning = ({ status }: Line): boolean => status === 'active' || status === 'paused';

/** The list by what a person can do about it; within a part as the server orders it. */
export function sectionsOf(lines: readonly Line[]): Sections {
  return {
    open: lines.filter(({ status }) => status === 'requested'),
    running: lines.filter(isRunning),
    ended: lines.filter((line) => line.status !== 'requested' && !isRunning(line)),
  };
}

const organisationsOf = (lines: readonly Line[]): number =>
  new Set(lines.map(({ organisationName }) => organisationName)).size;

/** Whose data it is about, within a sentence: 「您」, 「孩子」 or both. */
function aboutWhom(lines: readonly Line[]): string {
  const wards = lines.filter(({ isWard }) => isWard).length;
  if (wards === 0) return '您';
  return wards === lines.length ? '孩子' : '您和孩子';
}

/** The answer first: who asks, or who can see something now. */
export function listHeadline(lines: readonly Line[]): Face & { sentence: string } {
  const { open, running } = sectionsOf(lines);
  const asked = open.filter(({ beganByPerson }) => !beganByPerson);
  const active = running.filter(({ status }) => status === 'active');
  if (asked.length > 0) {
    const sentence = `有 ${organisationsOf(asked)} 个机构想看${aboutWhom(asked)}的医保信息`;
    return { tone: 'warn', word: '等您决定', sentence };
  }
  if (open.length > 0) {
    const sentence = `您有 ${open.length} 项授权还没办完`;
    return { tone: 'warn', word: '没办完', sentence };
  }
  if (active.length > 0) {
    const sentence = `现在有 ${organisationsOf(active)} 个机构能看${aboutWhom(active)}的医保信息`;
    return { tone: 'ok', word: '授权中', sentence };
  }
  return { tone: 'ok', word: '没有授权', sentence: '没有机构能看您的医保信息' };
}

/** 「孩子 王*一」; null for one's own. */
export function wardWords({ isWard, person }: Pick<Line, 'isWard' | 'person'>): string | null {
  return isWard ? `孩子 ${person.nameMasked}` : null;
}

/** Until when it can be answered, or is valid; null where neither matters any more. */
export function untilWords({
  status,
  until,
  beganByPerson,
}: Pick<Line, 'status' | 'until' | 'beganByPerson'>): string | null {
  if (until === null) return null;
  const day = dayWords(shanghaiDate(until));
  if (status === 'requested') {
    const what = beganByPerson ? '办完，过了' : '决定，不回答';
    return `请在 ${day}前${what}就自动作废`;
  }
  return status === 'active' || status === 'paused' ? `授权到 ${day}为止` : null;
}

type Looked = Pick<Line, 'looks' | 'denials' | 'lastLookAt'>;

/** 「看过 3 次，最近一次：昨天下午 3:20」, and how often somebody was stopped. */
export function looksWords({ looks, denials, lastLookAt }: Looked, now: number): string {
  const stopped = denials > 0 ? `，另有 ${denials} 次没让看` : '';
  if (looks === 0) return `还没有看过${stopped}`;
  const last = lastLookAt === null ? '' : `，最近一次：${relativeMomentWords(lastLookAt, now)}`;
  return `看过 ${looks} 次${last}${stopped}`;
}

/** A credit code in groups, to be compared with a paper: 「9134 0600 MA2X XXXX X8」. */
export function creditCodeWords(creditCode: string): string {
  return creditCode.match(/.{1,4}/g)?.join(' ') ?? '';
}
