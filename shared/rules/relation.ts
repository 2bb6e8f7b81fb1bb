import { ageOn } from './dates';
import type { IsoDate, Sex } from './facts';

/**
 * Close relatives (近亲属, Civil Code Art. 1045) as seen from the person who acts: those for whom an
 * employee's personal account can pay (DOMAIN §1.10).
 */
export const closeRelatives = [
  'spouse',
  'father',
  'mother',
  'son',
  'daughter',
  'brother',
  'sister',
  'paternalGrandfather',
  'paternalGrandmother',
  'maternalGrandfather',
  'maternalGrandmother',
  'grandson',
  'granddaughter',
] as const;
export type CloseRelative = (typeof closeRelatives)[number];

/** Whom a person can act for: close relatives, and the spouse's parents, who are none by law. */
export const relations = [
  ...closeRelatives,
  'husbandsFather',
  'husbandsMother',
  'wifesFather',
  'wifesMother',
] as const;
export type Relation = (typeof relations)[number];

/** @returns whether the law counts a relation among the close relatives */
export function isCloseRelative(relation: Relation): relation is CloseRelative {
  return closeRelatives.some((each) => each === relation);
}

/** How people call their relatives, on screens and in sentences. */
export const relationWords = {
  spouse: '爱人',
  father: '爸爸',
  mother: '妈妈',
  son: '儿子',
  daughter: '女儿',
  brother: '兄弟',
  sister: '姐妹',
  paternalGrandfather: '爷爷',
  paternalGrandmother: '奶奶',
  maternalGrandfather: '外公',
  maternalGrandmother: '外婆',
  grandson: '孙子、外孙',
  granddaughter: '孙女、外孙女',
  husbandsFather: '公公',
  husbandsMother: '婆婆',
  wifesFather: '岳父',
  wifesMother: '岳母',
} as const satisfies Record<Relation, string>;

interface RelationRow {
  label: string;
  /** Sex the relative must have, null when either. */
  sex: Sex | null;
  /** Generations the relative is above (1, 2) or below (-1, -2) the person; 0: no age says no. */
  generation: -2 | -1 | 0 | 1 | 2;
}

const table = {
  spouse: { label: '配偶', sex: null, generation: 0 },
  father: { label: '父亲', sex: 'male', generation: 1 },
  mother: { label: '母亲', sex: 'female', generation: 1 },
  son: { label: '儿子', sex: 'male', generation: -1 },
  daughter: { label: '女儿', sex: 'female', generation: -1 },
  brother: { label: '兄弟', sex: 'male', generation: 0 },
  sister: { label: '姐妹', sex: 'female', generation: 0 },
  paternalGrandfather: { label: '爷爷', sex: 'male', generation: 2 },
  paternalGrandmother: { label: '奶奶', sex: 'female', generation: 2 },
  maternalGrandfather: { label: '外公', sex: 'male', generation: 2 },
  maternalGrandmother: { label: '外婆', sex: 'female', generation: 2 },
  grandson: { label: '孙子或外孙', sex: 'male', generation: -2 },
  granddaughter: { label: '孙女或外孙女', sex: 'female', generation: -2 },
  husbandsFather: { label: '公公', sex: 'male', generation: 1 },
  husbandsMother: { label: '婆婆', sex: 'female', generation: 1 },
  wifesFather: { label: '岳父', sex: 'male', generation: 1 },
  wifesMother: { label: '岳母', sex: 'female', generation: 1 },
} satisfies Record<Relation, RelationRow>;

/** Fewest completed years between two generations that can be true. */
const generationYears = 12;

/** @returns the relation as a form names it */
export function relationLabel(relation: Relation): string {
  return table[relation].label;
}

/** What the person is to the relative, where the person's sex alone says it. */
const inverses = {
  spouse: () => 'spouse',
  father: (sex) => (sex === 'male' ? 'son' : 'daughter'),
  mother: (sex) => (sex === 'male' ? 'son' : 'daughter'),
  son: (sex) => (sex === 'male' ? 'father' : 'mother'),
  daughter: (sex) => (sex === 'male' ? 'father' : 'mother'),
  brother: (sex) => (sex === 'male' ? 'brother' : 'sister'),
  sister: (sex) => (sex === 'male' ? 'brother' : 'sister'),
  paternalGrandfather: (sex) => (sex === 'male' ? 'grandson' : 'granddaughter'),
  paternalGrandmother: (sex) => (sex === 'male' ? 'grandson' : 'granddaughter'),
  maternalGrandfather: (sex) => (sex === 'male' ? 'grandson' : 'granddaughter'),
  maternalGrandmother: (sex) => (sex === 'male' ? 'grandson' : 'granddaughter'),
  // on the father's side or the mother's: nobody said
  grandson: () => null,
  granddaughter: () => null,
  // a son's wife and a daughter's husband are not on the list
  husbandsFather: () => null,
  husbandsMother: () => null,
  wifesFather: () => null,
  wifesMother: () => null,
} as const satisfies Record<Relation, (sex: Sex) => Relation | null>;

/**
 * @param relation what somebody else is to a person
 * @param sex of that person
 * @returns what the person is to that somebody; null where it cannot be told
 */
export function inverseRelation(relation: Relation, sex: Sex): Relation | null {
  return inverses[relation](sex);
}

/** What plausibility looks at. */
export interface RelationParty {
  birthDate: IsoDate;
  sex: Sex;
}

export type RelationCheck = { ok: true } | { ok: false; reason: 'sex' | 'age'; message: string };

/**
 * Catches a relation picked by mistake: the wrong sex, or ages that cannot be (at least twelve
 * years a generation). It proves nothing: that is the registries' part.
 *
 * @param self the person who acts
 * @param other the relative
 */
export function relationPlausible(
  relation: Relation,
  self: RelationParty,
  other: RelationParty,
): RelationCheck {
  const { label, sex, generation }: RelationRow = table[relation];
  if (sex !== null && other.sex !== sex) {
    const shown = other.sex === 'male' ? '男' : '女';
    return {
      ok: false,
      reason: 'sex',
      message: `您选的关系是“${label}”，但证件上的性别是${shown}，请检查关系或证件号码`,
    };
  }
  const older = generation > 0 ? other : self;
  const younger = generation > 0 ? self : other;
  const yearsApart = Math.abs(generation) * generationYears;
  if (generation !== 0 && ageOn(older.birthDate, younger.birthDate) < yearsApart) {
    const compared = generation > 0 ? '大' : '小';
    return {
      ok: false,
      reason: 'age',
      message: `您选的关系是“${label}”，应比您至少${compared} ${yearsApart} 岁，请检查关系或证件号码`,
    };
  }
  return { ok: true };
}
