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
import { CodeDialog } from './code-dialog';
import type { ClerkRow, HandedCode, Organisation } from './organisation';

interface StepsProps {
  clerk: ClerkRow;
  onCode: (handed: HandedCode) => void;
  onSuspend: (suspension: Suspension) => void;
}

function NextSteps({ clerk, onCode, onSuspend }: StepsProps) {
  const reset = useAct('oversight.resetClerk', 'oversight.clerks');
  const { clerkId, name, login } = clerk;
  const suspended = clerk.status === 'active';
  const renew = () =>
    reset.mutate(
      { clerkId },
      { onSuccess: ({ enrolment }) => onCode({ name, login, ...enrolment }) },
    );
  return (
    <>
      <Failure error={reset.error} />
      <Space>
        {clerk.kind === 'person' && (
          <Popconfirm
            title={clerk.hasSecondFactor ? '重置密码和验证器？' : '重新发启用码？'}
            description={
              clerk.hasSecondFactor
                ? '原来的密码和验证器马上作废，已登录的会退出；本人用新的启用码重新设置。'
                : '原来的启用码马上作废。'
            }
            okText={clerk.hasSecondFactor ? '重置' : '重新发'}
            onConfirm={renew}
          >
            <Button size="small" loading={reset.isPending}>
              {clerk.hasSecondFactor ? '重置' : '发启用码'}
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

/** Whether they may sign in, and whether they can yet. */
function Standing({ clerk }: { clerk: ClerkRow }) {
  const { status, kind, hasSecondFactor, codeGoodUntil } = clerk;
  const waits = kind === 'person' && !hasSecondFactor;
  if (!waits || status === 'suspended') return <StateWord word={standingWords[status]} />;
  return (
    <>
      <StateWord word={{ label: '等本人启用', tone: 'warn' }} />
      {codeGoodUntil !== null && <div className="note">启用码到 {dateTime(codeGoodUntil)}</div>}
    </>
  );
}

/** Who may ask for an organisation: people with two factors, and its own system. */
export function Clerks({ organisation }: { organisation: Organisation }) {
  const { organisationId } = organisation;
  const { data, error, isFetching, refetch } = useAsk('oversight.clerks', { organisationId });
  const [isAdding, setAdding] = useState(false);
  const [handed, setHanded] = useState<HandedCode | null>(null);
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
          { title: '状态', render: (_, row) => <Standing clerk={row} /> },
          { title: '操作（含被拒）', align: 'right', render: (_, row) => count(row.looks) },
          { title: '最近查看', render: (_, row) => dateTime(row.lastLookAt) },
          {
            title: '操作',
            render: (_, row) => (
              <NextSteps clerk={row} onCode={setHanded} onSuspend={setSuspension} />
            ),
          },
        ]}
      />
      {isAdding && (
        <AddClerk
          organisationId={organisationId}
          onAdded={(added) => {
            setAdding(false);
            setHanded(added);
          }}
          onClose={() => setAdding(false)}
        />
      )}
      <CodeDialog handed={handed} onClose={() => setHanded(null)} />
      <SuspendDialog suspension={suspension} onClose={() => setSuspension(null)} />
    </>
  );
}
