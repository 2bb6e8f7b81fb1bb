import { Button, Form, Select } from 'antd';
import { useState } from 'react';
import type { Input, Output } from '@yibao/shared/contracts';
import { DayField } from '../components/day-range';
import { Page, Panel } from '../components/page';
import { PagedTable } from '../components/paged-table';
import { useAsk, usePages } from '../services/query';
import { LookDetails, lookColumns } from './look-columns';

type Filter = Omit<Input<'oversight.looks'>, 'cursor'>;
type Row = Output<'oversight.looks'>['rows'][number];
interface Fields {
  organisationId?: string;
  outcome?: 'shown' | 'refused';
  day?: string;
}

const filterOf = ({ organisationId, outcome, day }: Fields): Filter => ({
  ...(organisationId ? { organisationId } : {}),
  ...(outcome ? { allowed: outcome === 'shown' } : {}),
  ...(day ? { day } : {}),
});

/** Every look of every organisation, refused ones too. */
export function LooksPage() {
  const [filter, setFilter] = useState<Filter>({});
  const paged = usePages('oversight.looks', filter);
  const { data } = useAsk('oversight.organisations', {});
  const organisations = (data?.organisations ?? []).map(({ organisationId, name }) => ({
    value: organisationId,
    label: name,
  }));
  return (
    <Page title="查询记录" sentence="机构的每一次查看、预览、打印和导出，被拒绝的也在这里。">
      <Panel>
        <Form<Fields>
          layout="vertical"
          className="filter-bar"
          onFinish={(fields) => setFilter(filterOf(fields))}
        >
          <Form.Item name="organisationId" label="机构" style={{ margin: 0 }}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              options={organisations}
              placeholder="全部"
              style={{ width: 240 }}
            />
          </Form.Item>
          <Form.Item name="outcome" label="结果" style={{ margin: 0 }}>
            <Select
              allowClear
              placeholder="全部"
              style={{ width: 130 }}
              options={[
                { value: 'shown', label: '看到内容' },
                { value: 'refused', label: '被拒绝' },
              ]}
            />
          </Form.Item>
          <Form.Item name="day" label="日期" style={{ margin: 0 }}>
            <DayField />
          </Form.Item>
          <Button htmlType="submit">筛选</Button>
        </Form>
        <PagedTable<Row>
          label="查询记录"
          paged={paged}
          rowKey={({ lookId }) => lookId}
          empty="没有符合条件的查询记录。"
          expanded={(look) => <LookDetails look={look} />}
          columns={[{ title: '被查看的人', dataIndex: 'nameMasked' }, ...lookColumns<Row>()]}
        />
      </Panel>
    </Page>
  );
}
