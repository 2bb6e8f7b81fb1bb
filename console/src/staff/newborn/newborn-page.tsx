import { Button } from 'antd';
import { useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { newbornStatusInfo } from '@yibao/shared/rules/newborn-states';
import { QueuePage, type QueueList } from '../../components/queue-page';
import { dateTime } from '../../services/format';
import { queueReasonLabels } from '../../services/labels';
import { usePages } from '../../services/query';
import { ApplicationDrawer } from './application-drawer';

type Row = Output<'newborn.staffQueue'>['rows'][number];
type Show = 'waiting' | 'mine' | 'decided';

const lists: QueueList<Show>[] = [
  { value: 'waiting', label: '待处理', empty: '没有等着处理的申请。' },
  { value: 'mine', label: '我领取的', empty: '您手上没有申请。到“待处理”里领取一份。' },
  { value: 'decided', label: '处理过的', empty: '还没有处理过的申请。' },
];

/** Applications for newborns that a person has to look at. */
export function NewbornPage() {
  const [show, setShow] = useState<Show>('waiting');
  const [openId, setOpenId] = useState<string | null>(null);
  const paged = usePages('newborn.staffQueue', { show });
  return (
    <QueuePage<Row, Show>
      title="新生儿一件事"
      sentence="系统自己办不了、要人判断的申请，最早的在前。打开一份申请会记入审计。"
      label="新生儿申请"
      lists={lists}
      show={show}
      onShow={setShow}
      paged={paged}
      rowKey={({ applicationId }) => applicationId}
      columns={[
        { title: '申请编号', dataIndex: 'reference' },
        { title: '宝宝', dataIndex: 'babyNameMasked' },
        { title: '出生日期', dataIndex: 'bornOn' },
        { title: '提交', render: (_, row) => dateTime(row.submittedAt) },
        { title: '状态', render: (_, row) => newbornStatusInfo[row.status].label },
        {
          title: '为什么等',
          render: (_, row) => (row.queueReason === null ? '—' : queueReasonLabels[row.queueReason]),
        },
        {
          title: '领取人',
          render: (_, row) => (row.claimedByMe ? '我' : (row.claimedByBadge ?? '—')),
        },
        {
          title: '第二人',
          render: (_, row) => (row.awaitsSecondApproval ? '等另一人同意' : '—'),
        },
        {
          title: '操作',
          fixed: 'end',
          render: (_, row) => (
            <Button size="small" onClick={() => setOpenId(row.applicationId)}>
              打开
            </Button>
          ),
        },
      ]}
    >
      <ApplicationDrawer applicationId={openId} onClose={() => setOpenId(null)} />
    </QueuePage>
  );
}
