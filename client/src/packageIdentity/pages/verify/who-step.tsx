import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { useDraft } from '@/services/draft';
import { goTo, param } from '@/services/navigate';
import {
  type IdentityErrors,
  errorList,
  identityErrors,
  identityFromDraft,
  normalised,
} from '../../parts/claimed-identity';
import { IdentityFields } from '../../parts/identity-fields';
import { useToday } from '../../parts/use-today';
import { VERIFY_DRAFT } from './step-props';

/** Step 1: name, document and number. */
export function WhoStep() {
  const byCounter = param(useRouter().params, 'way') === 'counter';
  const draft = useDraft(VERIFY_DRAFT);
  const today = useToday();
  const [errors, setErrors] = useState<IdentityErrors>({});
  const [summary, setSummary] = useState<readonly FieldError[]>([]);
  const claimed = identityFromDraft(draft.values);
  const faceless = byCounter || claimed.documentType !== 'residentId';

  const goOn = () => {
    const found = identityErrors(claimed, today);
    setErrors(found);
    setSummary(errorList(found));
    if (Object.keys(found).length > 0) return;
    draft.set({ ...normalised(claimed) });
    if (faceless) goTo('counterCode');
    else goTo('verify', { step: 'notice' });
  };

  return (
    <Page
      id="verify-who"
      footer={
        <AppButton id="verify-next" onPress={goOn}>
          下一步
        </AppButton>
      }
    >
      <StepHeader
        step={1}
        of={faceless ? 2 : 3}
        title="您的证件信息"
        hint="只用来确认您是本人，加密保存，不给别人看。"
      />
      <ErrorSummary errors={summary} />
      <Card>
        <IdentityFields
          whose="您"
          value={claimed}
          errors={errors}
          today={today}
          onChange={(change) => {
            draft.set(change);
            setErrors({});
          }}
        />
      </Card>
      {!byCounter && faceless && (
        <Notice tone="info" title="这种证件不用刷脸">
          下一步会给您一个柜台核验码，拿着证件到任一医保窗口确认就行。
        </Notice>
      )}
    </Page>
  );
}
