import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { ServiceRow } from '@/components/row';
import { amountWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { aboutWords, refundFace } from '../../model/refund-view';
import { useRelations } from '../../use-relations';

/** Every refund of mine, newest first, and the way to ask for one. */
export default function Refunds() {
  const query = useQuery('refund.list', {});
  const { relatedRefund } = useRelations();
  const footer = (
    <AppButton id="ask-refund" kind="secondary" onPress={() => goTo('refundApply')}>
      申请退费
    </AppButton>
  );
  return (
    <Page id="refunds" title="退费记录" lead="退给您的，和您自己那一份的" footer={footer}>
      <QueryView query={query}>
        {({ refunds }) =>
          refunds.length === 0 ? (
            <EmptyState
              icon="refresh"
              title="还没有退费记录"
              text="参加了职工医保、在外地参保、缴重了，待遇开始之前都可以申请退费。"
            />
          ) : (
            <Card flush>
              {refunds.map((refund) => (
                <ServiceRow
                  key={refund.refundId}
                  id={`refund-${refund.refundId}`}
                  icon="refresh"
                  title={`${amountWords(refund.amountFen)} · ${refundFace(refund.status).word}`}
                  subtitle={aboutWords(relatedRefund(refund))}
                  onPress={() => goTo('refund', { refundId: refund.refundId })}
                />
              ))}
            </Card>
          )
        }
      </QueryView>
    </Page>
  );
}
