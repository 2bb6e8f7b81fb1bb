import { useState } from 'react';
import { View } from '@tarojs/components';
import type { CertificateKind } from '@yibao/shared/rules/certificate-kinds';
import { AppButton } from '@/components/app-button';
import { ChoiceList } from '@/components/choice-list';
import { EmptyState } from '@/components/empty-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { StepHeader } from '@/components/step-header';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { type Choice, kindWords, yearParam, yearWords } from '../../model/words';

interface YearStepProps {
  kind: CertificateKind;
  personId: string;
}

/** Years that cannot be certified now: each with its reason, none hidden. */
function NotNow({ choices }: { choices: Choice[] }) {
  return (
    <>
      {choices.map(({ coverageYear, state, sentence }) => (
        <Notice
          key={yearParam(coverageYear)}
          tone={state === 'later' ? 'info' : 'warn'}
          title={`${yearWords(coverageYear)}现在不能开`}
        >
          <View>{sentence}</View>
        </Notice>
      ))}
    </>
  );
}

export function YearStep({ kind, personId }: YearStepProps) {
  const query = useQuery('certificate.choices', { kind, personId });
  const all = query.data?.choices ?? [];
  const ready = all.filter(({ state }) => state === 'ready');
  const [picked, setPicked] = useState<string>();
  const year = picked ?? (ready[0] ? yearParam(ready[0].coverageYear) : undefined);
  return (
    <Page
      id="issue-year"
      footer={
        year !== undefined && (
          <AppButton id="next" onPress={() => goTo('certificateIssue', { kind, personId, year })}>
            下一步
          </AppButton>
        )
      }
    >
      <StepHeader step={3} of={4} title="要哪一年的？" />
      <QueryView query={query} shape="list">
        {() => (
          <>
            <NotNow choices={all.filter(({ state }) => state !== 'ready')} />
            {ready.length > 0 && (
              <ChoiceList
                id="year"
                label="年度"
                choices={ready.map(({ coverageYear, sentence }) => ({
                  value: yearParam(coverageYear),
                  label: yearWords(coverageYear),
                  note: sentence,
                }))}
                value={year}
                onChange={setPicked}
              />
            )}
            {all.length === 0 && (
              <EmptyState
                icon="document"
                title="没有可以开的记录"
                text={`医保系统里没有查到能开${kindWords[kind].label}的年度。刚缴的费，过几分钟再来看看。`}
              >
                <AppButton id="go-enroll" kind="secondary" onPress={() => goTo('choose')}>
                  去参保缴费
                </AppButton>
              </EmptyState>
            )}
          </>
        )}
      </QueryView>
    </Page>
  );
}
