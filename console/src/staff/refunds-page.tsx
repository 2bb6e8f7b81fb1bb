import { Button, Segmented, Space } from 'antd';
import { useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { refundReasonInfo } from '@yibao/shared/rules/refund';
import { refundStatusInfo } from '@yibao/shared/rules/refund-states';
import { Page, Panel } from '../components/page';
import { PagedTable } from '../components/paged-table';
import { StateWord } from '../components/state-word';
import { dateTime, yuan } from '../services/format';
import { proofWords, railLabels, waitsForLabels } from '../services/labels';
import { useRefunds } from './refund-queue';
import { RefundDialog, type RefundStep } from './refund-dialog';

type Row = Output<'refund.queue'>['refunds'][number];
type Show = 'decide' | 'abnormal' | 'overdue';

const empty = {
  decide: '没有要决定的退费。',
  abnormal: '没有退款受阻的退费。',
  overdue: '没有超时的退费。',
} as const;

const stepsOf: Record<Show, { step: RefundStep; label: string }[]> = {
  decide: [
    { step: 'approve', label: '同意' },
    { step: 'reject', label: '不同意' },
    { step: 'sendAgain', label: '再送税务' },
  ],
  abnormal: [
    { step: 'retry', label: '再退一次' },
    { step: 'paidOtherwise', label: '已用别的办法退' },
  ],
  overdue: [
    { step: 'askAgain', label: '再问一次' },
    { step: 'stop', label: '不再等' },
  ],
};

const reasonOf = ({ kind, reason }: Row): string => {
  if (reason !== null) return refundReasonInfo[reason].label;
  return kind === 'difference' ? '多收的一部分' : '没有买到保障的钱';
};

const problemOf = ({ railProblem, waitsFor, overdueSince }: Row): string => {
  if (railProblem !== null) return `渠道：${railProblem}`;
  if (waitsFor === null) return '—';
  const since = overdueSince === null ? '' : `，已超时（自 ${dateTime(overdueSince)}）`;
  return `等${waitsForLabels[waitsFor]}${since}`;
};

/** Refunds that a clerk has to decide, to get out of trouble or to push on. */
export function RefundsPage() {
  const [show, setShow] = useState<Show>('decide');
  const [chosen, setChosen] = useState<{ row: Row; step: RefundStep } | null>(null);
  const paged = useRefunds(show);
  return (
    <Page title="退费" sentence="系统自己决定不了或办不下去的退费，最早的在前。">
      <Panel>
        <div className="filter-bar">
          <Segmented<Show>
            value={show}
            onChange={setShow}
            options={[
              { value: 'decide', label: '要决定' },
              { value: 'abnormal', label: '退款受阻' },
              { value: 'overdue', label: '超时' },
            ]}
          />
        </div>
        <PagedTable<Row>
          label="退费"
          paged={paged}
          rowKey={({ refundId }) => refundId}
          empty={empty[show]}
          columns={[
            { title: '退费编号', dataIndex: 'reference' },
            {
              title: '参保人',
              render: (_, row) =>
                row.people.map(({ nameMasked, documentMasked, coverageYear }) => (
                  <div key={`${documentMasked} ${coverageYear}`}>
                    {nameMasked} {coverageYear} 年度<div className="note">{documentMasked}</div>
                  </div>
                )),
            },
            {
              title: '金额（元）',
              align: 'right',
              className: 'amount',
              render: (_, row) => yuan(row.amountFen),
            },
            { title: '付款方式', render: (_, row) => railLabels[row.rail] },
            { title: '原因', render: (_, row) => reasonOf(row) },
            {
              title: '系统里的事实',
              render: (_, row) =>
                row.proof === null ? '—' : <StateWord word={proofWords[row.proof]} />,
            },
            { title: '税务', render: (_, row) => (row.taxApproved ? '已同意' : '还没有') },
            { title: '状态', render: (_, row) => refundStatusInfo[row.status].label },
            { title: '卡在哪里', render: (_, row) => problemOf(row) },
            { title: '申请', render: (_, row) => dateTime(row.createdAt) },
            {
              title: '操作',
              fixed: 'end',
              render: (_, row) => (
                <Space>
                  {stepsOf[show].map(({ step, label }) => (
                    <Button key={step} size="small" onClick={() => setChosen({ row, step })}>
                      {label}
                    </Button>
                  ))}
                </Space>
              ),
            },
          ]}
        />
      </Panel>
      <RefundDialog
        step={chosen?.step ?? null}
        refundId={chosen?.row.refundId ?? ''}
        reference={chosen?.row.reference ?? ''}
        onClose={() => setChosen(null)}
      />
    </Page>
  );
}
