import { AppButton } from '@/components/app-button';
import { CounterCode, HowItWorks } from '@/components/counter-code';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { StatusCard } from '@/components/status-card';
import { StepHeader } from '@/components/step-header';
import { useMutation } from '@/services/mutation';
import { useQuery, useRepeat } from '@/services/query';
import { NotReady } from './not-ready';
import type { AnswerProps } from './props';
import { type Granting, useGrant } from './use-grant';

/** While somebody stands at the counter the page should turn by itself: ten minutes of asking. */
const poll = { intervalMs: 4_000, maxTimes: 150 };

function Counter({ detail, granting }: AnswerProps & { granting: Granting }) {
  const { consentId } = detail.line;
  const code = useQuery('consent.counterState', { consentId });
  const ask = useMutation('consent.counterCode');
  const state = code.data?.state;
  useRepeat(code.reload, { ...poll, active: state === 'waiting' });
  const request = async () => {
    if (await ask.run({ consentId })) code.reload();
  };
  const own = detail.line.beganByPerson;
  return (
    <Page
      id="consent-counter"
      footer={
        (state === 'none' || state === 'expired') && (
          <AppButton id="get-code" busy={ask.pending} onPress={() => void request()}>
            取一个授权确认码
          </AppButton>
        )
      }
    >
      {state !== 'confirmed' && (
        <StepHeader
          step={own ? 5 : 4}
          of={own ? 5 : 4}
          title="到窗口确认是您本人"
          hint="不用刷脸，效果一样。确认码过一会儿就失效，到了窗口再取；您选好的内容都留着。"
        />
      )}
      <ErrorNotice error={ask.error ?? granting.error} />
      {state === 'expired' && <Notice tone="warn" title="上一个确认码已经过期，请重新取一个" />}
      <QueryView query={code} shape="status">
        {({ state: known, code: digits, expiresAt }) =>
          known === 'confirmed' ? (
            <StatusCard
              id="counter-confirmed"
              tone="ok"
              word="窗口已确认"
              sentence="窗口已经确认您是本人，点一下就授权"
              isPageTitle
            >
              <AppButton
                id="grant"
                busy={granting.pending}
                busyText="正在授权"
                onPress={() => void granting.grant(null)}
              >
                同意授权
              </AppButton>
            </StatusCard>
          ) : (
            <>
              {known === 'waiting' && (
                <>
                  <CounterCode label="您的授权确认码" code={digits ?? ''} expiresAt={expiresAt} />
                  <Notice tone="info" title="窗口确认后，这里会自动变成「已确认」">
                    这个号码只给医保工作人员看，不要发给别人，也不要告诉要看您信息的机构。
                  </Notice>
                </>
              )}
              <HowItWorks />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}

/** The other way to show that it is they: a code that a clerk confirms, the document in hand. */
export function CounterStep(props: AnswerProps) {
  const granting = useGrant(props.detail);
  if (!granting.isReady) return <NotReady consentId={props.detail.line.consentId} />;
  return <Counter {...props} granting={granting} />;
}
