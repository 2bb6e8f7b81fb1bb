import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { RuleNote } from '@/components/rule-note';
import { StatusCard } from '@/components/status-card';
import { Timeline } from '@/components/timeline';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { type Enrollment, enrollmentFace } from '../../model/conflict';
import { PeriodFacts } from './period-facts';

/** The one thing to do about it from here, if any. */
function NextStep({ enrollment: { enrollmentId, orderId, status } }: { enrollment: Enrollment }) {
  if (orderId !== null) {
    return (
      <AppButton id="view-order" kind="secondary" onPress={() => goTo('order', { orderId })}>
        看缴费凭证
      </AppButton>
    );
  }
  if (status === 'registered') {
    return (
      <AppButton id="pay-enrollment" onPress={() => goTo('confirm', { enrollments: enrollmentId })}>
        去缴费
      </AppButton>
    );
  }
  return null;
}

function Details({ enrollment }: { enrollment: Enrollment }) {
  const { person, coverageYear, status, sentence, cover, waiting, timeline, rules } = enrollment;
  const { tone, word } = enrollmentFace(status);
  return (
    <>
      <StatusCard
        id="enrollment-status"
        tone={tone}
        word={word}
        about={`${person.nameMasked} · ${coverageYear} 年度`}
        sentence={sentence}
        isPageTitle
      />
      <Card>
        <PeriodFacts cover={cover} waitingUntil={waiting.until} />
      </Card>
      <Card title="办到哪一步了">
        <Timeline steps={timeline} />
      </Card>
      <RuleNote rules={rules} />
      <NextStep enrollment={enrollment} />
      <AppButton id="my-cover" kind="text" onPress={() => goTo('cover')}>
        看我自己历年的参保
      </AppButton>
    </>
  );
}

/** One enrolment the caller acts for: where it stands and from when it covers. */
export function OneEnrollment({ enrollmentId }: { enrollmentId: string }) {
  const query = useQuery('enrollment.get', { enrollmentId });
  return (
    <Page id="cover">
      <QueryView query={query} shape="status">
        {(enrollment) => <Details enrollment={enrollment} />}
      </QueryView>
    </Page>
  );
}
