import { useCallback, useState } from 'react';
import { AppButton } from '@/components/app-button';
import { FaceCheck } from '@/components/face-check';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { goTo, routeTo } from '@/services/navigate';
import { useOwnFace } from '@/services/own-face';
import { useQuery } from '@/services/query';
import { NotReady } from './not-ready';
import type { AnswerProps } from './props';
import { type Granting, useGrant } from './use-grant';

const OTHER_WAY = '不用刷脸也能授权：取一个授权确认码，带上身份证到任意医保窗口确认，效果一样。';

function Face({ detail, granting }: AnswerProps & { granting: Granting }) {
  const { consentId } = detail.line;
  const { grant, pending, error } = granting;
  const notice = useQuery('identity.faceNotice', { purpose: 'consent' });
  const [passedId, setPassedId] = useState<string>();
  const onPassed = useCallback(
    (verificationId: string) => {
      setPassedId(verificationId);
      void grant(verificationId);
    },
    [grant],
  );
  const route = useCallback(
    (verificationId: string) =>
      routeTo('consentAnswer', { consentId, step: 'face', verificationId }),
    [consentId],
  );
  const face = useOwnFace({ purpose: 'consent', route, onPassed });
  // the face was shown and what came after it was lost: nobody shows it twice for that
  const again = passedId !== undefined && error?.retryable === true ? passedId : undefined;
  const { data } = notice;
  const own = detail.line.beganByPerson;
  return (
    <Page
      id="consent-face"
      footer={
        <>
          {again === undefined ? (
            <AppButton
              id="start-face"
              icon="face"
              disabled={!data}
              busy={face.busy || pending}
              busyText="正在核对"
              onPress={() => data && void face.start(data)}
            >
              同意并刷脸
            </AppButton>
          ) : (
            <AppButton id="grant-again" busy={pending} onPress={() => void grant(again)}>
              再提交一次
            </AppButton>
          )}
          <AppButton
            id="go-counter"
            kind="text"
            onPress={() => goTo('consentAnswer', { consentId, step: 'counter' })}
          >
            不想刷脸？到窗口确认
          </AppButton>
        </>
      }
    >
      <StepHeader
        step={own ? 5 : 4}
        of={own ? 5 : 4}
        title="刷脸确认是您本人"
        hint="刷过脸，授权马上生效；随时能收回。"
      />
      <FaceCheck face={face} notice={notice} error={error} otherWay={OTHER_WAY} />
    </Page>
  );
}

/** Step 4: the person shows that it is they; then it is granted in the same go. */
export function FaceStep(props: AnswerProps) {
  const granting = useGrant(props.detail);
  if (!granting.isReady) return <NotReady consentId={props.detail.line.consentId} />;
  return <Face {...props} granting={granting} />;
}
