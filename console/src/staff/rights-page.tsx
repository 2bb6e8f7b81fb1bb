import { Button, Space } from 'antd';
import { useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { QueuePage, type QueueList } from '../components/queue-page';
import { StateWord } from '../components/state-word';
import { WordsDialog } from '../components/words-dialog';
import { dateTime } from '../services/format';
import { rightsKindLabels, rightsWords } from '../services/labels';
import { useAct, usePages } from '../services/query';

type Right = Output<'oversight.rights'>['rows'][number];
type Show = 'open' | 'all';
const lists: QueueList<Show>[] = [
  { value: 'open', label: '待办理', empty: '没有待办理的申请。' },
  { value: 'all', label: '全部', empty: '还没有人申请过。' },
];

type Outcome = 'done' | 'refused';

const outcomes = {
  done: { title: '已经办理', label: '做了什么（本人会看到）', okText: '办结' },
  refused: { title: '不予办理', label: '依据和理由（本人会看到）', okText: '不予办理' },
} as const;

/** Requests by 个人信息保护法 Art. 44–50; the one due first on top. */
export function RightsPage() {
  const [show, setShow] = useState<Show>('open');
  const [chosen, setChosen] = useState<{ right: Right; outcome: Outcome } | null>(null);
  const paged = usePages('oversight.rights', { show });
  const answer = useAct('oversight.answerRight', 'oversight.rights');
  const leave = () => {
    answer.reset();
    setChosen(null);
  };
  const words = outcomes[chosen?.outcome ?? 'done'];
  return (
    <QueuePage<Right, Show>
      title="权利申请"
      sentence="群众要求查阅、更正、删除或解释自己的个人信息，最先到期的在前。"
      label="权利申请"
      lists={lists}
      show={show}
      onShow={setShow}
      paged={paged}
      rowKey={({ rightsRequestId }) => rightsRequestId}
      expanded={({ answer: given }) =>
        given === null ? (
          <span className="note">还没有答复。</span>
        ) : (
          <p className="evidence-text">答复：{given}</p>
        )
      }
      columns={[
        {
          title: '最晚答复',
          render: (_, row) =>
            row.isLate ? (
              <StateWord word={{ label: `${row.dueOn} 已超期`, tone: 'danger' }} />
            ) : (
              row.dueOn
            ),
        },
        { title: '收到', render: (_, row) => dateTime(row.createdAt) },
        { title: '本人', dataIndex: 'nameMasked' },
        { title: '要求', render: (_, row) => rightsKindLabels[row.kind] },
        { title: '说明', dataIndex: 'words', width: 340 },
        { title: '状态', render: (_, row) => <StateWord word={rightsWords[row.status]} /> },
        {
          title: '操作',
          fixed: 'end',
          render: (_, right) =>
            right.status === 'open' && (
              <Space>
                <Button size="small" onClick={() => setChosen({ right, outcome: 'done' })}>
                  办结
                </Button>
                <Button size="small" onClick={() => setChosen({ right, outcome: 'refused' })}>
                  不予办理
                </Button>
              </Space>
            ),
        },
      ]}
    >
      <WordsDialog
        open={chosen !== null}
        title={words.title}
        sentence={chosen?.right.words ?? ''}
        label={words.label}
        okText={words.okText}
        danger={chosen?.outcome === 'refused'}
        error={answer.error}
        pending={answer.isPending}
        onClose={leave}
        onWords={(text) =>
          chosen &&
          answer.mutate(
            {
              rightsRequestId: chosen.right.rightsRequestId,
              outcome: chosen.outcome,
              answer: text,
            },
            { onSuccess: leave },
          )
        }
      />
    </QueuePage>
  );
}
