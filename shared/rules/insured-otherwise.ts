/**
 * What the core platform said of somebody who need not pay here: insured by an employer, insured in
 * another city, or paid for the year by another way. One person has one insurance at a time (DOMAIN
 * §1.6), so each of them settles the year as long as it stands.
 */
import { formatChineseDate } from './dates';
import type { InsuranceRelation, IsoDate } from './facts';

export const insuredOtherwiseKinds = ['paid', 'employee', 'elsewhere'] as const;
export type InsuredOtherwiseKind = (typeof insuredOtherwiseKinds)[number];

export interface InsuredOtherwise {
  kind: InsuredOtherwiseKind;
  /** The city people know it by; set for another city only. */
  placeName: string | null;
}

/**
 * @param insurances the relations the platform tells (1101)
 * @param isPaid whether the year stands in this city's books by another payment (90100)
 * @param homeAreas the pooling areas of this city
 * @returns null when nothing of the kind stands
 */
export function insuredOtherwise(
  insurances: readonly Pick<
    InsuranceRelation,
    'insurance' | 'status' | 'poolingArea' | 'poolingAreaName'
  >[],
  isPaid: boolean,
  homeAreas: readonly string[],
): InsuredOtherwise | null {
  if (isPaid) return { kind: 'paid', placeName: null };
  const active = insurances.filter(({ status }) => status === 'active');
  const isHere = ({ poolingArea }: { poolingArea: string }) => homeAreas.includes(poolingArea);
  if (active.some((each) => each.insurance === 'employee' && isHere(each))) {
    return { kind: 'employee', placeName: null };
  }
  const other = active.find((each) => !isHere(each));
  return other ? { kind: 'elsewhere', placeName: other.poolingAreaName } : null;
}

/** One sentence for people, with the day on which the platform said so. */
export function insuredOtherwiseSentence(
  { kind, placeName }: InsuredOtherwise,
  coverageYear: number,
  knownOn: IsoDate,
): string {
  const known = `（${formatChineseDate(knownOn)}核对）`;
  switch (kind) {
    case 'paid':
      return `${coverageYear} 年度由别处的另一笔缴费保障，不用再缴${known}`;
    case 'employee':
      return `在参加职工医保，不用缴居民医保${known}`;
    case 'elsewhere':
      return `在${placeName ?? '别的城市'}参保，不用在这里缴${known}`;
  }
}
