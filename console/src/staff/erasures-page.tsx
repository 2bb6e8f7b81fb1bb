import { Button } from 'antd';
import { useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { type QueueList, QueuePage } from '../components/queue-page';
import { WordsDialog } from '../components/words-dialog';
import { dateTime } from '../services/format';
import { useAct, usePages } from '../services/query';

type Row = Output<'oversight.erasures'>['rows'][number];
type Show = 'overdue' | 'settled';

const lists: readonly QueueList<Show>[] = [
  { value: 'overdue', label: '逾期没有确认', empty: '没有逾期的案件。' },
  { value: 'settled', label: '已处理', empty: '还没有处理过的案件。' },
];

/** Cases of which an organisation has not said that what it saw is erased. */
export function ErasuresPage() {
  const [show, setShow] = useState<Show>('overdue');
  const [chosen, setChosen] = useState<Row | null>(null);
  const paged = usePages('oversight.erasures', { show });
  const settle = useAct('oversight.settleErasure', 'oversight.erasures');
  const leave = () => {
    settle.reset();
    setChosen(null);
  };
  return (
    <QueuePage<Row, Show>
      title="逾期删除"
      sentence="机构结案以后要在期限内删除看到的内容并确认。没有确认的一直留在这里，逾期最久的在前。"
      label="逾期删除"
      lists={lists}
      show={show}
      onShow={setShow}
      paged={paged}
      rowKey={({ caseId }) => caseId}
      columns={[
        { title: '机构', dataIndex: 'organisationName' },
        { title: '案件', dataIndex: 'caseNo' },
        { title: '用途', render: (_, row) => consentPurposeInfo[row.purpose].label },
        { title: '授权', align: 'right', render: (_, row) => `${row.consents} 份` },
        {
          title: '结案',
          render: (_, row) => `${dateTime(row.closedAt)}${row.closedByItself ? '（自动）' : ''}`,
        },
        { title: '最晚删除', dataIndex: 'eraseBy' },
        show === 'overdue'
          ? { title: '逾期', align: 'right', render: (_, row) => `${row.daysOverdue} 天` }
          : {
              title: '处理',
              width: 320,
              render: (_, { settled }) =>
                settled && `${settled.reason}（${settled.badge}，${dateTime(settled.at)}）`,
            },
        {
          title: '操作',
          render: (_, row) =>
            row.settled === null && (
              <Button size="small" onClick={() => setChosen(row)}>
                处理
              </Button>
            ),
        },
      ]}
    >
      <WordsDialog
        open={chosen !== null}
        title={`处理逾期删除：${chosen?.organisationName ?? ''} ${chosen?.caseNo ?? ''}`}
        sentence="请先联系机构，让它在工作台上确认。机构已经不在，或者您已经现场核实，才在这里处理；处理以后机构不能再确认。"
        label="理由（记入审计）"
        okText="记下处理"
        danger
        error={settle.error}
        pending={settle.isPending}
        onClose={leave}
        onWords={(reason) =>
          chosen && settle.mutate({ caseId: chosen.caseId, reason }, { onSuccess: leave })
        }
      />
    </QueuePage>
  );
}
