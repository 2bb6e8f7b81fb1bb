import { useRouter } from '@tarojs/taro';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { stepParam } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { DoneStep } from './done-step';
import { FaceStep } from './face-step';
import { NoticeStep } from './notice-step';
import { WhoStep } from './who-step';
import './index.scss';

const steps = { notice: NoticeStep, face: FaceStep, who: WhoStep };

/** Who are you, may we check it, the face check, and the proof. Each step is a page of its own. */
export default function VerifyPage() {
  const me = useQuery('identity.me', {});
  const Step = steps[stepParam(useRouter().params, steps) ?? 'who'];
  if (me.data && !me.data.verified) return <Step me={me.data} onVerified={me.reload} />;
  return (
    <Page id="verify">
      <QueryView query={me} shape="form">
        {({ verified }) => verified && <DoneStep person={verified} />}
      </QueryView>
    </Page>
  );
}
