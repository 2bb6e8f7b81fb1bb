import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);

const format = 'YYYY-MM-DD HH:mm:ss';
/** Asia/Shanghai has had no daylight saving since 1991. */
const shanghaiOffsetMinutes = 480;

/** @returns 'YYYY-MM-DD HH:mm:ss' in Asia/Shanghai, as the core platform writes times */
export function toWireTime(ms: number): string {
  return dayjs(ms).utcOffset(shanghaiOffsetMinutes).format(format);
}

/** @returns epoch milliseconds of a core platform time */
export function fromWireTime(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}+08:00`);
}

/** @returns RFC 3339 with the +08:00 offset, as WeChat Pay writes times */
export function toRfc3339(ms: number): string {
  return dayjs(ms).utcOffset(shanghaiOffsetMinutes).format('YYYY-MM-DDTHH:mm:ssZ');
}
