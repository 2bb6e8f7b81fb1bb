import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import type { Input as ActionInput } from '@yibao/shared/contracts';
import { Page, Panel } from '../components/page';
import { PagedTable } from '../components/paged-table';
import { StateWord } from '../components/state-word';
import { dateTime } from '../services/format';
import { consentStatusOptions } from '../services/labels';
import { usePages } from '../services/query';
import { ConsentDrawer } from './consent-drawer';
import { type ConsentRow, stateOf, validToWords } from './consent-row';

type Filter = Omit<ActionInput<'partner.consents'>, 'cursor'>;

/** Leaves out what was not filled in. */
function filterOf({ status, caseNo = '', documentNumber = '' }: Filter): Filter {
  return {
    ...(status ? { status } : {}),
    ...(caseNo.trim() === '' ? {} : { caseNo: caseNo.trim() }),
    ...(documentNumber.trim() === '' ? {} : { documentNumber: documentNumber.trim() }),
  };
}

export const ConsentFilter = ({ onFilter }: { onFilter: (filter: Filter) => void }) => (
  <Form<Filter>
    layout="vertical"
    className="filter-bar"
    onFinish={(filter) => onFilter(filterOf(filter))}
  >
    <Form.Item name="status" label="状态" style={{ margin: 0 }}>
      <Select allowClear options={consentStatusOptions} placeholder="全部" style={{ width: 150 }} />
    </Form.Item>
    <Form.Item name="caseNo" label="案件编号" style={{ margin: 0 }}>
      <Input allowClear maxLength={40} style={{ width: 180 }} />
    </Form.Item>
    <Form.Item name="documentNumber" label="证件号码（完整）" style={{ margin: 0 }}>
      <Input allowClear maxLength={40} autoComplete="off" style={{ width: 220 }} />
    </Form.Item>
    <Button htmlType="submit">筛选</Button>
  </Form>
);

/** The organisation's own requests and consents. */
export function ConsentsPage() {
  const [filter, setFilter] = useState<Filter>({});
  const [openId, setOpenId] = useState<string | null>(null);
  const paged = usePages('partner.consents', filter);
  const opened = paged.rows?.find(({ consentId }) => consentId === openId) ?? null;
  return (
    <Page
      title="授权请求"
      sentence="本机构发出的请求和得到的授权。只显示自己录入的姓名和证件号码，都遮住中间。"
      actions={
        <Link to="/clerk/request">
          <Button type="primary">发起请求</Button>
        </Link>
      }
    >
      <Panel>
        <ConsentFilter onFilter={setFilter} />
        <PagedTable<ConsentRow>
          label="授权请求"
          paged={paged}
          rowKey={({ consentId }) => consentId}
          empty="没有符合条件的请求。可以换个条件，或点右上角发起请求。"
          columns={[
            { title: '姓名', dataIndex: 'nameMasked' },
            { title: '证件号码', dataIndex: 'documentMasked' },
            { title: '案件', render: (_, row) => row.caseNo ?? '还没有归入案件' },
            { title: '用途', render: (_, row) => consentPurposeInfo[row.purpose].label },
            {
              title: '状态',
              render: (_, row) => <StateWord word={stateOf(row)} />,
            },
            { title: '发起时间', render: (_, row) => dateTime(row.requestedAt) },
            { title: '授权到', render: (_, row) => validToWords(row) },
            {
              title: '今天还可查',
              align: 'right',
              render: (_, row) => (row.looksLeft === null ? '—' : `${row.looksLeft} 次`),
            },
            {
              title: '操作',
              render: (_, row) => (
                <Button size="small" onClick={() => setOpenId(row.consentId)}>
                  详情
                </Button>
              ),
            },
          ]}
        />
      </Panel>
      <ConsentDrawer consent={opened} onClose={() => setOpenId(null)} />
    </Page>
  );
}
