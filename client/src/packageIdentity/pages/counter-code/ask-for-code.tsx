import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { HowItWorks } from '@/components/counter-code';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { SummaryList } from '@/components/summary-list';
import { useDraft } from '@/services/draft';
import { useMutation } from '@/services/mutation';
import { goTo } from '@/services/navigate';
import { documentTypeWords } from '@/services/words';
import { identityErrors, identityFromDraft, typedNumberWords } from '../../parts/claimed-identity';

/** Before the code: whose it will be, once more, or the question who it is. */
export function AskForCode({ expired, onAsked }: { expired: boolean; onAsked: () => void }) {
  const draft = useDraft('verify');
  const ask = useMutation('identity.requestCounterCode');
  const claimed = identityFromDraft(draft.values);
  const known = Object.keys(identityErrors(claimed)).length === 0;
  const toWho = () => goTo('verify', { step: 'who', way: 'counter' });

  const request = async () => {
    if (await ask.run(claimed)) onAsked();
  };

  return (
    <Page
      id="counter-code"
      footer={
        known ? (
          <AppButton id="get-code" busy={ask.pending} onPress={() => void request()}>
            获取核验码
          </AppButton>
        ) : (
          <AppButton id="counter-start" onPress={toWho}>
            填写证件信息
          </AppButton>
        )
      }
    >
      <StepHeader
        step={known ? 2 : 1}
        of={2}
        title="用柜台核验码确认"
        hint="不用刷脸，当场办好。"
      />
      <ErrorNotice error={ask.error} />
      {expired && <Notice tone="warn" title="上一个核验码已经过期，请重新获取" />}
      {known && (
        <Card>
          <SummaryList
            items={[
              { key: 'name', label: '姓名', value: claimed.name, onChange: toWho },
              {
                key: 'document',
                label: documentTypeWords[claimed.documentType].label,
                value: typedNumberWords(claimed),
                onChange: toWho,
              },
            ]}
          />
        </Card>
      )}
      <HowItWorks />
    </Page>
  );
}
