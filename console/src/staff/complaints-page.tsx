import { Button } from 'antd';
import { useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { QueuePage, type QueueList } from '../components/queue-page';
import { StateWord } from '../components/state-word';
import { WordsDialog } from '../components/words-dialog';
import { dateTime } from '../services/format';
import { complaintWords } from '../services/labels';
import { useAct, usePages } from '../services/query';
import { LookDetails } from './look-columns';

type Complaint = Output<'oversight.complaints'>['rows'][number];
type Show = 'open' | 'all';

const lists: QueueList<Show>[] = [
  { value: 'open', label: '待答复', empty: '没有待答复的投诉。' },
  { value: 'all', label: '全部', empty: '还没有人投诉过。' },
];

function About({ complaint }: { complaint: Complaint }) {
  const { look, answer } = complaint;
  return (
    <>
      {look && (
        <p style={{ margin: 0 }}>
          针对 {dateTime(look.at)} {look.clerkName} 的{look.actLabel}
          {look.reasonText !== null && `（${look.reasonText}）`}
        </p>
      )}
      {look && <LookDetails look={look} />}
      {answer !== null && <p className="evidence-text">答复：{answer}</p>}
      {!look && answer === null && <span className="note">没有指明哪一次查看。</span>}
    </>
  );
}

/** What people complained of; they read the answer on their phones. */
export function ComplaintsPage() {
  const [show, setShow] = useState<Show>('open');
  const [chosen, setChosen] = useState<Complaint | null>(null);
  const paged = usePages('oversight.complaints', { show });
  const answer = useAct('oversight.answerComplaint', 'oversight.complaints');
  const leave = () => {
    answer.reset();
    setChosen(null);
  };
  return (
    <QueuePage<Complaint, Show>
      title="投诉"
      sentence="群众对机构查看的投诉，最早的在前。答复会发到本人手机上。"
      label="投诉"
      lists={lists}
      show={show}
      onShow={setShow}
      paged={paged}
      rowKey={({ complaintId }) => complaintId}
      expanded={(complaint) => <About complaint={complaint} />}
      columns={[
        { title: '时间', render: (_, row) => dateTime(row.createdAt) },
        { title: '本人', dataIndex: 'nameMasked' },
        { title: '机构', dataIndex: 'organisationName' },
        { title: '内容', dataIndex: 'words', width: 360 },
        { title: '状态', render: (_, row) => <StateWord word={complaintWords[row.status]} /> },
        {
          title: '操作',
          fixed: 'end',
          render: (_, row) =>
            row.status === 'open' && (
              <Button size="small" onClick={() => setChosen(row)}>
                答复
              </Button>
            ),
        },
      ]}
    >
      <WordsDialog
        open={chosen !== null}
        title="答复投诉"
        sentence={chosen?.words ?? ''}
        label="答复（本人会看到）"
        okText="发送答复"
        error={answer.error}
        pending={answer.isPending}
        onClose={leave}
        onWords={(words) =>
          chosen &&
          answer.mutate({ complaintId: chosen.complaintId, answer: words }, { onSuccess: leave })
        }
      />
    </QueuePage>
  );
}
