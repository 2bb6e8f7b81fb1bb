import { useCallback, useEffect, useRef } from 'react';
import { useRouter } from '@tarojs/taro';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { Row } from '@/components/row';
import { StepHeader } from '@/components/step-header';
import { useMutation } from '@/services/mutation';
import { idParam, replaceWith, routeTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { keepAnswer } from '../../model/binding-news';
import { useOwnFace } from './use-own-face';

/** Step 3: read, agree, show the face; then the binding is made in the same go. */
export function FaceStep({ personId }: { personId: string }) {
  const returned = idParam(useRouter().params, 'verificationId');
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
  const face = useOwnFace(route, onPassed);
  const askedOnReturn = useRef(false);
  const { ask, result } = face;
  useEffect(() => {
    if (returned === '' || askedOnReturn.current) return;
    askedOnReturn.current = true;
    void ask(returned);
  }, [returned, ask]);
  const busy = face.busy || bind.pending;
  const { data } = notice;
  return (
    <Page
      id="bind-face"
      footer={
        data && (
          <AppButton
            id="start-face"
            busy={busy}
            busyText="正在核对"
            onPress={() => void face.start(data)}
          >
            同意并刷脸
          </AppButton>
        )
      }
    >
      <StepHeader step={3} of={3} title="刷脸确认是您本人" hint="刷过脸，绑定马上办好" />
      <ErrorNotice error={face.error ?? bind.error} />
      {result && result.outcome !== 'verified' && (
        <Notice id="face-result" tone="warn" title={result.message} announce />
      )}
      {face.unsupported && (
        <Notice id="face-unsupported" tone="warn" title="这台手机不能刷脸" announce>
          请带身份证到任意医保窗口绑定，效果一样
        </Notice>
      )}
      <QueryView query={notice} shape="text">
        {({ title, paragraphs }) => (
          <Card title={title}>
            {paragraphs.map(({ heading, text }) => (
              <Row key={heading} label={heading} note={text} />
            ))}
          </Card>
        )}
      </QueryView>
    </Page>
  );
}
