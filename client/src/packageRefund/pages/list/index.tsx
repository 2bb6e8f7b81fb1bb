import { useReachBottom } from '@tarojs/taro';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { OlderButton } from '@/components/older-button';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { ServiceRow } from '@/components/row';
import { call } from '@/services/call';
import { amountWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { useOlderPages } from '@/services/older-pages';
import { useQuery } from '@/services/query';
import { aboutWords, type Refund, refundFace } from '../../model/refund-view';
import { useRelations } from '../../use-relations';

const idOf = ({ refundId }: Refund): string => refundId;

async function fetchPage(cursor: string) {
  const { refunds, nextCursor } = await call('refund.list', { cursor });
  return { items: refunds, nextCursor };
}

/** Every refund of mine, newest first, and the way to ask for one. */
export default function Refunds() {
  const query = useQuery('refund.list', {});
  const { data } = query;
  const first = data && { items: data.refunds, nextCursor: data.nextCursor };
  const pages = useOlderPages(first, fetchPage, idOf);
  useReachBottom(pages.loadMore);
  const { relatedRefund } = useRelations();
  const footer = (
    <AppButton id="ask-refund" kind="secondary" onPress={() => goTo('refundApply')}>
      申请退费
    </AppButton>
  );
  return (
    <Page id="refunds" title="退费记录" lead="退给您的，和您自己那一份的" footer={footer}>
      <QueryView query={query}>
        {() =>
          pages.items.length === 0 ? (
            <EmptyState
              icon="refresh"
              title="还没有退费记录"
              text="参加了职工医保、在外地参保、缴重了，待遇开始之前都可以申请退费。"
            />
          ) : (
            <>
              <Card flush>
                {pages.items.map((refund) => (
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
              <OlderButton id="more-refunds" pages={pages} />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}
