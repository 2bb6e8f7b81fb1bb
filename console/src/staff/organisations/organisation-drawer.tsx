import { Button, Descriptions, Drawer, Space, Tabs } from 'antd';
import { useState } from 'react';
import { StateWord } from '../../components/state-word';
import { count, dateTime } from '../../services/format';
import { organisationKindLabels, standingWords } from '../../services/labels';
import { SuspendDialog, type Suspension } from '../suspend-dialog';
import { AccessChange } from './access-change';
import { Agreements } from './agreements';
import { ChangeOrganisation } from './change-organisation';
import { Clerks } from './clerks';
import type { Organisation } from './organisation';
import { spokenDigest } from './organisation';
import { ProposeAccess } from './propose-access';

function Facts({ organisation }: { organisation: Organisation }) {
  const { status, statusSince, networks, publicKeySm3 } = organisation;
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
        {
          key: 'key',
          label: '公钥指纹（SM3）',
          children: publicKeySm3 === null ? '没有公钥' : spokenDigest(publicKeySm3),
        },
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
  const [dialog, setDialog] = useState<'contact' | 'access' | null>(null);
  const close = () => setDialog(null);
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
        <Button onClick={() => setDialog('contact')}>修改联系方式</Button>
        <Button disabled={organisation.accessChange !== null} onClick={() => setDialog('access')}>
          变更网络和公钥
        </Button>
        <Button danger={isActive} onClick={suspend}>
          {isActive ? '暂停机构' : '恢复机构'}
        </Button>
      </Space>
      <AccessChange organisation={organisation} />
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
      {dialog === 'contact' && <ChangeOrganisation organisation={organisation} onClose={close} />}
      {dialog === 'access' && <ProposeAccess organisation={organisation} onClose={close} />}
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
