import { useState } from 'react';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ChoiceList } from '@/components/choice-list';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { StepHeader } from '@/components/step-header';
import { goTo } from '@/services/navigate';
import { chosenOne, useOnesOwn, WhoseQuestion } from '../../parts/whose';
import { type BeginProps, useBeginning } from './use-beginning';

/** Step 2: what for; and whose data, where there are children. */
export function PurposeStep({ parties }: BeginProps) {
  const { party, purpose, personId, choose, chooseWhose } = useBeginning(parties);
  const people = useOnesOwn();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const goOn = () => {
    if (purpose) goTo('consentBegin', { step: 'scope' });
    else setErrors([{ fieldId: 'purpose', message: '请选一样' }]);
  };
  if (!party) return null;
  return (
    <Page
      id="begin-purpose"
      footer={
        people.data && (
          <AppButton id="purpose-next" onPress={goOn}>
            下一步
          </AppButton>
        )
      }
    >
      <StepHeader step={2} of={5} title={`${party.name}为什么要看？`} />
      <ErrorSummary errors={purpose ? [] : errors} />
      <QueryView query={people} shape="form">
        {(family) => (
          <Card>
            <ChoiceList
              id="purpose"
              label="为了什么"
              hint="对方只能为这件事看，不能用到别处"
              choices={party.purposes.map((value) => ({
                value,
                label: consentPurposeInfo[value].label,
                note: consentPurposeInfo[value].sentence,
              }))}
              value={purpose}
              error={purpose ? undefined : errors[0]?.message}
              onChange={(chosen) => choose({ purpose: chosen })}
            />
            <WhoseQuestion
              family={family}
              value={chosenOne(family, personId)?.personId}
              onChange={chooseWhose}
            />
          </Card>
        )}
      </QueryView>
    </Page>
  );
}
