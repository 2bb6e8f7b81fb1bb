export {
  dayMs,
  formatChineseDateTime as spokenTime,
  hourMs,
  minuteMs,
  shanghaiDate as isoDate,
  startOfDay,
} from '@yibao/shared/rules/dates';

/** Asia/Shanghai has been UTC+8 without daylight saving since 1992; the sandbox lives after that. */
const shanghaiOffsetMs = 8 * 3_600_000;

/** @param ms epoch ms; returns 'YYYY-MM-DD HH:mm:ss' in Asia/Shanghai, as the core platform writes it */
export function wireTime(ms: number): string {
  return new Date(ms + shanghaiOffsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** @param ms epoch ms; returns RFC 3339 with +08:00, as WeChat Pay writes it */
export function rfc3339(ms: number): string {
  return `${wireTime(ms).replace(' ', 'T')}+08:00`;
}

/**
 * @param text 'YYYY-MM-DD' (midnight in Asia/Shanghai) or RFC 3339 with an offset
 * @returns epoch ms, or null when the text is neither, or no such day exists
 */
export function parseMoment(text: string): number | null {
  const dated = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!dated && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    return null;
  }
  // Date.parse rolls 30 February over into March; such a day must be refused.
  const day = text.slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return null;
  const ms = Date.parse(dated ? `${text}T00:00:00+08:00` : text);
  return Number.isNaN(ms) ? null : ms;
}
