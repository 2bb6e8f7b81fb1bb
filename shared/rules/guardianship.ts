import { ageOn } from './dates';
import type { IsoDate } from './facts';

/** Majority, by law the same everywhere (民法典 Art. 17). */
export const adultAge = 18;

/** What ends a parent's right before that (民法典 Art. 36, 1084); a clerk has the paper in hand. */
export const guardianshipEndings = ['courtOrder', 'householdChange'] as const;
export type GuardianshipEnding = (typeof guardianshipEndings)[number];

/** As in a sentence: 根据… */
export const guardianshipEndingLabels = {
  courtOrder: '法院的判决',
  householdChange: '户口登记的变更',
} as const satisfies Record<GuardianshipEnding, string>;

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
