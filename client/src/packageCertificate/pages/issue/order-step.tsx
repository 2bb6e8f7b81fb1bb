import { useState } from 'react';
import type { CertificateKind } from '@yibao/shared/rules/certificate-kinds';
import { AppButton } from '@/components/app-button';
import { ChoiceList } from '@/components/choice-list';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { personWords } from '@/services/words';
import { kindWords, yearWords } from '../../model/words';

/** Come from an order: whose of its contributions, the year is known. */
export function OrderStep({ kind, orderId }: { kind: CertificateKind; orderId: string }) {
  const query = useQuery('payment.getOrder', { orderId });
  const items = (query.data?.items ?? []).filter(({ posted }) => posted);
  const [picked, setPicked] = useState<string>();
  const item = items.find(({ enrollmentId }) => enrollmentId === picked) ?? items[0];
  const goOn = () => {
    if (!item) return;
    const { person, coverageYear } = item;
    goTo('certificateIssue', { kind, orderId, personId: person.personId, year: coverageYear });
  };
  return (
    <Page
      id="issue-order"
      title={`给谁开${kindWords[kind].label}？`}
      lead="一人一份"
      footer={
        item && (
          <AppButton id="next" onPress={goOn}>
            下一步
          </AppButton>
        )
      }
    >
      <QueryView query={query} shape="list">
        {() => (
          <ChoiceList
            id="who"
            label="这笔订单里的人"
            choices={items.map(({ enrollmentId, person, coverageYear }) => ({
              value: enrollmentId,
              label: personWords(person),
              note: yearWords(coverageYear),
            }))}
            value={item?.enrollmentId}
            onChange={setPicked}
          />
        )}
      </QueryView>
    </Page>
  );
}
