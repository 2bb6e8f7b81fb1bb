import { AppButton } from '@/components/app-button';
import { useDraft } from '@/services/draft';
import { amountWords } from '@/services/format';
import { goHome, goTo } from '@/services/navigate';
import { mendingDraft, NEWBORN_DRAFT } from '../../model/answers';
import { type Application, nextAction } from '../../model/progress';
import { refusalsOfChecks } from '../../model/steps';
import { refusals } from '../../refusals';
import { keepStart } from '../../use-start';

interface NextButtonProps {
  application: Application;
  /** The person said before sending that they want to pay later. */
  payLater: boolean;
}

/** Opens the last page of the form with the old answers; what was refused stands beside them. */
function useMending(application: Application): () => void {
  const draft = useDraft(NEWBORN_DRAFT);
  return () => {
    const values = mendingDraft(application, draft.values);
    draft.clear();
    draft.set(values);
    refusals.set(refusalsOfChecks(application.checks));
    keepStart(undefined);
    goTo('newbornApply', { step: 'check' });
  };
}

function toEvidence({ applicationId }: Application): void {
  goTo('newbornEvidence', { applicationId });
}

function PayButton({ application, payLater }: NextButtonProps) {
  const action = nextAction(application);
  if (action.kind !== 'pay') return null;
  const { enrollmentIds, totalFen } = action;
  return (
    <>
      {payLater && (
        <AppButton id="newborn-home" onPress={goHome}>
          回首页，以后再缴
        </AppButton>
      )}
      <AppButton
        id="pay"
        kind={payLater ? 'secondary' : 'primary'}
        onPress={() => goTo('confirm', { enrollments: enrollmentIds.join(',') })}
      >
        {totalFen === 0 ? '去确认参保，不用付钱' : `去缴费 ${amountWords(totalFen)}`}
      </AppButton>
    </>
  );
}

/** The one thing to do next, at the thumb. */
export function NextButton({ application, payLater }: NextButtonProps) {
  const action = nextAction(application);
  const mend = useMending(application);
  switch (action.kind) {
    case 'resume':
      return (
        <AppButton id="resume" onPress={() => goTo('order', { orderId: action.orderId })}>
          接着付款
        </AppButton>
      );
    case 'pay':
      return <PayButton application={application} payLater={payLater} />;
    case 'addEvidence':
      return (
        <AppButton id="add-evidence" onPress={() => toEvidence(application)}>
          去补充材料
        </AppButton>
      );
    case 'mend':
      return (
        <>
          <AppButton id="mend" onPress={mend}>
            改好后重新提交
          </AppButton>
          {application.canAddEvidence && (
            <AppButton id="ask-staff" kind="text" onPress={() => toEvidence(application)}>
              没有填错？请工作人员看一看
            </AppButton>
          )}
        </>
      );
    case 'applyAgain':
      return (
        <AppButton id="mend" onPress={mend}>
          重新申请
        </AppButton>
      );
    case 'viewCover':
      return (
        <AppButton
          id="go-cover"
          kind="secondary"
          onPress={() => goTo('cover', { enrollmentId: action.enrollmentId })}
        >
          查看宝宝的参保
        </AppButton>
      );
    case 'wait':
      return (
        <AppButton id="newborn-home" kind="secondary" onPress={goHome}>
          回首页
        </AppButton>
      );
  }
}
