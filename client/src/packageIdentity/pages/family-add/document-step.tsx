import { useState } from 'react';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { useDraft } from '@/services/draft';
import { goTo } from '@/services/navigate';
import { relationWord } from '@/services/words';
import {
  type IdentityErrors,
  errorList,
  identityErrors,
  identityFromDraft,
  normalised,
} from '../../parts/claimed-identity';
import { IdentityFields } from '../../parts/identity-fields';
import { useToday } from '../../parts/use-today';
import { MEMBER_DRAFT, relationFromDraft } from './answers';

/** Step 2: the new member's name and document. */
export function DocumentStep() {
  const draft = useDraft(MEMBER_DRAFT);
  const today = useToday();
  const [errors, setErrors] = useState<IdentityErrors>({});
  const [summary, setSummary] = useState<readonly FieldError[]>([]);
  const claimed = identityFromDraft(draft.values);
  const relation = relationFromDraft(draft.values);
  const whose = relation ? relationWord(relation) : '家人';

  const goOn = () => {
    const found = identityErrors(claimed, today);
    setErrors(found);
    setSummary(errorList(found));
    if (Object.keys(found).length > 0) return;
    draft.set({ ...normalised(claimed) });
    goTo('familyAdd', { step: 'check' });
  };

  return (
    <Page
      id="family-add-document"
      footer={
        <AppButton id="document-next" onPress={goOn}>
          下一步
        </AppButton>
      }
    >
      <StepHeader
        step={2}
        of={3}
        title={`${whose}的证件信息`}
        hint="请照着证件原件填，填完还能改。"
      />
      <ErrorSummary errors={summary} />
      <Card>
        <IdentityFields
          whose={whose}
          value={claimed}
          errors={errors}
          today={today}
          onChange={(change) => {
            draft.set(change);
            setErrors({});
          }}
        />
      </Card>
    </Page>
  );
}
