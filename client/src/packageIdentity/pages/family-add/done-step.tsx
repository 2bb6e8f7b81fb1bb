import { useRouter } from '@tarojs/taro';
import { AppButton } from '@/components/app-button';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { StatusCard } from '@/components/status-card';
import { goHome, idParam, replaceWith } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { relationWord } from '@/services/words';

/** The proof as the family list has it, and what people want next. */
export function DoneStep() {
  const personId = idParam(useRouter().params, 'personId');
  const family = useQuery('identity.listFamily', {});
  return (
    <Page id="family-add-done">
      <QueryView query={family} shape="status">
        {({ members }) => {
          const member = members.find((each) => each.personId === personId);
          if (!member) return <NotFound />;
          const word = relationWord(member.relation);
          return (
            <StatusCard
              id="member-added"
              tone="ok"
              word="已添加"
              sentence={`${word}已经加到您的家庭`}
              about={member.nameMasked}
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
          );
        }}
      </QueryView>
    </Page>
  );
}

function NotFound() {
  return (
    <EmptyState
      id="member-not-found"
      icon="people"
      title="家人里没有这一位"
      text="请看看「我的家人」，没有的话再添加一次。"
    >
      <AppButton id="see-family" onPress={() => replaceWith('family')}>
        看看我的家人
      </AppButton>
    </EmptyState>
  );
}
