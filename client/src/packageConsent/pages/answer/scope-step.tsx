import { useState } from 'react';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { goTo, replaceWith } from '@/services/navigate';
import { missingIn } from '../../model/scope';
import { DenyButton } from '../../parts/deny-button';
import { ScopeSummary } from '../../parts/scope-summary';
import { draftKeyOf, useScope } from '../../use-scope';
import type { AnswerProps } from './props';

/** Step 2: everything that was asked for; each part can be made less. */
export function ScopeStep({ detail, today }: AnswerProps) {
  const { line, requested, fields } = detail;
  const { consentId } = line;
  const { scope, clear } = useScope(draftKeyOf(consentId), requested, requested);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const own = detail.line.beganByPerson;
  const goOn = () => {
    const missing = missingIn(scope);
    if (missing) setErrors([{ fieldId: `change-${missing.part}`, message: missing.message }]);
    else goTo('consentAnswer', { consentId, step: 'notice' });
  };
  return (
    <Page
      id="consent-scope"
      footer={
        <>
          <AppButton id="scope-next" onPress={goOn}>
            下一步
          </AppButton>
          <DenyButton
            line={line}
            own={own}
            onDone={() => {
              clear();
              replaceWith('consent', { consentId });
            }}
          />
        </>
      }
    >
      <StepHeader
        step={own ? 3 : 2}
        of={own ? 5 : 4}
        title={own ? '您选了这些，还可以改少' : '对方想看这些，可以改少'}
        hint="不想给的，点「修改」去掉。只会改少，不会加多。"
      />
      <ErrorSummary errors={errors} />
      <Card>
        <ScopeSummary
          scope={scope}
          widest={requested}
          isAsked
          fields={fields}
          today={today}
          onChange={(part) => goTo('consentAnswer', { consentId, step: part })}
        />
      </Card>
    </Page>
  );
}
