import { Alert, Button, Card, Empty, Select, Skeleton, Space } from 'antd';
import { useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { Failure } from '../components/failure';
import { Page } from '../components/page';
import { PlainTable } from '../components/paged-table';
import { StateWord } from '../components/state-word';
import { dateTime } from '../services/format';
import { consentWords, standingWords } from '../services/labels';
import { useAsk } from '../services/query';
import { lookColumns } from './look-columns';
import { SuspendDialog, type Suspension } from './suspend-dialog';

type Anomaly = Output<'oversight.anomalies'>['anomalies'][number];
type AskedFor = Anomaly['requests'][number];

const keyOf = ({ kind, clerkId, from }: Anomaly): string => `${kind} ${clerkId} ${from}`;

interface CardProps {
  anomaly: Anomaly;
  onSuspend: (suspension: Suspension) => void;
}

function AnomalyCard({ anomaly, onSuspend }: CardProps) {
  const { clerkId, clerkName, clerkStatus, organisationId, organisationName } = anomaly;
  return (
    <Card
      size="small"
      style={{ marginBottom: 16 }}
      title={`${anomaly.label}：${organisationName} ${clerkName}`}
      extra={
        <Space>
          {clerkStatus === 'suspended' && <StateWord word={standingWords[clerkStatus]} />}
          {clerkStatus === 'active' && (
            <Button
              size="small"
              danger
              onClick={() =>
                onSuspend({ what: 'clerk', id: clerkId, name: clerkName, suspended: true })
              }
            >
              暂停这名工作人员
            </Button>
          )}
          <Button
            size="small"
            danger
            onClick={() =>
              onSuspend({
                what: 'organisation',
                id: organisationId,
                name: organisationName,
                suspended: true,
              })
            }
          >
            暂停机构
          </Button>
        </Space>
      }
    >
      <p style={{ marginTop: 0 }}>
        {anomaly.sentence}（{dateTime(anomaly.from)} 至 {dateTime(anomaly.to)}，共 {anomaly.count}{' '}
        次）
      </p>
      {anomaly.looks.length > 0 && (
        <PlainTable
          label={`${anomaly.label}的证据：查看`}
          rows={anomaly.looks}
          rowKey={({ lookId }) => lookId}
          empty="没有留下记录。"
          columns={lookColumns()}
        />
      )}
      {anomaly.requests.length > 0 && (
        <PlainTable<AskedFor>
          label={`${anomaly.label}的证据：授权请求`}
          rows={anomaly.requests}
          rowKey={({ consentId }) => consentId}
          empty="没有留下记录。"
          columns={[
            { title: '请求时间', render: (_, row) => dateTime(row.at) },
            { title: '向谁', dataIndex: 'nameMasked' },
            { title: '用途', render: (_, row) => consentPurposeInfo[row.purpose].label },
            { title: '案件', render: (_, row) => row.caseNo ?? '—' },
            { title: '现在', render: (_, row) => <StateWord word={consentWords[row.status]} /> },
          ]}
        />
      )}
    </Card>
  );
}

type Alarm = Output<'oversight.anomalies'>['auditAlarms'][number];

/** Nothing that a clerk of an organisation did: somebody has to look at the database. */
function AuditAlarms({ alarms }: { alarms: readonly Alarm[] }) {
  const [latest] = alarms;
  if (!latest) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 16 }}
      title={`审计记录和封存在外面的对不上：${latest.text}`}
      description={`最近一次是 ${dateTime(latest.at)}，第 ${latest.checkpoint} 个检查点；这几天共 ${alarms.length} 次。请马上告诉技术人员运行 npm run audit:verify，查清以前不要相信查询记录。`}
    />
  );
}

/** Odd patterns among looks and requests; each rests on some that are shown with it. */
export function AnomaliesPage() {
  const [days, setDays] = useState(7);
  const [suspension, setSuspension] = useState<Suspension | null>(null);
  const { data, error, refetch } = useAsk('oversight.anomalies', { days });
  return (
    <Page
      title="异常"
      sentence="下班后查看、短时间大量查看或发起请求、一人查或问很多人、号码连续、多次被拒绝、查给别家的授权、授权凭据对不上。只是提示，请先看证据再决定。"
      actions={
        <Select
          aria-label="看最近几天"
          value={days}
          onChange={setDays}
          style={{ width: 130 }}
          options={[1, 7, 14, 31].map((value) => ({ value, label: `最近 ${value} 天` }))}
        />
      }
    >
      <Failure error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton active />}
      {data && <AuditAlarms alarms={data.auditAlarms} />}
      {data?.anomalies.length === 0 && (
        <div className="panel">
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={`${dateTime(data.from)} 到 ${dateTime(data.to)} 查看和请求里没有发现异常。`}
          />
        </div>
      )}
      {data?.anomalies.map((anomaly) => (
        <AnomalyCard key={keyOf(anomaly)} anomaly={anomaly} onSuspend={setSuspension} />
      ))}
      <SuspendDialog suspension={suspension} onClose={() => setSuspension(null)} />
    </Page>
  );
}
