import { useRouter } from '@tarojs/taro';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { Card } from '@/components/card';
import { Heading } from '@/components/heading';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { ServiceRow } from '@/components/row';
import { dayWords } from '@/services/format';
import { goTo, idParam, param } from '@/services/navigate';
import { useQuery } from '@/services/query';
import {
  isRightsKind,
  rightsFace,
  rightsKinds,
  type RightsRequest,
  rightsWords,
} from '../../model/rights';
import { AskStep } from './ask-step';
import './index.scss';

const icons = {
  copy: 'document',
  correction: 'refresh',
  deletion: 'cross',
  explanation: 'info',
} as const;

function OneRequest({ request }: { request: RightsRequest }) {
  const { rightsRequestId, kind, words, status, answer, dueOn, person } = request;
  const { tone, word } = rightsFace(status);
  return (
    <Card id={`right-${rightsRequestId}`}>
      <Badge tone={tone} word={word} />
      <View className="right__what">{rightsWords[kind].label}</View>
      <View className="right__note">{`谁的信息：${person.nameMasked}`}</View>
      <View className="right__words">{words}</View>
      {status === 'open' && (
        <View className="right__note">{`医保局会在 ${dayWords(dueOn)}前答复`}</View>
      )}
      {answer !== null && <View className="right__answer">{`医保局答复：${answer}`}</View>}
    </Card>
  );
}

/** @param sentId the one that was sent a moment ago, as the address says it */
function RightsList({ sentId }: { sentId: string }) {
  const query = useQuery('consent.rights', {});
  const isSent = query.data?.requests.some((each) => each.rightsRequestId === sentId);
  return (
    <Page
      id="consent-rights"
      title="我的权利"
      lead="信息是您的。下面四件事，法律规定您都能要求，不收钱。"
    >
      {isSent && (
        <Notice id="right-sent" tone="ok" title="已经交给医保局" announce>
          有了答复会发消息告诉您，也写在下面。
        </Notice>
      )}
      <Card flush>
        {rightsKinds.map((kind) => (
          <ServiceRow
            key={kind}
            id={`ask-${kind}`}
            icon={icons[kind]}
            title={rightsWords[kind].label}
            subtitle={rightsWords[kind].note}
            onPress={() => goTo('consentRights', { kind })}
          />
        ))}
      </Card>
      <QueryView query={query}>
        {({ requests, answerDays }) => (
          <>
            <View className="rights__title">
              <Heading level={2}>我提出过的</Heading>
            </View>
            {requests.length === 0 ? (
              <Card>
                <View className="right__note">
                  {`还没有提出过。提出以后，医保局在 ${answerDays} 天内答复。`}
                </View>
              </Card>
            ) : (
              requests.map((request) => (
                <OneRequest key={request.rightsRequestId} request={request} />
              ))
            )}
          </>
        )}
      </QueryView>
      <AppButton id="go-consents" kind="text" onPress={() => goTo('consents')}>
        收回授权，在这里
      </AppButton>
    </Page>
  );
}

/** What a person may ask for about their data, and what came of it. */
export default function RightsPage() {
  const { params } = useRouter();
  const kind = param(params, 'kind');
  if (isRightsKind(kind)) return <AskStep kind={kind} />;
  return <RightsList sentId={idParam(params, 'sent')} />;
}
