import { Button, Segmented, Select, Space } from 'antd';
import { useState } from 'react';
import type { Input, Output } from '@yibao/shared/contracts';
import { type ReconcileSource, sourceNames } from '@yibao/shared/rules/reconciliation';
import { type FindingWay, findingWayInfo } from '@yibao/shared/rules/reconciliation-ways';
import { DayField } from '../../components/day-range';
import { PagedTable } from '../../components/paged-table';
import { StateWord } from '../../components/state-word';
import { dateTime, yuan } from '../../services/format';
import { findingWords, optionsOf } from '../../services/labels';
import { usePages } from '../../services/query';
import { FindingDialog } from './finding-dialog';

export type Finding = Output<'reconcile.findings'>['rows'][number];
type Filter = Omit<Input<'reconcile.findings'>, 'cursor'>;

const sourceOptions = optionsOf(sourceNames, (label: string) => label);

interface FilterProps {
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

function FilterBar({ filter, onFilter }: FilterProps) {
  return (
    <div className="filter-bar">
      <Segmented<Filter['show']>
        value={filter.show}
        onChange={(show) => onFilter({ ...filter, show })}
        options={[
          { value: 'open', label: '待处理' },
          { value: 'all', label: '全部' },
        ]}
      />
      <label htmlFor="finding-day">
        账单日期
        <DayField
          id="finding-day"
          value={filter.day}
          onChange={(next) => onFilter(withPart(filter, 'day', next))}
        />
      </label>
      <label htmlFor="finding-source">
        来源
        <Select<ReconcileSource>
          id="finding-source"
          allowClear
          placeholder="全部"
          style={{ width: 220 }}
          options={sourceOptions}
          onChange={(next: ReconcileSource | undefined) =>
            onFilter(withPart(filter, 'source', next))
          }
        />
      </label>
    </div>
  );
}

/** @returns the filter with another day or source, or without one */
function withPart(filter: Filter, part: 'day' | 'source', value: string | undefined): Filter {
  const others = Object.entries(filter).filter(([name]) => name !== part);
  const entries = value === undefined ? others : [...others, [part, value]];
  return Object.fromEntries(entries) as Filter;
}

const Details = ({ finding }: { finding: Finding }) => (
  <div>
    <p style={{ margin: 0 }}>{finding.sentence}</p>
    <p className="note" style={{ margin: '4px 0 0' }}>
      对方编号 {finding.number ?? '没有'}；发现于 {dateTime(finding.foundAt)}
      {finding.proof !== null &&
        `；${finding.proposedByBadge ?? ''} 已写明凭证：${finding.proof}，等另一人确认`}
      {finding.resolution !== null &&
        `；${finding.resolvedByBadge ?? ''} 处理：${finding.resolution}`}
    </p>
  </div>
);

/** The work list: each difference with what can be done about it. */
export function Findings() {
  const [filter, setFilter] = useState<Filter>({ show: 'open' });
  const [chosen, setChosen] = useState<{ finding: Finding; way: FindingWay } | null>(null);
  const paged = usePages('reconcile.findings', filter);
  return (
    <>
      <FilterBar filter={filter} onFilter={setFilter} />
      <PagedTable<Finding>
        label="对账差异"
        paged={paged}
        rowKey={({ findingId }) => findingId}
        empty={filter.show === 'open' ? '没有待处理的差异，账都对得上。' : '没有符合条件的差异。'}
        expanded={(finding) => <Details finding={finding} />}
        columns={[
          { title: '账单日期', dataIndex: 'day' },
          { title: '来源', dataIndex: 'sourceName' },
          { title: '差异', dataIndex: 'label' },
          { title: '我方编号', render: (_, row) => <span className="once">{row.reference}</span> },
          {
            title: '对方（元）',
            align: 'right',
            className: 'amount',
            render: (_, row) => yuan(row.thereFen),
          },
          {
            title: '我方（元）',
            align: 'right',
            className: 'amount',
            render: (_, row) => yuan(row.hereFen),
          },
          { title: '状态', render: (_, row) => <StateWord word={findingWords[row.state]} /> },
          {
            title: '操作',
            render: (_, finding) => (
              <Space>
                {finding.ways.map((way) => (
                  <Button key={way} size="small" onClick={() => setChosen({ finding, way })}>
                    {findingWayInfo[way].label}
                  </Button>
                ))}
              </Space>
            ),
          },
        ]}
      />
      <FindingDialog
        finding={chosen?.finding ?? null}
        way={chosen?.way ?? 'askAgain'}
        onClose={() => setChosen(null)}
      />
    </>
  );
}
