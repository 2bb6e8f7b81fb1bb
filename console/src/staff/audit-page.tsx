import { Button, Descriptions, Form, Input } from 'antd';
import { useState } from 'react';
import type { Input as ActionInput, Output } from '@yibao/shared/contracts';
import { DayField } from '../components/day-range';
import { Page, Panel } from '../components/page';
import { PagedTable } from '../components/paged-table';
import { dateTime } from '../services/format';
import { actorLabels } from '../services/labels';
import { usePages } from '../services/query';

type Filter = Omit<ActionInput<'oversight.audit'>, 'cursor'>;
type Entry = Output<'oversight.audit'>['rows'][number];

const filterOf = ({ action = '', documentNumber = '', day }: Filter): Filter => ({
  ...(action.trim() === '' ? {} : { action: action.trim() }),
  ...(documentNumber.trim() === '' ? {} : { documentNumber: documentNumber.trim() }),
  ...(day ? { day } : {}),
});

const Details = ({ entry }: { entry: Entry }) => (
  <Descriptions
    size="small"
    column={2}
    items={[
      ...entry.details.map(({ name, value }, index) => ({
        key: index,
        label: name,
        children: <span className="once">{value}</span>,
      })),
      { key: 'trace', label: '追踪编号', children: <span className="once">{entry.traceId}</span> },
    ]}
  />
);

/** Nothing is searched before somebody asked for it: the search itself is written down. */
export function AuditPage() {
  const [filter, setFilter] = useState<Filter | null>(null);
  const paged = usePages('oversight.audit', filter ?? {}, filter !== null);
  return (
    <Page title="审计" sentence="谁在什么时候做了什么。每次搜索本身也会记入审计。">
      <Panel>
        <Form<Filter>
          layout="vertical"
          className="filter-bar"
          onFinish={(fields) => setFilter(filterOf(fields))}
        >
          <Form.Item
            name="action"
            label="操作（开头几个字母）"
            style={{ margin: 0 }}
            rules={[{ pattern: /^[A-Za-z.]*$/, message: '只用字母和点，例如 consent.' }]}
          >
            <Input allowClear maxLength={60} placeholder="例如 consent." style={{ width: 200 }} />
          </Form.Item>
          <Form.Item name="documentNumber" label="本人的证件号码（完整）" style={{ margin: 0 }}>
            <Input allowClear maxLength={40} autoComplete="off" style={{ width: 230 }} />
          </Form.Item>
          <Form.Item name="day" label="日期" style={{ margin: 0 }}>
            <DayField />
          </Form.Item>
          <Button type="primary" htmlType="submit">
            搜索
          </Button>
        </Form>
        <PagedTable<Entry>
          label="审计记录"
          paged={paged}
          rowKey={({ entryId }) => entryId}
          empty={filter ? '没有符合条件的记录。' : '填写条件后点“搜索”；什么都不填，看最近的记录。'}
          expanded={(entry) => <Details entry={entry} />}
          columns={[
            { title: '时间', render: (_, row) => dateTime(row.at) },
            { title: '操作', render: (_, row) => <span className="once">{row.action}</span> },
            {
              title: '谁',
              render: (_, row) =>
                [actorLabels[row.actorKind], row.actorName].filter(Boolean).join(' '),
            },
            { title: '涉及的人', render: (_, row) => row.subjectMasked ?? '—' },
            { title: '编号', render: (_, row) => <span className="note">{row.entryId}</span> },
          ]}
        />
      </Panel>
    </Page>
  );
}
