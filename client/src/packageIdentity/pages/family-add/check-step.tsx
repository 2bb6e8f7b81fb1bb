import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { SummaryList } from '@/components/summary-list';
import { useDraft } from '@/services/draft';
import { useMutation } from '@/services/mutation';
import { goTo, replaceWith } from '@/services/navigate';
import { documentTypeWords, relationWord } from '@/services/words';
import { identityFromDraft, typedNumberWords } from '../../parts/claimed-identity';
import { MEMBER_DRAFT, relationFromDraft } from './answers';

/** Step 3: everything once more and in full, as it was typed; then the member is added. */
export function CheckStep() {
  const draft = useDraft(MEMBER_DRAFT);
  const add = useMutation('identity.addFamilyMember');
  const claimed = identityFromDraft(draft.values);
  const relation = relationFromDraft(draft.values);
  const complete = relation !== undefined && claimed.name !== '' && claimed.documentNumber !== '';
  const toDocument = () => goTo('familyAdd', { step: 'document' });

  const addNow = async () => {
    if (!complete) {
      replaceWith('familyAdd');
      return;
    }
    const member = await add.run({ relation, ...claimed });
    if (!member) return;
    draft.clear();
    replaceWith('familyAdd', { step: 'done', personId: member.personId });
  };

  return (
    <Page
      id="family-add-check"
      footer={
        <AppButton
          id="add-now"
          busy={add.pending}
          busyText="正在核对证件"
          onPress={() => void addNow()}
        >
          {complete ? '确认添加' : '重新填写'}
        </AppButton>
      }
    >
      <StepHeader step={3} of={3} title="核对一下，没错就添加" />
      <ErrorNotice error={add.error} />
      <Card>
        <SummaryList
          items={[
            {
              key: 'relation',
              label: '是您的',
              value: relation ? relationWord(relation) : '还没选',
              onChange: () => goTo('familyAdd', { step: 'relation' }),
            },
            { key: 'name', label: '姓名', value: claimed.name || '还没填', onChange: toDocument },
            {
              key: 'document',
              label: documentTypeWords[claimed.documentType].label,
              value: typedNumberWords(claimed) || '还没填',
              onChange: toDocument,
            },
          ]}
        />
      </Card>
    </Page>
  );
}
