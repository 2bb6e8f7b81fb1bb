import { useState } from 'react';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { useMutation } from '@/services/mutation';
import { goTo, replaceWith } from '@/services/navigate';
import { completed, missingIn } from '../../model/scope';
import { ScopeSummary } from '../../parts/scope-summary';
import { chosenOne, useOnesOwn } from '../../parts/whose';
import { type BeginProps, useBeginScope } from './use-beginning';

/** Step 3: little to begin with; each part can be changed up to what the agreement allows. */
export function ScopeStep(props: BeginProps) {
  const { party, purpose, personId, scope, clear } = useBeginScope(props);
  const people = useOnesOwn();
  const begin = useMutation('consent.begin');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  if (!party || !purpose) return null;
  const { agreementId, ceiling, fields } = party;
  const who = chosenOne(people.data, personId);
  const goOn = async () => {
    const missing = missingIn(scope);
    setErrors(missing ? [{ fieldId: `change-${missing.part}`, message: missing.message }] : []);
    if (missing || !who) return;
    const begun = await begin.run({
      personId: who.personId,
      agreementId,
      purpose,
      scope: completed(scope, ceiling),
    });
    if (!begun) return;
    clear();
    replaceWith('consentAnswer', { consentId: begun.consentId, step: 'notice' });
  };
  return (
    <Page
      id="begin-scope"
      footer={
        <AppButton id="begin-next" disabled={!who} busy={begin.pending} onPress={() => void goOn()}>
          下一步，看告知书
        </AppButton>
      }
    >
      <StepHeader
        step={3}
        of={5}
        title={`给${party.name}看这些，行吗？`}
        hint="先给您选了够用的，都可以改。"
      />
      <ErrorSummary errors={errors} />
      <ErrorNotice error={begin.error ?? people.error} />
      <Card>
        <ScopeSummary
          scope={scope}
          widest={ceiling}
          isAsked={false}
          fields={fields}
          today={props.today}
          onChange={(part) => goTo('consentBegin', { step: part })}
        />
      </Card>
    </Page>
  );
}
