import { Card } from '@/components/card';
import { type Choice, ChoiceList } from '@/components/choice-list';
import { keepChoices, oftenChoices, untilChoices } from '../../model/scope';
import type { QuestionProps } from './question';

interface OneOfProps<C extends Choice<string>> {
  id: string;
  label: string;
  choices: readonly C[];
  value: string;
  onChoose: (choice: C) => void;
}

function OneOf<C extends Choice<string>>({ id, label, choices, value, onChoose }: OneOfProps<C>) {
  const choose = (chosen: string) => {
    const choice = choices.find((each) => each.value === chosen);
    if (choice) onChoose(choice);
  };
  return (
    <Card>
      <ChoiceList id={id} label={label} choices={choices} value={value} onChange={choose} />
    </Card>
  );
}

export function OftenQuestion({ scope, widest, change }: QuestionProps) {
  const { unit, limit } = scope.frequency;
  return (
    <OneOf
      id="often"
      label="选一种"
      choices={oftenChoices(widest.frequency)}
      value={`${unit}-${limit}`}
      onChoose={({ frequency }) => change({ ...scope, frequency })}
    />
  );
}

export function UntilQuestion({ scope, widest, today, change }: QuestionProps) {
  return (
    <OneOf
      id="until"
      label="从您同意起"
      choices={untilChoices(widest.validDays, today)}
      value={String(scope.validDays)}
      onChoose={({ days }) => change({ ...scope, validDays: days })}
    />
  );
}

export function KeepQuestion({ scope, widest, change }: QuestionProps) {
  return (
    <OneOf
      id="keep"
      label="选一种"
      choices={keepChoices(widest.retentionDays)}
      value={String(scope.retentionDays)}
      onChoose={({ days }) => change({ ...scope, retentionDays: days })}
    />
  );
}
