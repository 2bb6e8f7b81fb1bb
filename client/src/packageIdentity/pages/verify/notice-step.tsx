import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { Heading } from '@/components/heading';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { StepHeader } from '@/components/step-header';
import { useDraft } from '@/services/draft';
import { useMutation } from '@/services/mutation';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { VERIFY_DRAFT } from './step-props';

/** Step 2: what the face check does with the face, and a consent of its own. */
export function NoticeStep() {
  const notice = useQuery('identity.faceNotice', {});
  const agree = useMutation('identity.agreeFaceNotice');
  const draft = useDraft(VERIFY_DRAFT);

  const agreeAndGoOn = async () => {
    if (!notice.data) return;
    const { version, textHash } = notice.data;
    const consent = await agree.run({ version, textHash });
    if (!consent) return;
    draft.set({ consentId: consent.consentId });
    goTo('verify', { step: 'face' });
  };

  return (
    <Page
      id="verify-notice"
      footer={
        <>
          <AppButton
            id="agree-face"
            disabled={!notice.data}
            busy={agree.pending}
            onPress={() => void agreeAndGoOn()}
          >
            看过了，同意刷脸
          </AppButton>
          <AppButton id="go-counter" kind="text" onPress={() => goTo('counterCode')}>
            不想刷脸？用柜台核验码
          </AppButton>
        </>
      }
    >
      <StepHeader
        step={2}
        of={3}
        title="刷脸前，请看一看"
        hint="刷脸由您决定。不同意也能办，换一种方法就行。"
      />
      <ErrorNotice error={agree.error} />
      <QueryView query={notice} shape="text">
        {({ title, paragraphs, version }) => (
          <Card title={title}>
            {paragraphs.map(({ heading, text }) => (
              <View key={heading} className="face-notice__part">
                <View className="face-notice__heading">
                  <Heading level={2}>{heading}</Heading>
                </View>
                <View className="face-notice__text">{text}</View>
              </View>
            ))}
            <View className="face-notice__version">{`告知书版本 ${version}`}</View>
          </Card>
        )}
      </QueryView>
    </Page>
  );
}
