import { Card } from '@/components/card';
import { ChoiceList } from '@/components/choice-list';
import { StepPage } from './step-page';
import { type StepProps, useStep } from './use-step';

/** Step 4: where the household will be registered. */
export function HouseholdStep({ start }: StepProps) {
  const state = useStep('household', start);
  const { answers, errors, set } = state;
  return (
    <StepPage
      step="household"
      name="household"
      title="准备在哪里上户口？"
      hint="一般跟着爸爸或妈妈的户口，先替您选好了一个，不对就改。"
      state={state}
    >
      <Card>
        <ChoiceList
          id="household-area"
          label="上户口的地方"
          choices={start.householdAreas.map(({ code, name }) => ({ value: code, label: name }))}
          value={answers.householdArea}
          error={errors['household-area']}
          onChange={(householdArea) => set({ householdArea })}
        />
      </Card>
    </StepPage>
  );
}
