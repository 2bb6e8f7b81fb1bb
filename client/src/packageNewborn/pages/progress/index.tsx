import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { AppButton } from '@/components/app-button';
import { ErrorNotice } from '@/components/error-state';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { ConfirmDialog } from '@/components/sheet';
import { idParam, param } from '@/services/navigate';
import type { Application } from '../../model/progress';
import { Answer } from './answer';
import { BabyFacts, Checks, NoApplication, Returned, UpgradeRow, Way, Years } from './details';
import { NextButton } from './next-button';
import { useApplication, type Watched } from './use-application';
import './index.scss';

function Withdraw({ watched }: { watched: Watched }) {
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <>
      <AppButton id="withdraw" kind="text" onPress={() => setAsking(true)}>
        不办了，撤回申请
      </AppButton>
      <ConfirmDialog
        id="withdraw-dialog"
        open={asking}
        title="撤回这份申请？"
        text="撤回后就不再核对了，什么都没有办，也没有扣钱。以后随时可以重新申请。"
        confirmText="撤回"
        danger
        busy={watched.busy}
        onConfirm={() => void watched.withdraw().then(close)}
        onClose={close}
      />
    </>
  );
}

function Body({ application, watched }: { application: Application; watched: Watched }) {
  const { timeline, canWithdraw } = application;
  return (
    <>
      <Answer application={application} />
      <Returned timeline={timeline} busy={watched.busy} onSendAgain={watched.sendAgain} />
      <Years application={application} />
      <Way timeline={timeline} />
      <UpgradeRow application={application} />
      <BabyFacts application={application} />
      <Checks application={application} />
      {canWithdraw && <Withdraw watched={watched} />}
    </>
  );
}

/** One application: the answer first, then the money, the way, and what it rests on. */
export default function ProgressPage() {
  const { params } = useRouter();
  const applicationId = idParam(params, 'applicationId');
  const payLater = param(params, 'pay') === 'later';
  const watched = useApplication(applicationId);
  const { data } = watched.query;
  return (
    <Page
      id="newborn-progress"
      footer={data && <NextButton application={data} payLater={payLater} />}
    >
      <ErrorNotice error={watched.error} />
      {applicationId === '' ? (
        <NoApplication />
      ) : (
        <QueryView query={watched.query} shape="status">
          {(application) => <Body application={application} watched={watched} />}
        </QueryView>
      )}
    </Page>
  );
}
