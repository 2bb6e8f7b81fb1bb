import { ageOn } from './dates';
import type { IsoDate } from './facts';

/** Majority, by law the same everywhere (民法典 Art. 17). */
export const adultAge = 18;

/**
 * Whether a parent still acts for a child. Under 14 the guardian acts (个人信息保护法 Art. 31);
 * from 14 to 17 the guardian still may; at the age of majority (民法典 Art. 17) the right ends by
 * itself, without anybody recording it. A court or household change ends it before.
 *
 * @param birthDate of the child
 * @param endedAt epoch milliseconds at which staff ended it, null while it stands
 * @param today Shanghai day
 */
export function guardianActs({
  birthDate,
  endedAt,
  today,
}: {
  birthDate: IsoDate;
  endedAt: number | null;
  today: IsoDate;
}): boolean {
  return endedAt === null && ageOn(birthDate, today) < adultAge;
}
