import type { Output } from '@yibao/shared/contracts';
import { ChoiceList } from '@/components/choice-list';
import { type Query, useQuery } from '@/services/query';
import { personWords } from '@/services/words';

type Family = Output<'identity.listFamily'>;
type Person = Family['self'];

/** Oneself and the children one is the guardian of. */
export function useOnesOwn(): Query<Family> {
  return useQuery('identity.listFamily', {});
}

const wardsOf = (family: Family) => family.members.filter(({ guardian }) => guardian);

/** Whom a person has chosen; oneself unless told, and for anybody one does not decide for. */
export function chosenOne(
  family: Family | undefined,
  personId: string | undefined,
): Person | undefined {
  if (!family) return undefined;
  return wardsOf(family).find((ward) => ward.personId === personId) ?? family.self;
}

interface WhoseQuestionProps {
  family: Family;
  value: string | undefined;
  onChange: (personId: string) => void;
}

/** Whose data it is about; no question where there is only oneself. */
export function WhoseQuestion({ family, value, onChange }: WhoseQuestionProps) {
  const wards = wardsOf(family);
  if (wards.length === 0) return null;
  const self = { ...family.self, relation: null };
  return (
    <ChoiceList
      id="whose"
      label="谁的信息？"
      hint="14 岁以上的孩子，要由孩子用自己的手机办"
      choices={[self, ...wards].map((person) => ({
        value: person.personId,
        label: personWords(person),
      }))}
      value={value}
      onChange={onChange}
    />
  );
}
