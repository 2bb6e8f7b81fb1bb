import { Button, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import { Failure } from '../../components/failure';
import { PlainTable } from '../../components/paged-table';
import { StateWord } from '../../components/state-word';
import { count, dateTime } from '../../services/format';
import { clerkKindLabels, standingWords } from '../../services/labels';
import { useAct, useAsk } from '../../services/query';
import { SuspendDialog, type Suspension } from '../suspend-dialog';
import { AddClerk } from './add-clerk';
import type { ClerkRow, Organisation, Secret } from './organisation';
import { SecretDialog } from './secret-dialog';

interface StepsProps {
  clerk: ClerkRow;
  onSecret: (secret: Secret) => void;
  onSuspend: (suspension: Suspension) => void;
}

function NextSteps({ clerk, onSecret, onSuspend }: StepsProps) {
  const reset = useAct('oversight.resetClerk', 'oversight.clerks');
  const { clerkId, name, login } = clerk;
  const suspended = clerk.status === 'active';
  const renew = () =>
    reset.mutate(
      { clerkId },
      { onSuccess: ({ password, totpUri }) => onSecret({ name, login, password, totpUri }) },
    );
  return (
    <>
      <Failure error={reset.error} />
      <Space>
        {clerk.kind === 'person' && (
          <Popconfirm
            title="重置密码和验证器？"
            description="原来的密码和验证器马上作废，已登录的会退出。"
            okText="重置"
            onConfirm={renew}
          >
            <Button size="small" loading={reset.isPending}>
              重置
            </Button>
          </Popconfirm>
        )}
        <Button
          size="small"
          danger={suspended}
          onClick={() => onSuspend({ what: 'clerk', id: clerkId, name, suspended })}
        >
          {suspended ? '暂停' : '恢复'}
        </Button>
      </Space>
    </>
  );
}

/** Who may ask for an organisation: people with two factors, and its own system. */
export function Clerks({ organisation }: { organisation: Organisation }) {
  const { organisationId } = organisation;
  const { data, error, isFetching, refetch } = useAsk('oversight.clerks', { organisationId });
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [suspension, setSuspension] = useState<Suspension | null>(null);
  return (
    <>
      <Button style={{ marginBottom: 12 }} onClick={() => setAdding(true)}>
        添加人员
      </Button>
      <Failure error={error} onRetry={() => void refetch()} />
      <PlainTable<ClerkRow>
        label="人员"
        rows={data?.clerks}
        loading={isFetching}
        rowKey={({ clerkId }) => clerkId}
        empty="还没有人员，机构还不能使用。"
        columns={[
          {
            title: '姓名',
            render: (_, row) => (
              <>
                {row.name}
                <div className="note">{row.login}</div>
              </>
            ),
          },
          { title: '类型', render: (_, row) => clerkKindLabels[row.kind] },
          { title: '状态', render: (_, row) => <StateWord word={standingWords[row.status]} /> },
          { title: '查看', align: 'right', render: (_, row) => count(row.looks) },
          { title: '最近查看', render: (_, row) => dateTime(row.lastLookAt) },
          {
            title: '操作',
            render: (_, row) => (
              <NextSteps clerk={row} onSecret={setSecret} onSuspend={setSuspension} />
            ),
          },
        ]}
      />
      {isAdding && (
        <AddClerk
          organisationId={organisationId}
          onAdded={(added) => {
            setAdding(false);
            if (added.password !== null || added.totpUri !== null) setSecret(added);
          }}
          onClose={() => setAdding(false)}
        />
      )}
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
      <SuspendDialog suspension={suspension} onClose={() => setSuspension(null)} />
    </>
  );
}
