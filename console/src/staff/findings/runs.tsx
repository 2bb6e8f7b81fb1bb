import { useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { DayField } from '../../components/day-range';
import { PagedTable } from '../../components/paged-table';
import { StateWord } from '../../components/state-word';
import { dateTime, yuan } from '../../services/format';
import type { Tone } from '../../services/labels';
import { usePages } from '../../services/query';

type Run = Output<'reconcile.runs'>['rows'][number];

const toneOf = ({ state }: Run): Tone => {
  if (state === 'explained') return 'ok';
  return state === 'running' || state === 'notReady' ? 'info' : 'danger';
};
const countText = (value: number | null): string => (value === null ? '—' : String(value));

/** Attempts at the daily lists, newest first. */
export function Runs() {
  const [day, setDay] = useState<string | undefined>();
  const paged = usePages('reconcile.runs', day === undefined ? {} : { day });
  return (
    <>
      <div className="filter-bar">
        <label htmlFor="run-day">
          账单日期
          <DayField id="run-day" value={day} onChange={setDay} />
        </label>
      </div>
      <PagedTable<Run>
        label="每天的对账"
        paged={paged}
        rowKey={({ runId }) => runId}
        empty="这一天还没有对账。每天上午十点以后自动开始。"
        columns={[
          { title: '账单日期', dataIndex: 'day' },
          { title: '来源', dataIndex: 'sourceName' },
          { title: '第几次', align: 'right', dataIndex: 'attempt' },
          {
            title: '结果',
            render: (_, row) => (
              <>
                <StateWord word={{ label: row.label, tone: toneOf(row) }} />
                {row.refusal !== null && <div className="note">{row.refusal}</div>}
              </>
            ),
          },
          { title: '对方笔数', align: 'right', render: (_, row) => countText(row.rowsThere) },
          { title: '我方笔数', align: 'right', render: (_, row) => countText(row.rowsHere) },
          { title: '对上', align: 'right', render: (_, row) => countText(row.matched) },
          { title: '未解释', align: 'right', render: (_, row) => countText(row.unexplained) },
          {
            title: '对方合计（元）',
            align: 'right',
            className: 'amount',
            render: (_, row) => yuan(row.thereFen),
          },
          {
            title: '总账（元）',
            align: 'right',
            className: 'amount',
            render: (_, row) => yuan(row.ledgerFen),
          },
          { title: '结束', render: (_, row) => dateTime(row.finishedAt) },
        ]}
      />
    </>
  );
}
