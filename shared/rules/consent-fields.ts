/**
 * What can be shown to an organisation at all: the field catalogue. Levels follow the seed's
 * grading (1 to 3, the higher the more sensitive); which field has which level is versioned data
 * that two people have to agree to, this is version 1.
 */

export const consentLevels = [1, 2, 3] as const;
export type ConsentLevel = (typeof consentLevels)[number];

export const consentFields = [
  'nameMasked',
  'insured',
  'paidYears',
  'documentMasked',
  'coverPeriods',
  'settledOn',
  'kind',
  'institutionName',
  'isRefund',
  'totalFen',
  'fundFen',
  'accountFen',
  'cashFen',
  'billParts',
  'treatmentDays',
  'fullName',
  'documentNumber',
  'settlementNo',
] as const;
export type ConsentField = (typeof consentFields)[number];

/** Of whom or what a field speaks: `person` once, `cover` a year, `settlement` a line. */
export type ConsentFieldGroup = 'person' | 'cover' | 'settlement';

interface FieldInfo {
  group: ConsentFieldGroup;
  /** What people call it. */
  label: string;
  /** Its level in version 1 of the catalogue. */
  level: ConsentLevel;
}

export const consentFieldInfo = {
  nameMasked: { group: 'person', label: '姓名（遮住中间的字）', level: 1 },
  insured: { group: 'cover', label: '今年有没有参保', level: 1 },
  paidYears: { group: 'cover', label: '哪几年缴了费', level: 1 },
  documentMasked: { group: 'person', label: '证件号码（只露前六位和后四位）', level: 2 },
  coverPeriods: { group: 'cover', label: '每年可以报销的时间', level: 2 },
  settledOn: { group: 'settlement', label: '看病结算的日期', level: 2 },
  kind: { group: 'settlement', label: '看病的类别（门诊、住院等）', level: 2 },
  institutionName: { group: 'settlement', label: '在哪家医院或药店', level: 2 },
  isRefund: { group: 'settlement', label: '是不是退费', level: 2 },
  totalFen: { group: 'settlement', label: '总费用', level: 2 },
  fundFen: { group: 'settlement', label: '医保报了多少', level: 2 },
  accountFen: { group: 'settlement', label: '个人账户付了多少', level: 2 },
  cashFen: { group: 'settlement', label: '自己付了多少', level: 2 },
  billParts: { group: 'settlement', label: '费用明细（起付线、自费、大病等各是多少）', level: 2 },
  treatmentDays: { group: 'settlement', label: '看病或住院的起止日期', level: 2 },
  fullName: { group: 'person', label: '完整姓名', level: 3 },
  documentNumber: { group: 'person', label: '完整证件号码', level: 3 },
  settlementNo: { group: 'settlement', label: '结算单编号', level: 3 },
} as const satisfies Record<ConsentField, FieldInfo>;

/** Which level each field has now; a field that is missing is not shown to anybody. */
export type FieldLevels = Partial<Record<ConsentField, ConsentLevel>>;

/** Version 1 of the catalogue, in force until two clerks agree on another one. */
export const shippedFieldLevels: FieldLevels = Object.fromEntries(
  consentFields.map((field) => [field, consentFieldInfo[field].level]),
);

/**
 * @param fields what is asked for
 * @returns the highest level among them, 1 for none; null when one of them is not in the catalogue
 */
export function highestLevel(
  fields: readonly ConsentField[],
  levels: FieldLevels,
): ConsentLevel | null {
  let highest: ConsentLevel = 1;
  for (const field of fields) {
    const level = levels[field];
    if (level === undefined) return null;
    if (level > highest) highest = level;
  }
  return highest;
}
