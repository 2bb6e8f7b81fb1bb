import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { ServiceRow } from '@/components/row';
import { aria } from '@/services/aria';
import { goTo, idParam } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { callWord } from '@/services/words';
import { kindWords, type RecordKind, type RecordPerson, tabs } from '../../model/records';
import { AskToSee } from './ask-to-see';
import { CoversTab } from './covers-tab';
import { ExportRow } from './export-row';
import { PaymentsTab } from './payments-tab';
import { PeopleStrip } from './people-strip';
import { SettlementsTab } from './settlements-tab';
import './index.scss';

function Tabs({ shown, onShow }: { shown: RecordKind; onShow: (kind: RecordKind) => void }) {
  return (
    <View className="tabs" {...aria({ role: 'tablist', label: '看什么' })}>
      {tabs.map(({ kind, word }) => (
        <Pressable
          key={kind}
          id={`tab-${kind}`}
          className={`tab ${kind === shown ? 'tab--shown' : ''}`}
          role="tab"
          state={{ selected: kind === shown }}
          onPress={() => onShow(kind)}
        >
          <Text>{word}</Text>
        </Pressable>
      ))}
    </View>
  );
}

function Content({ who, kind }: { who: RecordPerson; kind: RecordKind }) {
  const { personId } = who.person;
  const isSelf = who.access === 'self';
  if (!who.kinds.includes(kind)) {
    return (
      <EmptyState
        id="not-given"
        icon="shield"
        title={`${callWord(who.relation)}没有给您看${kindWords[kind]}`}
        text={`想看的话，请${callWord(who.relation)}在「谁能看我的记录」里加上这一项。`}
      />
    );
  }
  if (kind === 'covers') return <CoversTab key={personId} personId={personId} isSelf={isSelf} />;
  if (kind === 'payments') {
    return <PaymentsTab key={personId} personId={personId} isSelf={isSelf} />;
  }
  return <SettlementsTab key={personId} personId={personId} />;
}

interface OverviewProps {
  people: readonly RecordPerson[];
  openRequests: number;
  startsWith: string;
  reload: () => void;
}

function Records({ people, openRequests, startsWith, reload }: OverviewProps) {
  const [chosenId, setChosenId] = useState(startsWith);
  const [kind, setKind] = useState<RecordKind>('covers');
  const who = people.find(({ person }) => person.personId === chosenId) ?? people[0];
  if (!who) return null;
  return (
    <>
      <PeopleStrip people={people} shownId={who.person.personId} onShow={setChosenId} />
      {who.access === 'none' ? (
        <AskToSee who={who} onGuarding={reload} />
      ) : (
        <>
          <Tabs shown={kind} onShow={setKind} />
          <Content who={who} kind={kind} />
          {who.kinds.includes(kind) && <ExportRow who={who} kind={kind} />}
        </>
      )}
      <Card flush>
        <ServiceRow
          id="go-grants"
          icon="people"
          title="谁能看我的记录"
          subtitle={
            openRequests > 0 ? `有 ${openRequests} 位家人在等您回答` : '给家人看、收回、问家人要'
          }
          onPress={() => goTo('recordsGrants')}
        />
        <ServiceRow
          id="go-consents"
          icon="shield"
          title="哪些机构能看"
          subtitle="单位、保险公司要看，得您先授权"
          onPress={() => goTo('consents')}
        />
      </Card>
    </>
  );
}

/** Cover, payments and visits of oneself and of everybody who agreed. */
export default function Overview() {
  const query = useQuery('records.people', {});
  const startsWith = idParam(useRouter().params, 'personId');
  return (
    <Page id="records" title="缴费与待遇查询">
      <QueryView query={query} shape="list">
        {(data) => <Records {...data} startsWith={startsWith} reload={query.reload} />}
      </QueryView>
    </Page>
  );
}
