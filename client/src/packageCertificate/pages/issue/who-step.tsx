import { useState } from 'react';
import type { CertificateKind } from '@yibao/shared/rules/certificate-kinds';
import { AppButton } from '@/components/app-button';
import { ChoiceList } from '@/components/choice-list';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { StepHeader } from '@/components/step-header';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { kindWords, whoWords } from '../../model/words';

export function WhoStep({ kind }: { kind: CertificateKind }) {
  const query = useQuery('certificate.people', {});
  const people = (query.data?.people ?? []).filter(({ kinds }) => kinds.includes(kind));
  const [picked, setPicked] = useState<string>();
  const personId = picked ?? people[0]?.person.personId;
  return (
    <Page
      id="issue-who"
      footer={
        personId !== undefined && (
          <AppButton id="next" onPress={() => goTo('certificateIssue', { kind, personId })}>
            下一步
          </AppButton>
        )
      }
    >
      <StepHeader step={2} of={4} title={`给谁开${kindWords[kind].label}？`} />
      <QueryView query={query} shape="list">
        {() => (
          <ChoiceList
            id="who"
            label="谁的"
            hint={
              kind === 'cover'
                ? '参保证明只有本人和孩子的监护人能开。别的家人请用自己的手机开。'
                : undefined
            }
            choices={people.map(({ person, who }) => ({
              value: person.personId,
              label: person.name,
              note: whoWords[who],
            }))}
            value={personId}
            onChange={setPicked}
          />
        )}
      </QueryView>
    </Page>
  );
}
