import { ageOn } from './dates';
import type { IsoDate } from './facts';

/** From this age a child may also act alone: under 14 the guardian decides (PIPL Art. 31). */
export const actsAloneFromAge = 14;

/**
 * Whether a parent still acts for a child. Under 14 the guardian acts (个人信息保护法 Art. 31);
 * from 14 to 17 the guardian still may; at the age of majority (民法典 Art. 17) the right ends by
 * itself, without anybody recording it. A court or household change ends it before.
 *
 * @param birthDate of the child
 * @param endedAt epoch milliseconds at which staff ended it, null while it stands
 * @param today Shanghai day
 * @param untilAge completed years at which it ends, from the policy's guardianship row
 */
export function guardianActs({
  birthDate,
  endedAt,
  today,
  untilAge,
}: {
  birthDate: IsoDate;
  endedAt: number | null;
  today: IsoDate;
  untilAge: number;
}): boolean {
  return endedAt === null && ageOn(birthDate, today) < untilAge;
}

/** @returns whether a child is old enough (14) to act for themselves beside the guardian */
export function actsAlone(birthDate: IsoDate, today: IsoDate): boolean {
  return ageOn(birthDate, today) >= actsAloneFromAge;
}
