import { Button, Segmented, Select, Space } from 'antd';
import { useState } from 'react';
import type { Input, Output } from '@yibao/shared/contracts';
import { type ReconcileSource, sourceNames } from '@yibao/shared/rules/reconciliation';
import { type FindingWay, findingWayInfo } from '@yibao/shared/rules/reconciliation-ways';
import { DayField } from '../../components/day-range';
import { Done } from '../../components/done';
import { PagedTable } from '../../components/paged-table';
import { StateWord } from '../../components/state-word';
import { dateTime, yuan } from '../../services/format';
import { findingWords, optionsOf } from '../../services/labels';
import { usePages } from '../../services/query';
import { checkProof, FindingDialog } from './finding-dialog';

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
        aria-label="看哪些差异"
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

const emptyOf = ({ show, day, source }: Filter): string => {
  if (day !== undefined || source !== undefined) return '没有符合条件的差异。';
  return show === 'open' ? '没有待处理的差异，账都对得上。' : '还没有出现过差异。';
};

const Details = ({ finding }: { finding: Finding }) => (
  <div>
    <p style={{ margin: 0 }}>{finding.sentence}</p>
    <p className="note" style={{ margin: '4px 0 0' }}>
      对方编号 <span className="once">{finding.number ?? '没有'}</span>；发现于{' '}
      {dateTime(finding.foundAt)}
      {finding.proof !== null &&
        `；${finding.proposedByBadge ?? ''} 已写明凭证：${finding.proof}，等另一人确认`}
      {finding.resolution !== null &&
        `；${finding.resolvedByBadge ?? ''} 处理：${finding.resolution}`}
    </p>
  </div>
);

/** The ways out that are this clerk's: of one's own proof somebody else says that it is right. */
const waysOf = ({ ways, proposedByMe }: Finding): FindingWay[] =>
  ways.filter((way) => !(way === 'settleOutside' && proposedByMe));

const labelOf = (way: FindingWay, { proposedAt }: Finding): string =>
  way === 'settleOutside' && proposedAt !== null ? checkProof : findingWayInfo[way].label;

function Standing({ finding }: { finding: Finding }) {
  const { state, proposedAt, proposedByMe } = finding;
  const isWaiting = proposedAt !== null && (state === 'open' || state === 'waiting');
  return (
    <>
      <StateWord word={findingWords[state]} />
      {isWaiting && (
        <div className="note">{proposedByMe ? '您已写凭证，等同事核对' : '有凭证等您核对'}</div>
      )}
    </>
  );
}

/** The work list: each difference with what can be done about it. */
export function Findings() {
  const [filter, setFilter] = useState<Filter>({ show: 'open' });
  const [chosen, setChosen] = useState<{ finding: Finding; way: FindingWay } | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const paged = usePages('reconcile.findings', filter);
  const choose = (finding: Finding, way: FindingWay) => {
    setDone(null);
    setChosen({ finding, way });
  };
  return (
    <>
      <FilterBar filter={filter} onFilter={setFilter} />
      <Done text={done} />
      <PagedTable<Finding>
        label="对账差异"
        paged={paged}
        rowKey={({ findingId }) => findingId}
        empty={emptyOf(filter)}
        expanded={(finding) => <Details finding={finding} />}
        columns={[
          {
            title: '账单',
            render: (_, row) => (
              <>
                {row.day}
                <div className="note">{row.sourceName}</div>
              </>
            ),
          },
          {
            title: '差异',
            width: 240,
            render: (_, row) => (
              <>
                {row.label}
                <div className="note once">{row.reference}</div>
              </>
            ),
          },
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
          { title: '状态', render: (_, finding) => <Standing finding={finding} /> },
          {
            title: '操作',
            fixed: 'end',
            render: (_, finding) => (
              <Space orientation="vertical" size={4}>
                {waysOf(finding).map((way) => (
                  <Button key={way} size="small" onClick={() => choose(finding, way)}>
                    {labelOf(way, finding)}
                  </Button>
                ))}
                {waysOf(finding).length === 0 && '—'}
              </Space>
            ),
          },
        ]}
      />
      {chosen && (
        <FindingDialog
          {...chosen}
          onClose={() => setChosen(null)}
          onDone={(said) => {
            setDone(said);
            setChosen(null);
          }}
        />
      )}
    </>
  );
}
