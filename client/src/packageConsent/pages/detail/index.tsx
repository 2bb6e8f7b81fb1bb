import { useRouter } from '@tarojs/taro';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { scrollToTop } from '@/services/focus';
import { idParam, param } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { AskedPage } from './asked-page';
import { GrantedPage } from './granted-page';
import './index.scss';

/** One consent: a question to be answered, or what was granted and what became of it. */
export default function ConsentDetailPage() {
  const { params } = useRouter();
  const query = useQuery('consent.detail', { consentId: idParam(params, 'consentId') });
  const { data, reload } = query;
  const onDecided = () => {
    scrollToTop();
    reload();
  };
  if (data) {
    const shown = { detail: data, error: query.error, onDecided };
    if (data.line.status === 'requested') return <AskedPage {...shown} />;
    const isFresh = param(params, 'done') !== '' && data.line.status === 'active';
    return <GrantedPage {...shown} isFresh={isFresh} />;
  }
  return (
    <Page id="consent-detail">
      <QueryView query={query} shape="status">
        {() => null}
      </QueryView>
    </Page>
  );
}
