import { useState } from 'react';
import { AppButton } from '@/components/app-button';
import { call } from '@/services/call';
import { useDraft } from '@/services/draft';
import { amountWords } from '@/services/format';
import { goHome, goTo } from '@/services/navigate';
import { mendingDraft, NEWBORN_DRAFT, type Start } from '../../model/answers';
import { type Application, nextAction } from '../../model/progress';
import { refusalsOfChecks } from '../../model/steps';
import { refusals } from '../../refusals';
import { keepStart } from '../../use-start';

interface NextButtonProps {
  application: Application;
  /** The person said before sending that they want to pay later. */
  payLater: boolean;
}

interface Mending {
  run: () => void;
  busy: boolean;
}

/** What the form begins with, the kept draft included; the form asks again where it is not told. */
async function freshStart(): Promise<Start | undefined> {
  try {
    return await call('newborn.start', {});
  } catch {
    return undefined;
  }
}

/** Opens the last page of the form with the old answers; what was refused stands beside them. */
function useMending({ checks, status, ...application }: Application): Mending {
  const draft = useDraft(NEWBORN_DRAFT);
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    const start = await freshStart();
    const values = mendingDraft(application, draft.values, start?.draft?.values);
    draft.clear();
    draft.set(values);
    // Whoever took the application back was not refused: an earlier round asks for nothing now.
    refusals.set(status === 'refused' ? refusalsOfChecks(checks) : []);
    keepStart(start);
    setBusy(false);
    goTo('newbornApply', { step: 'check' });
  };
  return { run: () => void open(), busy };
}

/** The form once more, and staff where it is worth asking them. */
function Refused({ application, mend }: { application: Application; mend: Mending }) {
  return (
    <>
      <AppButton id="mend" busy={mend.busy} onPress={mend.run}>
        改好后重新提交
      </AppButton>
      {application.canAddEvidence && (
        <AppButton id="ask-staff" kind="text" onPress={() => toEvidence(application)}>
          没有填错？请工作人员看一看
        </AppButton>
      )}
    </>
  );
}

/** No answer of the form would change the refusal. */
function BeyondTheForm({ application, mend }: { application: Application; mend: Mending }) {
  return (
    <>
      <AppButton id="ask-staff" onPress={() => toEvidence(application)}>
        请工作人员看一看
      </AppButton>
      <AppButton id="mend" kind="text" busy={mend.busy} onPress={mend.run}>
        重新申请
      </AppButton>
    </>
  );
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
      return <Refused application={application} mend={mend} />;
    case 'askStaff':
      return <BeyondTheForm application={application} mend={mend} />;
    case 'enrol':
      return (
        <AppButton id="go-enrol" onPress={() => goTo('choose')}>
          去给宝宝参保
        </AppButton>
      );
    case 'applyAgain':
      return (
        <AppButton id="mend" busy={mend.busy} onPress={mend.run}>
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
