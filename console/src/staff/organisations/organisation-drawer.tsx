import { Button, Descriptions, Drawer, Space, Tabs } from 'antd';
import { useState } from 'react';
import { StateWord } from '../../components/state-word';
import { count, dateTime } from '../../services/format';
import { organisationKindLabels, standingWords } from '../../services/labels';
import { SuspendDialog, type Suspension } from '../suspend-dialog';
import { Agreements } from './agreements';
import { ChangeOrganisation } from './change-organisation';
import { Clerks } from './clerks';
import type { Organisation } from './organisation';

function Facts({ organisation }: { organisation: Organisation }) {
  const { status, statusSince, networks } = organisation;
  return (
    <Descriptions
      size="small"
      column={1}
      bordered
      styles={{ label: { width: 150 } }}
      items={[
        { key: 'code', label: '统一社会信用代码', children: organisation.creditCode },
        { key: 'kind', label: '类别', children: organisationKindLabels[organisation.kind] },
        {
          key: 'status',
          label: '状态',
          children: (
            <Space>
              <StateWord word={standingWords[status]} />
              <span className="note">自 {dateTime(statusSince)}</span>
            </Space>
          ),
        },
        { key: 'contact', label: '联系方式', children: organisation.contact },
        {
          key: 'networks',
          label: '允许的网络',
          children: networks.length === 0 ? '不限制' : networks.join('、'),
        },
        { key: 'key', label: '接口公钥', children: organisation.hasPublicKey ? '已登记' : '没有' },
        {
          key: 'figures',
          label: '授权和查看',
          children: `${count(organisation.consents)} 份授权，${count(organisation.looks)} 次查看`,
        },
      ]}
    />
  );
}

interface BodyProps {
  organisation: Organisation;
}

function Body({ organisation }: BodyProps) {
  const [isChanging, setChanging] = useState(false);
  const [suspension, setSuspension] = useState<Suspension | null>(null);
  const isActive = organisation.status === 'active';
  const suspend = () =>
    setSuspension({
      what: 'organisation',
      id: organisation.organisationId,
      name: organisation.name,
      suspended: isActive,
    });
  return (
    <>
      <Space style={{ marginBottom: 12 }}>
        <Button onClick={() => setChanging(true)}>修改资料</Button>
        <Button danger={isActive} onClick={suspend}>
          {isActive ? '暂停机构' : '恢复机构'}
        </Button>
      </Space>
      <Tabs
        items={[
          { key: 'facts', label: '资料', children: <Facts organisation={organisation} /> },
          {
            key: 'agreements',
            label: '协议',
            children: <Agreements organisation={organisation} />,
          },
          { key: 'clerks', label: '人员', children: <Clerks organisation={organisation} /> },
        ]}
      />
      {isChanging && (
        <ChangeOrganisation organisation={organisation} onClose={() => setChanging(false)} />
      )}
      <SuspendDialog suspension={suspension} onClose={() => setSuspension(null)} />
    </>
  );
}

interface Props {
  organisation: Organisation | null;
  onClose: () => void;
}

/** Everything of one organisation: facts, agreements, clerks. */
export function OrganisationDrawer({ organisation, onClose }: Props) {
  return (
    <Drawer
      open={organisation !== null}
      onClose={onClose}
      title={organisation?.name ?? ''}
      size={860}
      destroyOnHidden
    >
      {organisation && <Body key={organisation.organisationId} organisation={organisation} />}
    </Drawer>
  );
}
