import { useState } from 'react';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { type Choice, ChoiceList } from '@/components/choice-list';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { useDraft } from '@/services/draft';
import { goTo } from '@/services/navigate';
import { type Relation, relationWords } from '@/services/words';
import { MEMBER_DRAFT, relationFromDraft } from './answers';

/** Most often added first. */
const order: Relation[] = [
  'mother',
  'father',
  'spouse',
  'son',
  'daughter',
  'paternalGrandmother',
  'paternalGrandfather',
  'maternalGrandmother',
  'maternalGrandfather',
  'husbandsMother',
  'husbandsFather',
  'wifesMother',
  'wifesFather',
  'brother',
  'sister',
  'grandson',
  'granddaughter',
];
const choices: Choice<Relation>[] = order.map((value) => ({ value, label: relationWords[value] }));

/** Step 1: what the new member is to the person. */
export function RelationStep() {
  const draft = useDraft(MEMBER_DRAFT);
  const relation = relationFromDraft(draft.values);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);

  const goOn = () => {
    if (relation) goTo('familyAdd', { step: 'document' });
    else setErrors([{ fieldId: 'relation', message: '请选一个称呼，例如 妈妈' }]);
  };

  return (
    <Page
      id="family-add-relation"
      footer={
        <AppButton id="relation-next" onPress={goOn}>
          下一步
        </AppButton>
      }
    >
      <StepHeader step={1} of={3} title="要加的家人，您怎么称呼？" />
      <ErrorSummary errors={errors} />
      <Card>
        <ChoiceList
          id="relation"
          label="家人是您的"
          choices={choices}
          value={relation}
          columns={2}
          error={relation ? undefined : errors[0]?.message}
          onChange={(value) => draft.set({ relation: value })}
        />
      </Card>
    </Page>
  );
}
