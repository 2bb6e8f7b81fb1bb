import { useReachBottom, useRouter } from '@tarojs/taro';
import { Chips } from '@/components/chips';
import { EmptyState } from '@/components/empty-state';
import { OlderButton } from '@/components/older-button';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { call } from '@/services/call';
import { idParam, replaceWith } from '@/services/navigate';
import { useOlderPages } from '@/services/older-pages';
import { useQuery } from '@/services/query';
import type { Look } from '../../model/looks';
import { LookCard } from './look-card';
import './index.scss';

const ALL = 'all';
const idOf = ({ lookId }: Look): string => lookId;

/** One consent's looks, or everybody's; only consents under which somebody looked are offered. */
function Filter({ consentId }: { consentId: string }) {
  const { data } = useQuery('consent.list', {});
  const looked = (data?.lines ?? []).filter(
    (line) => line.looks > 0 || line.denials > 0 || line.consentId === consentId,
  );
  if (looked.length < 2) return null;
  return (
    <Chips
      id="looks-of"
      label="谁看的"
      choices={[
        { value: ALL, word: '全部' },
        ...looked.map((line) => ({ value: line.consentId, word: line.organisationName })),
      ]}
      value={consentId === '' ? ALL : consentId}
      onChange={(value) => replaceWith('consentLooks', value === ALL ? {} : { consentId: value })}
    />
  );
}

/** Who looked at what, refused tries too, newest first. */
export default function ConsentLooksPage() {
  const consentId = idParam(useRouter().params, 'consentId');
  const input = consentId === '' ? {} : { consentId };
  const query = useQuery('consent.looks', input);
  const { data } = query;
  const fetchPage = async (cursor: string) => {
    const page = await call('consent.looks', { ...input, cursor });
    return { items: page.looks, nextCursor: page.nextCursor };
  };
  const first = data && { items: data.looks, nextCursor: data.nextCursor };
  const pages = useOlderPages(first, fetchPage, idOf);
  useReachBottom(pages.loadMore);
  return (
    <Page
      id="consent-looks"
      title="谁看过我的信息"
      lead="机构每看一次都记在这里，谁也改不了。没让看的也记着。"
    >
      <Filter consentId={consentId} />
      <QueryView query={query} shape="list">
        {() =>
          pages.items.length === 0 ? (
            <EmptyState
              id="no-looks"
              icon="eye"
              title="还没有机构看过"
              text="您授权的机构看了以后，这里会写明是谁、什么时候、看了什么。"
            />
          ) : (
            <>
              {pages.items.map((look) => (
                <LookCard key={look.lookId} look={look} />
              ))}
              <OlderButton id="more-looks" pages={pages} />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}
