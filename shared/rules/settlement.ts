/** Settlements (医保结算) in the words people use for them. */

export const settlementKinds = [
  'outpatient',
  'chronic',
  'inpatient',
  'pharmacy',
  'maternity',
  'other',
] as const;
export type SettlementKind = (typeof settlementKinds)[number];

interface KindInfo {
  /** What people call it. */
  label: string;
  /** med_type codes of the national code set. */
  medTypes: readonly string[];
  /** Counts towards the yearly cap of basic insurance for chronic illness and hospital stays. */
  countsToCap: boolean;
}

export const settlementKindInfo = {
  outpatient: {
    label: '门诊',
    medTypes: ['11', '12', '13', '19'],
    countsToCap: false,
  },
  chronic: { label: '慢特病门诊', medTypes: ['14'], countsToCap: true },
  inpatient: { label: '住院', medTypes: ['21', '23', '24'], countsToCap: true },
  pharmacy: { label: '药店', medTypes: ['41'], countsToCap: false },
  maternity: { label: '生育', medTypes: ['51', '52', '53'], countsToCap: false },
  other: { label: '其他', medTypes: [], countsToCap: false },
} as const satisfies Record<SettlementKind, KindInfo>;

const kindByMedType = new Map<string, SettlementKind>(
  settlementKinds.flatMap((kind) => {
    const { medTypes }: KindInfo = settlementKindInfo[kind];
    return medTypes.map((code): [string, SettlementKind] => [code, kind]);
  }),
);

/** @param medType 就医类别 (med_type); local codes we do not know are `other` */
export function settlementKindOf(medType: string): SettlementKind {
  return kindByMedType.get(medType) ?? 'other';
}

/** The kinds whose fund payments count towards the yearly cap. */
export const cappedKinds = settlementKinds.filter((kind) => settlementKindInfo[kind].countsToCap);

export interface SettlementSums {
  totalFen: number;
  fundFen: number;
  accountFen: number;
  mutualAidFen: number;
  cashFen: number;
  institutionFen: number;
}

/**
 * Whether a settlement's parts make up its total (medfee = fund + personal + institution,
 * personal = account + mutual aid + cash). One that does not is kept and shown, with a word of it.
 */
export function addsUp(sums: SettlementSums): boolean {
  const { totalFen, fundFen, accountFen, mutualAidFen, cashFen, institutionFen } = sums;
  return totalFen === fundFen + accountFen + mutualAidFen + cashFen + institutionFen;
}
