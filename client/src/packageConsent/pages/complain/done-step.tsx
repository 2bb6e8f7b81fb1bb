import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { Row } from '@/components/row';
import { StatusCard } from '@/components/status-card';
import { HOTLINE } from '@/services/app-info';
import { momentWords } from '@/services/format';
import { goTo, replaceWith } from '@/services/navigate';
import { useQuery } from '@/services/query';
import type { Complaint } from '../../model/complaint';

function Sent({ complaint }: { complaint: Complaint }) {
  const { consentId, createdAt, organisationName, words } = complaint;
  return (
    <>
      <StatusCard
        id="complaint-sent"
        tone="ok"
        word="已提交"
        about={momentWords(createdAt)}
        sentence="投诉已经交给医保局"
        isPageTitle
      >
        <AppButton id="go-consent" onPress={() => replaceWith('consent', { consentId })}>
          去看这份授权
        </AppButton>
        <AppButton id="go-complaints" kind="secondary" onPress={() => goTo('consentComplaints')}>
          看我的投诉
        </AppButton>
      </StatusCard>
      <Card title="您说的">
        <Row label={organisationName} note={words} />
      </Card>
      <Card title="接下来">
        <Row label="医保局会去核实" note="对方怎么查的、查了什么，都有记录" />
        <Row label="有了答复会发消息告诉您" note="答复也在「我的投诉」里" />
        <Row
          label="投诉不会停掉授权"
          note={`还在给对方看的，随时能暂停或收回。着急可以拨打 ${HOTLINE}`}
        />
      </Card>
    </>
  );
}

/** It has arrived: what happens next, and what can be done now. */
export function DoneStep({ complaintId }: { complaintId: string }) {
  const query = useQuery('consent.complaints', {});
  return (
    <Page id="complaint-done">
      <QueryView query={query} shape="status">
        {({ complaints }) => {
          const complaint = complaints.find((each) => each.complaintId === complaintId);
          if (complaint) return <Sent complaint={complaint} />;
          return (
            <StatusCard
              id="complaint-not-found"
              tone="warn"
              word="没有提交"
              sentence="没有查到这次投诉，请从头再来一次"
              isPageTitle
            />
          );
        }}
      </QueryView>
    </Page>
  );
}
