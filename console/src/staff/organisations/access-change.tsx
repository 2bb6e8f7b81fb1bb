import { Alert, Button, Popconfirm, Space } from 'antd';
import { Failure } from '../../components/failure';
import { dateTime } from '../../services/format';
import { useAct } from '../../services/query';
import type { Organisation } from './organisation';
import { spokenDigest } from './organisation';

const networkWords = (networks: readonly string[]): string =>
  networks.length === 0 ? '不限制' : networks.join('、');
const keyWords = (sm3: string | null): string => (sm3 === null ? '没有' : spokenDigest(sm3));

interface ChangeProps {
  label: string;
  before: string;
  after: string;
}

function Change({ label, before, after }: ChangeProps) {
  if (before === after) return null;
  return (
    <div>
      {label}：<del>{before}</del> → <strong>{after}</strong>
    </div>
  );
}

/** Networks or key that a colleague proposed: what would change, and what one can do about it. */
export function AccessChange({ organisation }: { organisation: Organisation }) {
  const confirm = useAct('oversight.confirmAccess', 'oversight.organisations');
  const withdraw = useAct('oversight.withdrawAccess', 'oversight.organisations');
  const change = organisation.accessChange;
  if (!change) return null;
  const { accessId, mayConfirm } = change;
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 12 }}
      data-access-change
      title={`${change.proposedByBadge} 于 ${dateTime(change.proposedAt)} 提出变更，等另一位工作人员确认`}
      description={
        <>
          <Change
            label="允许的网络"
            before={networkWords(organisation.networks)}
            after={networkWords(change.networks)}
          />
          <Change
            label="公钥指纹（SM3）"
            before={keyWords(organisation.publicKeySm3)}
            after={keyWords(change.publicKeySm3)}
          />
          <Failure error={confirm.error ?? withdraw.error} />
          <Space style={{ marginTop: 8 }}>
            {mayConfirm && (
              <Popconfirm
                title="确认这项变更？"
                description="请先打电话给机构核对公钥指纹和网络。确认以后马上生效。"
                okText="确认生效"
                onConfirm={() => confirm.mutate({ accessId })}
              >
                <Button size="small" type="primary" loading={confirm.isPending}>
                  确认变更
                </Button>
              </Popconfirm>
            )}
            <Button
              size="small"
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate({ accessId })}
            >
              撤回变更
            </Button>
            {!mayConfirm && <span className="note">自己提出的要由另一位工作人员确认</span>}
          </Space>
        </>
      }
    />
  );
}
