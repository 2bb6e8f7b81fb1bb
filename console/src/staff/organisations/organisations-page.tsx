import { Button, Input } from 'antd';
import { useState } from 'react';
import { Failure } from '../../components/failure';
import { Page, Panel } from '../../components/page';
import { PlainTable } from '../../components/paged-table';
import { StateWord } from '../../components/state-word';
import { count } from '../../services/format';
import { agreementWords, organisationKindLabels, standingWords } from '../../services/labels';
import { useAsk } from '../../services/query';
import { AddOrganisation } from './add-organisation';
import type { Organisation } from './organisation';
import { OrganisationDrawer } from './organisation-drawer';

/** The agreement that says most about an organisation now: the one in force, else the newest. */
const agreementOf = ({ agreements }: Organisation) =>
  agreements.find(({ status }) => status === 'active') ?? agreements[0];

const matches = (organisation: Organisation, search: string): boolean =>
  organisation.name.includes(search) || organisation.creditCode.includes(search.toUpperCase());

function Agreement({ organisation }: { organisation: Organisation }) {
  const agreement = agreementOf(organisation);
  if (!agreement) return <span className="note">没有协议</span>;
  const until = agreement.status === 'active' ? `，到 ${agreement.periodTo}` : '';
  const { label, tone } = agreementWords[agreement.status];
  return <StateWord word={{ tone, label: `${label}${until}` }} />;
}

/** Partner organisations, how much they look, and everything that belongs to one. */
export function OrganisationsPage() {
  const { data, error, isFetching, refetch } = useAsk('oversight.organisations', {});
  const [search, setSearch] = useState('');
  const [openId, setOpenId] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const rows = data?.organisations.filter((each) => matches(each, search.trim()));
  const opened = data?.organisations.find(({ organisationId }) => organisationId === openId);
  return (
    <Page
      title="机构与协议"
      sentence="能请求授权的保险公司和用人单位。没有生效的协议，机构什么都看不到。"
      actions={
        <Button type="primary" onClick={() => setAdding(true)}>
          登记机构
        </Button>
      }
    >
      <Panel>
        <div className="filter-bar">
          <Input.Search
            allowClear
            aria-label="机构名称或信用代码"
            placeholder="机构名称或信用代码"
            style={{ width: 280 }}
            onSearch={setSearch}
          />
        </div>
        <Failure error={error} onRetry={() => void refetch()} />
        <PlainTable<Organisation>
          label="机构"
          rows={rows}
          loading={isFetching}
          rowKey={({ organisationId }) => organisationId}
          empty="没有符合条件的机构。"
          columns={[
            { title: '机构', dataIndex: 'name' },
            { title: '类别', render: (_, row) => organisationKindLabels[row.kind] },
            {
              title: '统一社会信用代码',
              render: (_, row) => (
                <>
                  <span className="amount">{row.creditCode}</span>
                  {row.creditCodeDoubt !== null && (
                    <div className="note">校验位不符，已人工核对</div>
                  )}
                </>
              ),
            },
            {
              title: '状态',
              render: (_, row) => (
                <>
                  <StateWord word={standingWords[row.status]} />
                  {row.accessChange && <div className="note">网络或公钥的变更等确认</div>}
                </>
              ),
            },
            { title: '协议', render: (_, row) => <Agreement organisation={row} /> },
            { title: '人员', align: 'right', render: (_, row) => count(row.clerks) },
            {
              title: '授权',
              align: 'right',
              sorter: (a, b) => a.consents - b.consents,
              render: (_, row) => count(row.consents),
            },
            {
              title: '查看',
              align: 'right',
              sorter: (a, b) => a.looks - b.looks,
              render: (_, row) => count(row.looks),
            },
            {
              title: '操作',
              render: (_, row) => (
                <Button size="small" onClick={() => setOpenId(row.organisationId)}>
                  管理
                </Button>
              ),
            },
          ]}
        />
      </Panel>
      <AddOrganisation open={isAdding} onClose={() => setAdding(false)} />
      <OrganisationDrawer organisation={opened ?? null} onClose={() => setOpenId(null)} />
    </Page>
  );
}
