import { useRouter } from '@tarojs/taro';
import { AppButton } from '@/components/app-button';
import { Page } from '@/components/page';
import { StatusCard } from '@/components/status-card';
import { goHome, param, replaceWith } from '@/services/navigate';
import { relationWords } from '@/services/words';
import { relationFromDraft } from './answers';

/** The proof, and what people want next. */
export function DoneStep() {
  const { params } = useRouter();
  const relation = relationFromDraft({ relation: param(params, 'relation') });
  const word = relation ? relationWords[relation] : '家人';
  const name = param(params, 'name');
  const personId = param(params, 'personId');
  return (
    <Page id="family-add-done">
      <StatusCard
        id="member-added"
        tone="ok"
        word="已添加"
        sentence={`${word}已经加到您的家庭`}
        about={name}
        isPageTitle
      >
        <AppButton id="enroll-member" onPress={() => replaceWith('choose', { personId })}>
          {`给${word}参保缴费`}
        </AppButton>
        <AppButton id="add-another" kind="secondary" onPress={() => replaceWith('familyAdd')}>
          再加一位家人
        </AppButton>
        <AppButton id="done-home" kind="text" onPress={goHome}>
          回首页
        </AppButton>
      </StatusCard>
    </Page>
  );
}
