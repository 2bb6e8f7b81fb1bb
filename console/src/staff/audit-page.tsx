import { Button, Descriptions, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { Input as ActionInput, Output } from '@yibao/shared/contracts';
import { DayField } from '../components/day-range';
import { Page, Panel } from '../components/page';
import { PagedTable } from '../components/paged-table';
import { dateTime } from '../services/format';
import {
  actOptions,
  actorLabels,
  actWords,
  type Flow,
  flowOf,
  flowOptions,
} from '../services/labels';
import { usePages } from '../services/query';
import { detailWords } from './audit-words';

type Filter = Omit<ActionInput<'oversight.audit'>, 'cursor'>;
type Entry = Output<'oversight.audit'>['rows'][number];

interface Fields extends Filter {
  flow?: Flow;
}

/** The act says more than the matter it belongs to. */
const actionOf = ({ flow, action }: Fields): Pick<Filter, 'action'> => {
  if (action !== undefined) return { action };
  return flow === undefined ? {} : { action: `${flow}.` };
};

const filterOf = ({ documentNumber = '', day, ...act }: Fields): Filter => ({
  ...actionOf(act),
  ...(documentNumber.trim() === '' ? {} : { documentNumber: documentNumber.trim() }),
  ...(day ? { day } : {}),
});

const Details = ({ entry }: { entry: Entry }) => (
  <Descriptions
    size="small"
    column={2}
    // a table as wide as its contents gives no width to go by
    style={{ width: 760 }}
    items={[
      ...entry.details.flatMap((detail, key) => {
        const words = detailWords(detail);
        if (!words) return [];
        const { label, text } = words;
        return [{ key, label, children: <span className="once">{text}</span> }];
      }),
      { key: 'action', label: '操作代码', children: <span className="once">{entry.action}</span> },
      { key: 'trace', label: '追踪编号', children: <span className="once">{entry.traceId}</span> },
    ]}
  />
);

/** The matter, and of it the act. */
function ActFields() {
  const form = Form.useFormInstance<Fields>();
  const flow = Form.useWatch('flow', form);
  return (
    <>
      <Form.Item name="flow" label="事项" style={{ margin: 0 }}>
        <Select
          allowClear
          placeholder="全部"
          options={flowOptions}
          style={{ width: 170 }}
          onChange={() => form.resetFields(['action'])}
        />
      </Form.Item>
      <Form.Item name="action" label="操作" style={{ margin: 0 }}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="全部"
          options={actOptions(flow)}
          style={{ width: 230 }}
        />
      </Form.Item>
    </>
  );
}

/** Nothing is searched before somebody asked for it: the search itself is written down. */
export function AuditPage() {
  const [filter, setFilter] = useState<Filter | null>(null);
  const paged = usePages('oversight.audit', filter ?? {}, filter !== null);
  return (
    <Page title="审计" sentence="谁在什么时候做了什么。每次搜索本身也会记入审计。">
      <Panel>
        <Form<Fields>
          layout="vertical"
          className="filter-bar"
          onFinish={(fields) => setFilter(filterOf(fields))}
        >
          <ActFields />
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
            { title: '事项', render: (_, row) => flowOf(row.action) },
            { title: '操作', render: (_, row) => actWords(row.action) },
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
