import type { Sex } from './facts';
import type { Relation } from './relation';

/** What somebody on a household register (户口簿) is to its head (户主). */
export const householdRoles = ['head', 'spouse', 'father', 'mother', 'child'] as const;
export type HouseholdRole = (typeof householdRoles)[number];

export interface HouseholdParty {
  role: HouseholdRole;
  sex: Sex;
}

const bySex = (sex: Sex, male: Relation, female: Relation): Relation =>
  sex === 'male' ? male : female;

/**
 * What a relative on the same register is to a person, as far as the register proves it: it writes
 * how each stands to the head and nothing else. A head's spouse and a head's child need not be
 * parent and child, nor a head's parents a couple; in-laws are no close relatives.
 *
 * @param headSex sex of the head, who is the link between the head's parents and children
 * @returns null when the register does not prove one
 */
export function relationByHousehold(
  self: HouseholdParty,
  other: HouseholdParty,
  headSex: Sex,
): Relation | null {
  const down = (generation: 1 | 2): Relation =>
    generation === 1
      ? bySex(other.sex, 'son', 'daughter')
      : bySex(other.sex, 'grandson', 'granddaughter');
  const grandparent = (): Relation =>
    headSex === 'male'
      ? bySex(other.sex, 'paternalGrandfather', 'paternalGrandmother')
      : bySex(other.sex, 'maternalGrandfather', 'maternalGrandmother');
  const isParent = ({ role }: HouseholdParty): boolean => role === 'father' || role === 'mother';
  if (self.role === 'head') {
    if (other.role === 'spouse') return 'spouse';
    if (other.role === 'child') return down(1);
    return isParent(other) ? bySex(other.sex, 'father', 'mother') : null;
  }
  if (self.role === 'spouse') return other.role === 'head' ? 'spouse' : null;
  if (isParent(self)) {
    if (other.role === 'head') return down(1);
    return other.role === 'child' ? down(2) : null;
  }
  if (other.role === 'head') return bySex(other.sex, 'father', 'mother');
  if (other.role === 'child') return bySex(other.sex, 'brother', 'sister');
  return isParent(other) ? grandparent() : null;
}
