import { useState } from 'react';
import { certificateKinds, type CertificateKind } from '@yibao/shared/rules/certificate-kinds';
import { AppButton } from '@/components/app-button';
import { ChoiceList } from '@/components/choice-list';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { goTo } from '@/services/navigate';
import { kindWords } from '../../model/words';

const choices = certificateKinds.map((value) => ({ value, ...kindWords[value] }));

export function KindStep() {
  const [kind, setKind] = useState<CertificateKind>('cover');
  return (
    <Page
      id="issue-kind"
      footer={
        <AppButton id="next" onPress={() => goTo('certificateIssue', { kind })}>
          下一步
        </AppButton>
      }
    >
      <StepHeader step={1} of={4} title="要开哪一种？" />
      <ChoiceList id="kind" label="种类" choices={choices} value={kind} onChange={setKind} />
    </Page>
  );
}
