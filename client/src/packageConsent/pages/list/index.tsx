import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { Card } from '@/components/card';
import { Heading } from '@/components/heading';
import { Icon } from '@/components/icon';
import { Page } from '@/components/page';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { RemindMe } from '@/components/remind-me';
import { ServiceRow } from '@/components/row';
import { StatusCard } from '@/components/status-card';
import { scrollToTop } from '@/services/focus';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { type Line, listHeadline, sectionsOf } from '../../model/words';
import { type Doing, ManageSheet } from '../../parts/manage';
import { EndedCard, OpenCard, RunningCard } from './cards';
import './index.scss';

/** What is over, folded: it matters to few, and is never hidden. */
function Ended({ lines }: { lines: readonly Line[] }) {
  const [open, setOpen] = useState(false);
  if (lines.length === 0) return null;
  return (
    <>
      <Pressable
        id="show-ended"
        className="fold"
        state={{ expanded: open }}
        onPress={() => setOpen(!open)}
      >
        <Text>{`以前的（${lines.length}）`}</Text>
        <Icon name="chevron" className={`fold__arrow ${open ? 'fold__arrow--open' : ''}`} />
      </Pressable>
      {open && lines.map((line) => <EndedCard key={line.consentId} line={line} />)}
    </>
  );
}

function Entries() {
  return (
    <Card flush>
      <ServiceRow
        id="go-begin"
        icon="plus"
        title="我要授权给单位或保险公司"
        subtitle="不等对方来问，自己先授权"
        onPress={() => goTo('consentBegin')}
      />
      <ServiceRow
        id="go-looks"
        icon="eye"
        title="谁看过我的信息"
        subtitle="每看一次都记着，没让看的也记着"
        onPress={() => goTo('consentLooks')}
      />
      <ServiceRow
        id="go-chain"
        icon="check"
        title="检查记录有没有被改过"
        subtitle="您的记录一条扣一条，随时能查"
        onPress={() => goTo('consentChain')}
      />
      <ServiceRow
        id="go-rights"
        icon="shield"
        title="我的权利"
        subtitle="要一份、改错、删除、问清楚"
        onPress={() => goTo('consentRights')}
      />
      <ServiceRow
        id="go-complaints"
        icon="document"
        title="我的投诉"
        subtitle="投诉过的，和医保局的答复"
        onPress={() => goTo('consentComplaints')}
      />
    </Card>
  );
}

/** What is paused is granted, and seen by nobody. */
function runningTitle(running: readonly Line[]): string {
  const paused = running.filter(({ status }) => status === 'paused').length;
  if (paused === 0) return '正在授权的';
  return paused === running.length ? '暂停了的' : '正在授权和暂停了的';
}

interface ListProps {
  lines: readonly Line[];
  reload: () => void;
}

function List({ lines, reload }: ListProps) {
  const [managing, setManaging] = useState<{ doing: Doing; line: Line }>();
  const close = () => setManaging(undefined);
  const { open, running, ended } = sectionsOf(lines);
  return (
    <>
      <StatusCard id="consents-answer" {...listHeadline(lines)} isPageTitle>
        <View className="consents__promise">
          给谁看、看什么，都由您定，随时能收回。不同意也不影响参保、缴费和报销。
        </View>
        <RemindMe
          id="remind-asked"
          topics={['consentAsked', 'consentUsed']}
          words="有机构想看时提醒我"
        />
      </StatusCard>
      {open.map((line, n) => (
        <OpenCard key={line.consentId} line={line} isFirst={n === 0} />
      ))}
      {running.length > 0 && (
        <View className="consents__title">
          <Heading level={2}>{runningTitle(running)}</Heading>
        </View>
      )}
      {running.map((line) => (
        <RunningCard
          key={line.consentId}
          line={line}
          onManage={(doing) => setManaging({ doing, line })}
        />
      ))}
      <Ended lines={ended} />
      <Entries />
      {managing && (
        <ManageSheet
          {...managing}
          onClose={close}
          onDone={() => {
            close();
            scrollToTop();
            reload();
          }}
        />
      )}
    </>
  );
}

/** Who asks to see one's data, and who can see it now. */
export default function ConsentListPage() {
  const query = useQuery('consent.list', {});
  return (
    <Page id="consents">
      <QueryView query={query} shape="status">
        {({ lines }) => <List lines={lines} reload={query.reload} />}
      </QueryView>
    </Page>
  );
}
