import { useState } from 'react';
import { View } from '@tarojs/components';
import type { CertificateKind } from '@yibao/shared/rules/certificate-kinds';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ChoiceList } from '@/components/choice-list';
import { ErrorNotice } from '@/components/error-state';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { StatusCard } from '@/components/status-card';
import { StepHeader } from '@/components/step-header';
import { useMutation } from '@/services/mutation';
import { goAlone, goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { type Choice, kindWords } from '../../model/words';

interface CheckStepProps {
  kind: CertificateKind;
  personId: string;
  coverageYear: number | null;
  /** Come from an order, which has answered the questions before: no step is counted. */
  isOfOrder: boolean;
}

const numberChoices = [
  { value: 'masked', label: '隐去中间几位', note: '一般够用，更安全' },
  { value: 'full', label: '写全', note: '对方一定要完整号码时选' },
] as const;
type NumberChoice = (typeof numberChoices)[number]['value'];

/** Everything that will stand on the paper. */
function Content({ choice }: { choice: Choice }) {
  return (
    <Card id="paper-content" title="证明上会写">
      {choice.lines.map(({ label, value }) => (
        <View key={`${label} ${value}`} className="paper-line">
          <View className="paper-line__label">{label}</View>
          <View className="paper-line__value">{value}</View>
        </View>
      ))}
    </Card>
  );
}

function NotNow({ choice }: { choice: Choice | undefined }) {
  return (
    <StatusCard
      id="not-certifiable"
      tone={choice?.state === 'later' ? 'wait' : 'warn'}
      word={choice?.state === 'later' ? '请稍等' : '暂时不能开'}
      sentence={choice?.sentence ?? '没有查到这一年度的记录，不能开具。'}
      isPageTitle
    >
      <AppButton id="other-paper" kind="secondary" onPress={() => goTo('certificateIssue')}>
        换一种或换一年
      </AppButton>
    </StatusCard>
  );
}

const checkTitle = '看一遍，没错就可以开';

export function CheckStep({ kind, personId, coverageYear, isOfOrder }: CheckStepProps) {
  const query = useQuery('certificate.choices', { kind, personId });
  const issue = useMutation('certificate.issue');
  const [shown, setShown] = useState<NumberChoice>('masked');
  const choice = query.data?.choices.find((each) => each.coverageYear === coverageYear);
  const isReady = choice?.state === 'ready';

  const go = async () => {
    const fullNumber = shown === 'full';
    const paper = await issue.run({ kind, personId, coverageYear, fullNumber });
    if (paper) goAlone('certificatePaper', { certificateId: paper.certificateId, fresh: 1 });
  };
  return (
    <Page
      id="issue-check"
      {...(isOfOrder && isReady ? { title: checkTitle, lead: choice.sentence } : {})}
      footer={
        isReady && (
          <AppButton id="issue" busy={issue.pending} busyText="正在开具" onPress={() => void go()}>
            {`开具${kindWords[kind].label}`}
          </AppButton>
        )
      }
    >
      <QueryView query={query} shape="list">
        {({ canShowNumber }) =>
          choice?.state === 'ready' ? (
            <>
              {!isOfOrder && (
                <StepHeader step={4} of={4} title={checkTitle} hint={choice.sentence} />
              )}
              <ErrorNotice error={issue.error} />
              <Content choice={choice} />
              {canShowNumber && (
                <ChoiceList
                  id="number"
                  label="证件号码怎么写"
                  choices={numberChoices}
                  value={shown}
                  onChange={setShown}
                />
              )}
            </>
          ) : (
            <NotNow choice={choice} />
          )
        }
      </QueryView>
    </Page>
  );
}
