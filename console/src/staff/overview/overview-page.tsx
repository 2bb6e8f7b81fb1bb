import { Card, Select, Skeleton, Statistic } from 'antd';
import { useMemo, useState } from 'react';
import { Failure } from '../../components/failure';
import { Page, Panel } from '../../components/page';
import { PlainTable } from '../../components/paged-table';
import { count } from '../../services/format';
import { useAsk } from '../../services/query';
import { Chart } from './chart';
import {
  authorisationsChart,
  authorisationsSentence,
  type Figures,
  organisationsChart,
  organisationsSentence,
  usesChart,
  usesSentence,
} from './trends';

interface FigureProps {
  title: string;
  value: number;
  note: string;
}

const Figure = ({ title, value, note }: FigureProps) => (
  <Card size="small">
    <Statistic title={title} value={count(value)} />
    <span className="note">{note}</span>
  </Card>
);

function Head({ figures }: { figures: Figures }) {
  const { insurers, employers } = figures.organisations;
  return (
    <div className="figures">
      <Figure
        title="机构"
        value={insurers + employers}
        note={`保险公司 ${insurers} 家，用人单位 ${employers} 家`}
      />
      <Figure
        title="授权"
        value={figures.authorisations}
        note={`现在有效 ${count(figures.inForce)} 份`}
      />
      <Figure title="使用" value={figures.uses} note="看到内容的查看" />
      <Figure title="拒绝" value={figures.denials} note="不合授权，没有看到内容" />
    </div>
  );
}

function Charts({ figures }: { figures: Figures }) {
  const [uses, authorisations, organisations] = useMemo(
    () => [usesChart(figures), authorisationsChart(figures), organisationsChart(figures)],
    [figures],
  );
  return (
    <>
      <div className="chart-pair">
        <Panel title="每月查看">
          <Chart sentence={usesSentence(figures)} option={uses} />
        </Panel>
        <Panel title="每月授权">
          <Chart sentence={authorisationsSentence(figures)} option={authorisations} />
        </Panel>
      </div>
      <div className="chart-pair">
        <Panel title="按机构">
          <Chart sentence={organisationsSentence(figures)} option={organisations} />
        </Panel>
        <Panel title="机构明细">
          <PlainTable
            label="按机构的授权和使用"
            rows={figures.byOrganisation}
            rowKey={({ organisationId }) => organisationId}
            empty="还没有机构。"
            pageSize={8}
            columns={[
              { title: '机构', dataIndex: 'name' },
              {
                title: '授权',
                align: 'right',
                className: 'amount',
                sorter: (a, b) => a.authorisations - b.authorisations,
                render: (_, row) => count(row.authorisations),
              },
              {
                title: '使用',
                align: 'right',
                className: 'amount',
                sorter: (a, b) => a.uses - b.uses,
                defaultSortOrder: 'descend',
                render: (_, row) => count(row.uses),
              },
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

/** The three figures, how they moved, and who makes them up. */
export function OverviewPage() {
  const [months, setMonths] = useState(12);
  const { data, error, refetch } = useAsk('oversight.figures', { months });
  return (
    <Page
      title="概览"
      sentence="有多少机构、多少授权、用了多少次。"
      actions={
        <Select
          aria-label="统计的月数"
          value={months}
          onChange={setMonths}
          style={{ width: 140 }}
          options={[6, 12, 24, 36].map((value) => ({ value, label: `最近 ${value} 个月` }))}
        />
      }
    >
      <Failure error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton active />}
      {data && (
        <>
          <Head figures={data} />
          <Charts figures={data} />
        </>
      )}
    </Page>
  );
}
