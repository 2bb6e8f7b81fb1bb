import { Text, View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { EmptyState } from '@/components/empty-state';
import { OlderButton } from '@/components/older-button';
import { Page } from '@/components/page';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { call } from '@/services/call';
import { momentWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { useOlderPages } from '@/services/older-pages';
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

const idOf = ({ certificateId }: Certificate): string => certificateId;

async function fetchPage(cursor: string) {
  const { certificates, nextCursor } = await call('certificate.list', { cursor });
  return { items: certificates, nextCursor };
}

/** Everything that was issued to me or about me and my wards, and the way to a new one. */
export default function Certificates() {
  const query = useQuery('certificate.list', {});
  const { data } = query;
  const first = data && { items: data.certificates, nextCursor: data.nextCursor };
  const older = useOlderPages(first, fetchPage, idOf);
  const footer = data && (
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
          older.items.length === 0 ? (
            <EmptyState
              icon="document"
              title="还没有开过证明"
              text="点下面的「开一份新的」，十秒钟开好，可以保存、打印、发给别人。"
            />
          ) : (
            <>
              <View className="paper-list">
                {older.items.map((paper) => (
                  <PaperRow key={paper.certificateId} paper={paper} />
                ))}
              </View>
              <OlderButton id="more-papers" pages={older} />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}
