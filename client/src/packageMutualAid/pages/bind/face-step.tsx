import { useCallback } from 'react';
import { AppButton } from '@/components/app-button';
import { FaceCheck } from '@/components/face-check';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { useMutation } from '@/services/mutation';
import { replaceWith, routeTo } from '@/services/navigate';
import { useOwnFace } from '@/services/own-face';
import { useQuery } from '@/services/query';
import { keepAnswer } from '../../model/binding-news';

/** Step 3: read, agree, show the face; then the binding is made in the same go. */
export function FaceStep({ personId }: { personId: string }) {
  const notice = useQuery('identity.faceNotice', { purpose: 'mutualAid' });
  const bind = useMutation('payment.bindRelative');
  const { run: runBind } = bind;
  const finish = useCallback(
    async (verificationId: string) => {
      const answer = await runBind({ personId, verificationId });
      if (!answer) return;
      keepAnswer(personId, answer);
      replaceWith('mutualAidBind', { step: 'done', personId });
    },
    [personId, runBind],
  );
  const onPassed = useCallback((id: string) => void finish(id), [finish]);
  const route = useCallback(
    (verificationId: string) =>
      routeTo('mutualAidBind', { step: 'face', personId, verificationId }),
    [personId],
  );
  const face = useOwnFace({ purpose: 'mutualAid', route, onPassed });
  const { data } = notice;
  return (
    <Page
      id="bind-face"
      footer={
        data && (
          <AppButton
            id="start-face"
            busy={face.busy || bind.pending}
            busyText="正在核对"
            onPress={() => void face.start(data)}
          >
            同意并刷脸
          </AppButton>
        )
      }
    >
      <StepHeader step={3} of={3} title="刷脸确认是您本人" hint="刷过脸，绑定马上办好" />
      <FaceCheck
        face={face}
        notice={notice}
        error={bind.error}
        otherWay="请带身份证到任意医保窗口绑定，效果一样"
      />
    </Page>
  );
}
