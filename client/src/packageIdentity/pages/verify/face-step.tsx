import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { Icon } from '@/components/icon';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { SummaryList } from '@/components/summary-list';
import { HOTLINE } from '@/services/app-info';
import { useDraft } from '@/services/draft';
import { momentWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { documentTypeWords } from '@/services/words';
import {
  type ClaimedIdentity,
  identityFromDraft,
  typedNumberWords,
} from '../../parts/claimed-identity';
import { type StepProps, VERIFY_DRAFT } from './step-props';
import { type FaceCheck, useFaceCheck } from './use-face-check';

/** Step 3: everything once more, then the camera. Three tries a day. */
export function FaceStep({ me, onVerified }: StepProps) {
  const draft = useDraft(VERIFY_DRAFT);
  const claimed = identityFromDraft(draft.values);
  const face = useFaceCheck(draft, claimed, onVerified);
  const attemptsLeft = face.result?.attemptsLeft ?? me.face.attemptsLeft;
  const locked = face.result?.outcome === 'locked' || attemptsLeft === 0;
  const typed = claimed.name !== '' && claimed.documentNumber !== '';
  return (
    <Page id="verify-face" footer={<FaceButtons face={face} locked={locked} typed={typed} />}>
      <StepHeader
        step={3}
        of={3}
        title={locked ? '换一种方法，今天也能办' : '核对一下，然后刷脸'}
      />
      <FaceNews face={face} />
      <ErrorNotice error={face.error} />
      {locked && <LockedNotice lockedUntil={me.face.lockedUntil} />}
      {typed && <Claimed claimed={claimed} />}
      {!locked && (
        <Card>
          <View className="face-hint">
            <Icon name="face" className="face-hint__icon" />
            <View className="face-hint__words">
              请在亮一点的地方，摘下帽子和口罩，脸对准屏幕。
              <View className="face-hint__note">
                {`每天最多刷 3 次，今天还有 ${attemptsLeft} 次。`}
              </View>
            </View>
          </View>
        </Card>
      )}
    </Page>
  );
}

/** In full: it was typed a moment ago, and masked there is nothing to be checked. */
function Claimed({ claimed }: { claimed: ClaimedIdentity }) {
  const change = () => goTo('verify', { step: 'who' });
  return (
    <Card>
      <SummaryList
        items={[
          { key: 'name', label: '姓名', value: claimed.name, onChange: change },
          {
            key: 'document',
            label: documentTypeWords[claimed.documentType].label,
            value: typedNumberWords(claimed),
            onChange: change,
          },
        ]}
      />
    </Card>
  );
}

function FaceNews({ face }: { face: FaceCheck }) {
  const { result, checking, unsupported } = face;
  if (checking) {
    return <Notice id="face-checking" tone="info" title="正在核对刷脸的结果，请稍候" announce />;
  }
  if (unsupported) {
    return (
      <Notice id="face-unsupported" tone="warn" title="这部手机刷不了脸" announce>
        请在微信里打开再试，或者用柜台核验码，拿着证件到医保窗口确认。
      </Notice>
    );
  }
  if (result?.outcome === 'failed') {
    return <Notice id="face-failed" tone="danger" title={result.message} announce />;
  }
  if (result?.outcome === 'pending') {
    return <Notice id="face-pending" tone="info" title={result.message} announce />;
  }
  return null;
}

function LockedNotice({ lockedUntil }: { lockedUntil: number | null }) {
  const until = lockedUntil === null ? '明天' : momentWords(lockedUntil);
  return (
    <Notice id="face-locked" tone="warn" title="今天的 3 次刷脸都用完了" announce>
      {`${until}以后可以再刷。用柜台核验码，带证件去窗口当场就能办。有疑问请拨打 ${HOTLINE}。`}
    </Notice>
  );
}

interface FaceButtonsProps {
  face: FaceCheck;
  locked: boolean;
  typed: boolean;
}

function FaceButtons({ face, locked, typed }: FaceButtonsProps) {
  const toCounter = () => goTo('counterCode');
  if (locked) {
    return (
      <AppButton id="go-counter" onPress={toCounter}>
        用柜台核验码
      </AppButton>
    );
  }
  if (!typed) {
    return (
      <AppButton id="verify-again" onPress={() => goTo('verify', { step: 'who' })}>
        重新填写证件信息
      </AppButton>
    );
  }
  return (
    <>
      <AppButton
        id="start-face"
        icon="face"
        busy={face.busy}
        busyText="请稍候"
        onPress={face.start}
      >
        {face.result ? '再刷一次' : '开始刷脸'}
      </AppButton>
      <AppButton id="go-counter" kind="text" onPress={toCounter}>
        不想刷脸？用柜台核验码
      </AppButton>
    </>
  );
}
