import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { Output } from '@yibao/shared/contracts';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { EmptyState } from '@/components/empty-state';
import { ErrorNotice } from '@/components/error-state';
import { Page } from '@/components/page';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { call } from '@/services/call';
import { type ServiceError, toServiceError } from '@/services/errors';
import { momentWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import {
  type Certificate,
  certificateFace,
  kindWords,
  whoseWords,
  yearWords,
} from '../../model/words';
import './index.scss';

function PaperRow({ paper }: { paper: Certificate }) {
  const { certificateId, kind, coverageYear, issuedAt } = paper;
  const { tone, word } = certificateFace(paper);
  return (
    <Pressable
      id={`paper-${certificateId}`}
      className="paper-row"
      role="link"
      onPress={() => goTo('certificatePaper', { certificateId })}
    >
      <View className="paper-row__title">{kindWords[kind].label}</View>
      <View className="paper-row__about">{`${whoseWords(paper)} · ${yearWords(coverageYear)}`}</View>
      <View className="paper-row__bottom">
        <Badge tone={tone} word={word} />
        <Text className="paper-row__when">{momentWords(issuedAt)}</Text>
      </View>
    </Pressable>
  );
}

type ListPage = Output<'certificate.list'>;

/** The pages after the first, one at a time, on request. */
function useOlder(first: ListPage | undefined) {
  const [kept, setKept] = useState<{ after: ListPage; page: ListPage }>();
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const older = kept?.after === first ? kept?.page : undefined;
  const cursor = older ? older.nextCursor : (first?.nextCursor ?? null);
  const load = async () => {
    if (loading || cursor === null || !first) return;
    setLoading(true);
    setError(undefined);
    try {
      const page = await call('certificate.list', { cursor });
      const certificates = [...(older?.certificates ?? []), ...page.certificates];
      setKept({ after: first, page: { ...page, certificates } });
    } catch (thrown) {
      setError(toServiceError(thrown));
    } finally {
      setLoading(false);
    }
  };
  const papers = [...(first?.certificates ?? []), ...(older?.certificates ?? [])];
  return { papers, hasMore: cursor !== null, loading, error, load: () => void load() };
}

/** Everything that was issued to me or about me and my wards, and the way to a new one. */
export default function Certificates() {
  const query = useQuery('certificate.list', {});
  const older = useOlder(query.data);
  const footer = query.data && (
    <AppButton id="new-paper" icon="plus" onPress={() => goTo('certificateIssue')}>
      开一份新的
    </AppButton>
  );
  return (
    <Page
      id="certificates"
      title="证明与凭证"
      lead="参保证明、缴费凭证，当场开好，谁都能验证真假"
      footer={footer}
    >
      <QueryView query={query} shape="list">
        {() =>
          older.papers.length === 0 ? (
            <EmptyState
              icon="document"
              title="还没有开过证明"
              text="点下面的「开一份新的」，十秒钟开好，可以保存、打印、发给别人。"
            />
          ) : (
            <>
              <View className="paper-list">
                {older.papers.map((paper) => (
                  <PaperRow key={paper.certificateId} paper={paper} />
                ))}
              </View>
              <ErrorNotice error={older.error} />
              {older.hasMore && (
                <AppButton
                  id="more-papers"
                  kind="secondary"
                  busy={older.loading}
                  busyText="正在取"
                  onPress={older.load}
                >
                  看更早的
                </AppButton>
              )}
            </>
          )
        }
      </QueryView>
    </Page>
  );
}
