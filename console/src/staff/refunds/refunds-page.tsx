import { Button, Space, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { refundReasonInfo } from '@yibao/shared/rules/refund';
import { refundStatusInfo } from '@yibao/shared/rules/refund-states';
import type { RefundStep } from '@yibao/shared/rules/refund-steps';
import { Done } from '../../components/done';
import { QueuePage, type QueueList } from '../../components/queue-page';
import { StateWord } from '../../components/state-word';
import { dateTime, yuan } from '../../services/format';
import { proofWords, railLabels, waitsForLabels } from '../../services/labels';
import { RailProblem } from './rail-problem';
import { RefundDialog, type RefundRow, stepInfo } from './refund-dialog';
import { useRefunds } from './refund-queue';

type Show = 'decide' | 'abnormal' | 'overdue';

const lists: QueueList<Show>[] = [
  { value: 'decide', label: '要决定', empty: '没有要决定的退费。' },
  { value: 'abnormal', label: '退款受阻', empty: '没有退款受阻的退费。' },
  { value: 'overdue', label: '超时', empty: '没有超时的退费。' },
];

const reasonOf = ({ kind, reason }: RefundRow): string => {
  if (reason !== null) return refundReasonInfo[reason].label;
  return kind === 'difference' ? '多收的一部分' : '没有买到保障的钱';
};

function Trouble({ row }: { row: RefundRow }) {
  const { railProblem, waitsFor, overdueSince } = row;
  if (railProblem !== null) return <RailProblem problem={railProblem} />;
  if (waitsFor === null) return '—';
  return (
    <>
      等{waitsForLabels[waitsFor]}
      {overdueSince !== null && <div className="note">超时：{dateTime(overdueSince)} 起</div>}
    </>
  );
}

/** What proves the reason, and what was written about it so far. */
const Details = ({ row }: { row: RefundRow }) => (
  <>
    {row.reason !== null && (
      <p className="evidence-text">
        按规定，{refundReasonInfo[row.reason].proof}。查不到时请看书面证明。
      </p>
    )}
    <p className="evidence-text">
      {row.words === null ? '还没有人写过意见。' : `意见：${row.words}`}
    </p>
  </>
);

const People = ({ row }: { row: RefundRow }) =>
  row.people.map(({ nameMasked, documentMasked, coverageYear }) => (
    <div key={`${documentMasked} ${coverageYear}`}>
      {nameMasked} {coverageYear} 年度<div className="note">{documentMasked}</div>
    </div>
  ));

type Column = TableColumnsType<RefundRow>[number];

const first: Column[] = [
  {
    title: '退费编号',
    render: (_, row) => (
      <>
        <span className="once">{row.reference}</span>
        <div className="note">{dateTime(row.createdAt)} 申请</div>
      </>
    ),
  },
  { title: '参保人', render: (_, row) => <People row={row} /> },
  {
    title: '金额（元）',
    align: 'right',
    className: 'amount',
    render: (_, row) => yuan(row.amountFen),
  },
];

const reason: Column = {
  title: '原因',
  width: 170,
  render: (_, row) => (
    <>
      {reasonOf(row)}
      <div className="note">{railLabels[row.rail]}</div>
    </>
  ),
};

/** What a decision rests on. */
const grounds: Column[] = [
  reason,
  {
    title: '医保系统里',
    render: (_, row) => (row.proof === null ? '—' : <StateWord word={proofWords[row.proof]} />),
  },
  { title: '税务部门', render: (_, row) => (row.taxApproved ? '已同意' : '还没有同意') },
];

/** What holds it up. */
const trouble: Column[] = [
  { title: '卡在哪里', width: 200, render: (_, row) => <Trouble row={row} /> },
  { title: '状态', render: (_, row) => refundStatusInfo[row.status].label },
  reason,
];

const columnsOf: Record<Show, Column[]> = {
  decide: [...first, ...grounds],
  abnormal: [...first, ...trouble],
  overdue: [...first, ...trouble],
};

/** Refunds that a clerk has to decide, to get out of trouble or to push on. */
export function RefundsPage() {
  const [show, setShow] = useState<Show>('decide');
  const [chosen, setChosen] = useState<{ row: RefundRow; step: RefundStep } | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const paged = useRefunds(show);
  return (
    <QueuePage<RefundRow, Show>
      title="退费"
      sentence="系统自己决定不了或办不下去的退费，最早的在前。点右边的按钮办理，办之前会再问您一次。"
      label="退费"
      lists={lists}
      show={show}
      onShow={(next) => {
        setDone(null);
        setShow(next);
      }}
      above={<Done text={done} />}
      paged={paged}
      rowKey={({ refundId }) => refundId}
      expanded={(row) => <Details row={row} />}
      columns={[
        ...columnsOf[show],
        {
          title: '操作',
          fixed: 'end',
          render: (_, row) => (
            <Space orientation="vertical" size={4}>
              {row.steps.map((step) => (
                <Button key={step} size="small" onClick={() => setChosen({ row, step })}>
                  {stepInfo[step].title}
                </Button>
              ))}
              {row.steps.length === 0 && '—'}
            </Space>
          ),
        },
      ]}
    >
      {chosen && (
        <RefundDialog
          {...chosen}
          onClose={() => setChosen(null)}
          onDone={(said) => {
            setDone(said);
            setChosen(null);
          }}
        />
      )}
    </QueuePage>
  );
}
