import { Button, Descriptions, Drawer, Form, Input, Popconfirm, Space } from 'antd';
import { useNavigate } from 'react-router-dom';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { Failure } from '../components/failure';
import { ScopeSummary } from '../components/scope-summary';
import { StateWord } from '../components/state-word';
import { dateTime } from '../services/format';
import { useAct } from '../services/query';
import { caseNoRules } from './case-no-rules';
import { type ConsentRow, type LookFor, stateOf, validToWords } from './consent-row';

function TakeUp({ consentId }: { consentId: string }) {
  const takeUp = useAct('partner.takeUp', 'partner.');
  return (
    <section className="panel-gap">
      <p>这份授权是本人主动给的，还没有归入案件。填上案件编号，就可以查询。</p>
      <Failure error={takeUp.error} />
      <Form<{ caseNo: string }>
        layout="inline"
        onFinish={({ caseNo }) => takeUp.mutate({ consentId, caseNo: caseNo.trim() })}
      >
        <Form.Item name="caseNo" label="案件编号" rules={caseNoRules}>
          <Input maxLength={40} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={takeUp.isPending}>
          归入案件
        </Button>
      </Form>
    </section>
  );
}

function Withdraw({ consentId }: { consentId: string }) {
  const withdraw = useAct('partner.withdraw', 'partner.');
  return (
    <>
      <Failure error={withdraw.error} />
      <Popconfirm
        title="撤回这份请求？"
        description="本人手机上的请求会消失；需要时可以重新发起。"
        okText="撤回"
        onConfirm={() => withdraw.mutate({ consentId })}
      >
        <Button danger loading={withdraw.isPending}>
          撤回请求
        </Button>
      </Popconfirm>
    </>
  );
}

function Details({ consent }: { consent: ConsentRow }) {
  return (
    <Descriptions
      size="small"
      column={1}
      bordered
      styles={{ label: { width: 120 } }}
      items={[
        {
          key: 'status',
          label: '状态',
          children: <StateWord word={stateOf(consent)} />,
        },
        { key: 'name', label: '姓名', children: consent.nameMasked },
        { key: 'document', label: '证件号码', children: consent.documentMasked },
        { key: 'case', label: '案件', children: consent.caseNo ?? '还没有归入案件' },
        { key: 'purpose', label: '用途', children: consentPurposeInfo[consent.purpose].label },
        { key: 'began', label: '谁发起', children: consent.beganByPerson ? '本人' : '本机构' },
        { key: 'requested', label: '发起时间', children: dateTime(consent.requestedAt) },
        { key: 'valid', label: '授权到', children: validToWords(consent) },
        {
          key: 'left',
          label: '今天还可查',
          children: consent.looksLeft === null ? '—' : `${consent.looksLeft} 次`,
        },
      ]}
    />
  );
}

interface Props {
  consent: ConsentRow | null;
  onClose: () => void;
}

/** One consent with what can be done about it. */
export function ConsentDrawer({ consent, onClose }: Props) {
  const navigate = useNavigate();
  const look = ({ caseNo, consentId }: ConsentRow) => {
    const state: LookFor = { caseNo: caseNo ?? '', consentId };
    void navigate('/clerk/look', { state });
  };
  return (
    <Drawer open={consent !== null} onClose={onClose} title="授权详情" size={620} destroyOnHidden>
      {consent && (
        <>
          <Details consent={consent} />
          {consent.granted ? (
            <section className="panel-gap">
              <h3>本人允许的范围</h3>
              <ScopeSummary scope={consent.granted} />
            </section>
          ) : (
            <p className="note panel-gap">本人还没有同意，看不到任何内容。</p>
          )}
          <Space className="panel-gap">
            {consent.status === 'active' && consent.caseId !== null && (
              <Button type="primary" onClick={() => look(consent)}>
                去查询
              </Button>
            )}
            {consent.status === 'requested' && <Withdraw consentId={consent.consentId} />}
          </Space>
          {consent.beganByPerson && consent.caseId === null && consent.status === 'active' && (
            <TakeUp consentId={consent.consentId} />
          )}
        </>
      )}
    </Drawer>
  );
}
