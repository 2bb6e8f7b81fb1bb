import { type HouseholdParty, relationByHousehold } from './household-relation';

const party = (role: HouseholdParty['role'], sex: HouseholdParty['sex']): HouseholdParty => ({
  role,
  sex,
});
const head = party('head', 'male');
const wife = party('spouse', 'female');
const mother = party('mother', 'female');
const father = party('father', 'male');
const son = party('child', 'male');
const daughter = party('child', 'female');

test.each([
  ['a head and the spouse', head, wife, 'spouse'],
  ['a spouse and the head', wife, head, 'spouse'],
  ['a head and the mother', head, mother, 'mother'],
  ['a head and the daughter', head, daughter, 'daughter'],
  ['a mother and the head', mother, head, 'son'],
  ['a father and the head’s daughter', father, daughter, 'granddaughter'],
  ['a child and the head', son, head, 'father'],
  ['children of one head', son, daughter, 'sister'],
  ['a child and the head’s father', daughter, father, 'paternalGrandfather'],
  ['a head’s spouse and the head’s child: may be a stepchild', wife, son, null],
  ['a head’s spouse and the head’s mother: in-laws', wife, mother, null],
  ['a head’s parents: a marriage register tells', father, mother, null],
] as const)('%s', (_title, self, other, expected) => {
  expect(relationByHousehold(self, other, 'male')).toBe(expected);
});

test('the parents of a mother who is the head are the mother’s side', () => {
  expect(relationByHousehold(son, mother, 'female')).toBe('maternalGrandmother');
  expect(relationByHousehold(son, father, 'female')).toBe('maternalGrandfather');
});
