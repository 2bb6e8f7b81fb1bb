import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { momentWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import type { Complaint } from '../../model/complaint';
import './index.scss';

function OneComplaint({ complaint }: { complaint: Complaint }) {
  const { complaintId, organisationName, words, createdAt, answer, answeredAt } = complaint;
  return (
    <Card id={`complaint-${complaintId}`}>
      {answer === null ? (
        <Badge tone="wait" word="等医保局答复" />
      ) : (
        <Badge tone="ok" word="已答复" />
      )}
      <View className="complaint__who">{organisationName}</View>
      <View className="complaint__note">{momentWords(createdAt)}</View>
      <View className="complaint__words">{words}</View>
      {answer !== null && (
        <View className="complaint__answer">
          <View className="complaint__note">
            {`医保局答复${answeredAt === null ? '' : `，${momentWords(answeredAt)}`}`}
          </View>
          <View>{answer}</View>
        </View>
      )}
    </Card>
  );
}

/** What the person has complained about, and what was answered. */
export default function ComplaintsPage() {
  const query = useQuery('consent.complaints', {});
  return (
    <Page id="consent-complaints" title="我的投诉" lead="投诉过的，和医保局的答复">
      <QueryView query={query}>
        {({ complaints }) =>
          complaints.length === 0 ? (
            <EmptyState
              id="no-complaints"
              icon="document"
              title="没有投诉过"
              text="觉得哪次查看不对，在「谁看过我的信息」里那一次的下面就能投诉。"
            >
              <AppButton id="go-looks" kind="secondary" onPress={() => goTo('consentLooks')}>
                谁看过我的信息
              </AppButton>
            </EmptyState>
          ) : (
            complaints.map((complaint) => (
              <OneComplaint key={complaint.complaintId} complaint={complaint} />
            ))
          )
        }
      </QueryView>
    </Page>
  );
}
